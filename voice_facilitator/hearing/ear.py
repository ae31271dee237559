"""Samples in, utterances out: segmenter, engine and decision in one.

Everything that goes wrong for a command has its place here: it was too long to be
one, or cut out of somebody's speech, it does not count now, the score is too low, it
came right behind another, or it was our own voice. The reason is told, so that people
can try their room.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import ASKED_BACK, Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.attention import Attention, Called
from voice_facilitator.hearing.cut import HOP_S, Cut
from voice_facilitator.hearing.decision import Decision, Margins
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.hops import Hop, Hops
from voice_facilitator.hearing.insistence import WINDOW_S, Insistence, Saying
from voice_facilitator.hearing.masks import Mask, Masks, words
from voice_facilitator.hearing.pace import LETTER_S, OUR_LETTER_S, is_fragment, is_scrap
from voice_facilitator.hearing.segmenter import Segment, Segmenter
from voice_facilitator.hearing.utterance import (
    AMBIGUOUS,
    AMID_SPEECH,
    BRIEF,
    CALLED,
    DOUBTFUL,
    DOUBTS,
    FRAGMENT,
    NOT_HERE,
    SAID_TWICE,
    TOO_LONG,
    TOO_SHORT,
    TOO_SHORT_OVER_US,
    UNCALLED,
    UNCLEAR,
    UNHEEDED,
    Utterance,
)
from voice_facilitator.hearing.vocabulary import Vocabulary, vocabulary
from voice_facilitator.hearing.wake_word import WakeWord
from voice_facilitator.language import Language

_Stretch = tuple[float, float, Context]


@dataclass(frozen=True, slots=True)
class _Scored:
    of: _Stretch | None
    """Start, end and context of the segment."""
    scores: Scores
    ready_s: float
    """How much of the stream had been heard then, plus the time that it took."""


_ANSWERS = frozenset({Command.YES, Command.NO})
"""Who is asked need not call us first."""
_NOTHING_SCORED = _Scored(None, Scores({}, 0.0, None), 0.0)


class Ear:
    """Listens to one stream in one language."""

    def __init__(
        self,
        language: Language,
        engine: Engine,
        context: Context,
        refractory_s: float = 0.0,
        insistence: Insistence | None = None,
        asking: Margins | None = None,
        cut: Cut | None = None,
        wake_word: WakeWord | None = None,
    ) -> None:
        """After a command, nothing is obeyed that began within `refractory_s` of its end.

        With `insistence`, a doubtful command is obeyed when it is said again; from the
        margins `asking` on it is worth a question; after a `wake_word`, the likeliest one
        is obeyed, however doubtful. `cut` is where to cut the stream, if not where we
        think best.
        """
        self._language = language
        self._engine = engine
        engine.begin()
        self._thresholds = decision.load()[engine.name]
        self._hops = Hops(cut or Cut())
        self._segmenter = Segmenter(cut)
        self._attention = None if wake_word is None else Attention(wake_word)
        self._vocabularies: dict[Context, Vocabulary] = {}
        self._masks = Masks()
        self._scored = _NOTHING_SCORED
        self._refractory_s = refractory_s
        self._deaf_until_s = -np.inf
        self._insistence = insistence
        self._asking = asking
        self.listen(context)

    @property
    def position_s(self) -> float:
        """Seconds of the stream that have been heard."""
        return self._segmenter.position_s

    def listen(self, context: Context) -> None:
        """From now on judge what closes by `context`."""
        self._context = context
        if context not in self._vocabularies:
            self._vocabularies[context] = vocabulary(self._language, context)

    def mask(self, text: str, start_s: float, end_s: float) -> None:
        """Ignore the words of `text` that are heard while we say it, in seconds of the stream."""
        self._masks.add(text, start_s, end_s)

    def unmask(self, from_s: float) -> None:
        """We have stopped speaking at `from_s`: what was masked after it is believed again."""
        self._masks.cut(from_s)

    def feed(self, block: npt.NDArray[np.float32]) -> list[Utterance]:
        """What was said, as far as it is complete with `block` (mono, 16 kHz, -1 ... 1)."""
        utterances = [each for hop in self._hops.feed(block) for each in self._take(hop)]
        # Scoring goes on while we wait to see whether the gap is one.
        if (ripe := self._ripe()) is not None and self._stretch(ripe) != self._scored.of:
            self._scored = self._score(ripe)
        return utterances

    def flush(self) -> list[Utterance]:
        """What the end of the stream completes."""
        utterances = [each for hop in self._hops.flush() for each in self._take(hop)]
        if self._attention is not None and (said := self._attention.flush()) is not None:
            utterances.append(self._answer_call(self._attention, said))
        return [*utterances, *self._unclaimed(self._segmenter.end())]

    def hear(self, blocks: Iterable[npt.NDArray[np.float32]]) -> Iterator[Utterance]:
        """All that is said in a stream of `blocks`, as it comes."""
        for block in blocks:
            yield from self.feed(block)
        yield from self.flush()

    def _take(self, hop: Hop) -> Iterator[Utterance]:
        segments = self._segmenter.take(hop)
        if self._attention is not None:
            now_s = self._segmenter.position_s
            match self._attention.take(hop, bool(self._masks.over(now_s - HOP_S, now_s))):
                case Called() as called if not self._is_ours(self._attention, called):
                    self._attention.open()
                    yield _call(self._attention.wake_word.words, called)
                case Segment() as said:
                    yield self._answer_call(self._attention, said)
        yield from self._unclaimed(segments)

    def _unclaimed(self, segments: Sequence[Segment]) -> Iterator[Utterance]:
        """What came of `segments` that neither are the wake word nor follow it."""
        for segment in segments:
            if self._attention is None or not self._attention.covers(segment):
                yield self._judge(segment)

    def _ripe(self) -> Segment | None:
        """The open segment if it can be scored by now, and may count."""
        ripe = self._segmenter.ripe()
        if ripe is None or self._is_amid_speech(ripe):
            return None
        if self._attention is None:
            return ripe
        return None if self._is_deaf_uncalled or self._attention.covers(ripe) else ripe

    def _is_amid_speech(self, segment: Segment) -> bool:
        """Whether it was cut out of somebody's speech, which is not our own."""
        return not segment.alone and not self._masks.over(segment.start_s, segment.end_s)

    def _judge(self, segment: Segment) -> Utterance:
        if segment.samples is None:
            return _unscored(segment, TOO_LONG)
        if self._is_amid_speech(segment):
            return _unscored(segment, AMID_SPEECH)
        if self._is_deaf_uncalled:
            return _unscored(segment, UNCALLED)
        scored = self._scored if self._stretch(segment) == self._scored.of else self._score(segment)
        needed = self._needed(segment)
        decided = decision.decide(
            scored.scores, needed, self._thresholds.weights, self._thresholds.lead
        )
        brief = self._brevity(segment, scored.scores, decided)
        objection = self._objection(segment, scored.scores, decided, brief, needed)
        masks = self._masks.over(segment.start_s, segment.end_s)
        doubted = objection in DOUBTS and self._is_somebodys(segment, masks, scored.scores, decided)
        meant = (
            self._insisted_on(segment, masks, scored.scores, decided, brief) if doubted else None
        )
        if meant is not None:
            decided = replace(decided, command=meant)
        accepted = objection is None or meant is not None
        if accepted:
            self._obey(segment)
        reason = SAID_TWICE if meant is not None else objection or "clear"
        judged = _judged(segment, scored, decided, accepted, reason, needed)
        doubtful = doubted and not accepted and objection not in BRIEF
        ask = doubtful and not masks and self._is_worth_asking(decided)
        excluded = decided.ambiguous or brief is not None
        return msgspec.structs.replace(judged, ask=ask, excluded=excluded)

    def _answer_call(self, attention: Attention, said: Segment) -> Utterance:
        """What came after the wake word: the likeliest command, unless it was our own voice."""
        if said.samples is None:
            return _unscored(said, TOO_LONG)
        scored = self._score(said)
        needed = self._thresholds.called
        decided = decision.decide(scored.scores, needed, self._thresholds.weights)
        objection: str | None = DOUBTFUL
        if decided.accepted:
            objection = self._sounds_like_us(said, scored.scores, decided)
        if objection is None:
            attention.close(said.end_s)
            self._obey(said)
        reason = objection or "after the wake word"
        return _judged(said, scored, decided, objection is None, reason, needed)

    @property
    def _is_deaf_uncalled(self) -> bool:
        """Whether nothing at all counts now that does not follow the wake word."""
        return self._must_be_called and self._context is not Context.QUESTION

    @property
    def _must_be_called(self) -> bool:
        return self._attention is not None and self._attention.wake_word.required

    def _is_ours(self, attention: Attention, called: Called) -> bool:
        """Whether we have said the wake word ourselves."""
        masks = self._masks.over(called.start_s, called.end_s)
        return any(mask.words.issuperset(words(attention.wake_word.words)) for mask in masks)

    def _needed(self, segment: Segment) -> float:
        """The margin from which a single saying is believed."""
        margins = self._thresholds if self._insistence is None else self._insistence.alone
        return margins.of(self._believing(segment))

    def _believing(self, segment: Segment) -> Context:
        """The context by whose margins a segment is judged."""
        # Who chose to be heard only behind the wake word wants no murmur taken for a yes.
        if self._must_be_called:
            return Context.CONVERSATION
        # In the middle of a conversation, too, we wait for a word of who made us fall silent.
        is_waited_for = self._masks.fell_silent_before(segment.start_s)
        is_conversation = self._context is Context.CONVERSATION
        return Context.WAITING if is_waited_for and is_conversation else self._context

    def _is_somebodys(
        self, segment: Segment, masks: Sequence[Mask], scores: Scores, decided: Decision
    ) -> bool:
        """Whether it is neither the echo of a command nor, perhaps, our own voice."""
        if segment.start_s < self._deaf_until_s or _is_our_word(masks, scores, decided.command):
            return False
        return not masks or (_made_us_stop(masks) and not self._masks.go_on_after(segment.end_s))

    def _is_worth_asking(self, decided: Decision) -> bool:
        """Whether a doubtful command may have been meant, and it helps to know."""
        if self._asking is None or decided.command not in ASKED_BACK:
            return False
        return decided.margin > self._asking.of(self._context)

    def _insisted_on(
        self,
        segment: Segment,
        masks: Sequence[Mask],
        scores: Scores,
        decided: Decision,
        brief: str | None,
    ) -> Command | None:
        """The command that a doubtful saying and the one before it come to."""
        margins = {
            command: margin
            for command, margin in decided.margins.items()
            if not _is_our_word(masks, scores, command)
        }
        if self._insistence is None or not margins:
            return None
        saying = Saying(margins, self._believing(segment), segment.start_s, segment.end_s)
        if brief != TOO_SHORT:
            meant = self._insistence.hear(saying)
            return None if masks else meant
        # Near our own voice a scrap may be one of it.
        is_near_us = bool(self._masks.over(segment.start_s - WINDOW_S, segment.end_s))
        return None if is_near_us else self._insistence.overhear(saying)

    def _obey(self, segment: Segment) -> None:
        self._deaf_until_s = segment.end_s + self._refractory_s
        if self._insistence is not None:
            self._insistence.forget()

    def _stretch(self, segment: Segment) -> _Stretch:
        return segment.start_s, segment.end_s, self._context

    def _score(self, segment: Segment) -> _Scored:
        assert segment.samples is not None
        begun_s = time.perf_counter()
        scores = self._engine.score(segment.samples, self._vocabularies[self._context])
        took_s = time.perf_counter() - begun_s
        return _Scored(self._stretch(segment), scores, segment.closed_s + took_s)

    def _brevity(self, segment: Segment, scores: Scores, decided: Decision) -> str | None:
        """Whether it is too brief for what it is most like, and how."""
        if is_scrap(segment, scores, decided, LETTER_S):
            return TOO_SHORT
        hasty_letter_s = self._thresholds.hasty_letter_s
        is_hasty = is_fragment(segment, scores, decided, hasty_letter_s)
        return FRAGMENT if is_hasty and self._believing(segment) is Context.CONVERSATION else None

    def _objection(
        self,
        segment: Segment,
        scores: Scores,
        decided: Decision,
        brief: str | None,
        needed: float,
    ) -> str | None:
        """What speaks against obeying; `brief` if it is that."""
        if self._must_be_called and decided.command not in _ANSWERS:
            return UNCALLED
        barred = {phrase.text for phrase in self._vocabularies[self._context].barred}
        if not decided.accepted and scores.text in barred:
            return NOT_HERE
        if brief is not None:
            return brief
        if not decided.accepted:
            return AMBIGUOUS if decided.margin > needed else DOUBTFUL
        if segment.start_s < self._deaf_until_s:
            return "refractory"
        return self._sounds_like_us(segment, scores, decided)

    def _sounds_like_us(self, segment: Segment, scores: Scores, decided: Decision) -> str | None:
        """What speaks against obeying a word that was said while we spoke."""
        masks = self._masks.over(segment.start_s, segment.end_s)
        if not masks:
            return None
        if _is_our_word(masks, scores, decided.command):
            return "while we said it"
        if is_scrap(segment, scores, decided, OUR_LETTER_S):
            return TOO_SHORT_OVER_US
        if decided.margin < self._thresholds.while_we_speak:
            return UNCLEAR
        return UNHEEDED if self._masks.go_on_after(segment.end_s) else None


