"""Samples in, utterances out: segmenter, engine and judge in one.

What is too long to be a command, or was cut out of somebody's speech, is never scored.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.attention import Attention, Called
from voice_facilitator.hearing.cut import HOP_S, Cut
from voice_facilitator.hearing.decision import Margins
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.hops import Hop, Hops
from voice_facilitator.hearing.insistence import Insistence
from voice_facilitator.hearing.judge import Judge, Verdict
from voice_facilitator.hearing.masks import Masks, words
from voice_facilitator.hearing.segmenter import Segment, Segmenter
from voice_facilitator.hearing.utterance import (
    AMID_SPEECH,
    CALLED,
    TOO_LONG,
    UNCALLED,
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
        self._hops = Hops(cut or Cut())
        self._segmenter = Segmenter(cut)
        self._attention = None if wake_word is None else Attention(wake_word)
        self._vocabularies: dict[Context, Vocabulary] = {}
        self._masks = Masks()
        self._scored = _NOTHING_SCORED
        self._must_be_called = wake_word is not None and wake_word.required
        thresholds = decision.load()[engine.name]
        self._judge = Judge(
            thresholds, self._masks, refractory_s, insistence, asking, self._must_be_called
        )
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
        self._judge.listen(context, self._vocabularies[context])

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
                yield self._weigh(segment)

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

    def _weigh(self, segment: Segment) -> Utterance:
        if segment.samples is None:
            return _unscored(segment, TOO_LONG)
        if self._is_amid_speech(segment):
            return _unscored(segment, AMID_SPEECH)
        if self._is_deaf_uncalled:
            return _unscored(segment, UNCALLED)
        scored = self._scored if self._stretch(segment) == self._scored.of else self._score(segment)
        return _judged(segment, scored, self._judge.judge(segment, scored.scores))

    def _answer_call(self, attention: Attention, said: Segment) -> Utterance:
        if said.samples is None:
            return _unscored(said, TOO_LONG)
        scored = self._score(said)
        verdict = self._judge.answer(said, scored.scores)
        if verdict.accepted:
            attention.close(said.end_s)
        return _judged(said, scored, verdict)

    @property
    def _is_deaf_uncalled(self) -> bool:
        """Whether nothing at all counts now that does not follow the wake word."""
        return self._must_be_called and self._context is not Context.QUESTION

    def _is_ours(self, attention: Attention, called: Called) -> bool:
        """Whether we have said the wake word ourselves."""
        masks = self._masks.over(called.start_s, called.end_s)
        return any(mask.words.issuperset(words(attention.wake_word.words)) for mask in masks)

    def _stretch(self, segment: Segment) -> _Stretch:
        return segment.start_s, segment.end_s, self._context

    def _score(self, segment: Segment) -> _Scored:
        assert segment.samples is not None
        begun_s = time.perf_counter()
        scores = self._engine.score(segment.samples, self._vocabularies[self._context])
        took_s = time.perf_counter() - begun_s
        return _Scored(self._stretch(segment), scores, segment.closed_s + took_s)


def _unscored(segment: Segment, reason: str) -> Utterance:
    times = (segment.start_s, segment.end_s, segment.closed_s)
    return Utterance(*times, None, None, accepted=False, reason=reason)


def _judged(segment: Segment, scored: _Scored, verdict: Verdict) -> Utterance:
    return Utterance(
        segment.start_s,
        segment.end_s,
        max(segment.closed_s, scored.ready_s),
        scored.scores.text,
        verdict.decided.command,
        accepted=verdict.accepted,
        reason=verdict.reason,
        margin=verdict.decided.margin,
        needed=verdict.needed,
        ask=verdict.ask,
        excluded=verdict.excluded,
        possible=verdict.possible,
    )


def _call(words: str, called: Called) -> Utterance:
    """The wake word, as an utterance."""
    times = (called.start_s, called.end_s, called.end_s)
    return Utterance(*times, words, None, accepted=False, reason=CALLED)