def _is_our_word(masks: Sequence[Mask], scores: Scores, command: Command | None) -> bool:
    """Whether we say a command, in any of its wordings, over these masks."""
    phrases = [phrase for phrase in scores.phrases if phrase.command is command]
    return any(mask.words.issuperset(words(phrase.text)) for mask in masks for phrase in phrases)


def _made_us_stop(masks: Sequence[Mask]) -> bool:
    """Whether we fell silent for somebody, and have said nothing since."""
    return max(masks, key=lambda mask: mask.end_s).is_cut


def _unscored(segment: Segment, reason: str) -> Utterance:
    times = (segment.start_s, segment.end_s, segment.closed_s)
    return Utterance(*times, None, None, accepted=False, reason=reason)


def _judged(
    segment: Segment,
    scored: _Scored,
    decided: Decision,
    accepted: bool,
    reason: str,
    needed: float,
) -> Utterance:
    return Utterance(
        segment.start_s,
        segment.end_s,
        max(segment.closed_s, scored.ready_s),
        scored.scores.text,
        decided.command,
        accepted=accepted,
        reason=reason,
        margin=decided.margin,
        needed=needed,
        margins=decided.margins,
    )


def _call(words: str, called: Called) -> Utterance:
    """The wake word, as an utterance."""
    times = (called.start_s, called.end_s, called.end_s)
    return Utterance(*times, words, None, accepted=False, reason=CALLED)
