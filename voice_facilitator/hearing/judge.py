"""What is to be made of a segment that has been scored: a command, or why it is none.

Everything that goes wrong for a command has its place here: it is too brief for what it
is like, it does not count now, its score is too low, it came right behind another, or it
was our own voice. The reason is told, so that people can try their room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voice_facilitator.commands import ASKED_BACK, Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.decision import Decision, Margins, Thresholds
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.insistence import WINDOW_S, Insistence, Saying
from voice_facilitator.hearing.masks import AFTER_S, Mask, Masks, words
from voice_facilitator.hearing.pace import LETTER_S, OUR_LETTER_S, is_fragment, is_scrap
from voice_facilitator.hearing.segmenter import Segment
from voice_facilitator.hearing.utterance import (
    AMBIGUOUS,
    BRIEF,
    DOUBTFUL,
    DOUBTS,
    FRAGMENT,
    NOT_HERE,
    SAID_TWICE,
    TOO_SHORT,
    TOO_SHORT_OVER_US,
    UNCALLED,
    UNCLEAR,
    UNHEEDED,
)
from voice_facilitator.hearing.vocabulary import Vocabulary

_ANSWERS = frozenset({Command.YES, Command.NO})
"""Who is asked need not call us first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a segment."""

    decided: Decision
    needed: float
    """The margin from which it would have been believed."""
    accepted: bool
    """Whether its command is to be obeyed."""
    reason: str
    """Why, or why not, in a few words."""
    possible: Mapping[Command, float]
    """What it may have been if it is said again, and by which margins."""
    ask: bool = False
    """Whether it is not clear enough to obey, but worth asking whether it was meant."""
    excluded: bool = False
    """Whether no margin of its own would have been enough: it may be another, or is too brief."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A segment, what it may be, and what we say over it."""

    segment: Segment
    scores: Scores
    decided: Decision
    masks: Sequence[Mask]

    def is_shorter_than(self, letter_s: float) -> bool:
        """Whether nobody says the likeliest phrase so fast, at so many seconds a letter."""
        return is_scrap(self.segment, self.scores, self.decided.command, letter_s)

    def may_be(self, command: Command) -> bool:
        """Whether a command can be said so fast, and we do not say it ourselves."""
        is_too_short = is_scrap(self.segment, self.scores, command, LETTER_S)
        return not is_too_short and not self.is_our(command)

    @property
    def is_over_us(self) -> bool:
        """Whether it began before we had fallen silent, or while the room may not yet have.

        A line that came to its own end leaves nothing that begins after it.
        """
        return any(
            (mask.end_s if mask.is_cut else mask.end_s - AFTER_S) > self.segment.start_s
            for mask in self.masks
        )

    def is_our(self, command: Command | None) -> bool:
        """Whether we say a command, in any of its wordings, over it."""
        phrases = [phrase for phrase in self.scores.phrases if phrase.command is command]
        return any(
            mask.words.issuperset(words(phrase.text)) for mask in self.masks for phrase in phrases
        )


class Judge:
    """Judges one segment after the other of a stream, in the light of those before."""

    def __init__(
        self,
        thresholds: Thresholds,
        masks: Masks,
        refractory_s: float = 0.0,
        insistence: Insistence | None = None,
        asking: Margins | None = None,
        must_be_called: bool = False,
    ) -> None:
        """`masks` are what we say ourselves; after a command, nothing is obeyed that began within
        `refractory_s` of its end; from the margins `asking` on a doubtful one is worth a question.
        Who `must_be_called` is heard behind the wake word only, but for a clear yes or no.
        """
        self._thresholds = thresholds
        self._masks = masks
        self._refractory_s = refractory_s
        self._deaf_until_s = -np.inf
        self._insistence = insistence
        self._asking = asking
        self._must_be_called = must_be_called

    def listen(self, context: Context, vocabulary: Vocabulary) -> None:
        """From now on judge by `context`, in which `vocabulary` counts."""
        self._context = context
        self._barred = {phrase.text for phrase in vocabulary.barred}

    def judge(self, segment: Segment, scores: Scores) -> Verdict:
        """What comes of a segment that is neither the wake word nor follows it."""
        needed, thresholds = self._needed(segment), self._thresholds
        decided = decision.decide(scores, needed, thresholds.weights, thresholds.lead)
        heard = self._heard(segment, scores, decided)
        brief = self._brevity(heard)
        objection = self._objection(heard, brief, needed)
        doubted = objection in DOUBTS and self._is_somebodys(heard)
        possible = _possible(heard, brief)
        meant = self._insisted_on(heard, possible, brief) if doubted else None
        if meant is not None:
            decided, objection = replace(decided, command=meant), None
        accepted = objection is None
        if accepted:
            self._obey(segment)
        reason = SAID_TWICE if meant is not None else objection or "clear"
        doubtful = doubted and not accepted and objection not in BRIEF
        ask = doubtful and not heard.masks and self._is_worth_asking(decided)
        excluded = decided.ambiguous or brief is not None
        return Verdict(decided, needed, accepted, reason, possible, ask, excluded)

    def answer(self, segment: Segment, scores: Scores) -> Verdict:
        """What comes of what follows the wake word: the likeliest command, unless it was us."""
        needed = self._thresholds.called
        decided = decision.decide(scores, needed, self._thresholds.weights)
        objection: str | None = DOUBTFUL
        if decided.accepted:
            objection = self._sounds_like_us(self._heard(segment, scores, decided))
        if objection is None:
            self._obey(segment)
        reason = objection or "after the wake word"
        return Verdict(decided, needed, objection is None, reason, {})

    def _heard(self, segment: Segment, scores: Scores, decided: Decision) -> _Heard:
        return _Heard(segment, scores, decided, self._masks.over(segment.start_s, segment.end_s))

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
        is_waited_for = self._masks.fell_silent_for(segment.start_s, segment.end_s)
        is_conversation = self._context is Context.CONVERSATION
        return Context.WAITING if is_waited_for and is_conversation else self._context

    def _brevity(self, heard: _Heard) -> str | None:
        """Whether it is too brief for what it is most like, and how."""
        if heard.is_shorter_than(LETTER_S):
            return TOO_SHORT
        hasty_letter_s = self._thresholds.hasty_letter_s
        is_hasty = is_fragment(heard.segment, heard.scores, heard.decided.command, hasty_letter_s)
        is_conversation = self._believing(heard.segment) is Context.CONVERSATION
        return FRAGMENT if is_hasty and is_conversation else None

    def _objection(self, heard: _Heard, brief: str | None, needed: float) -> str | None:
        """What speaks against obeying; `brief` if it is that."""
        decided = heard.decided
        if self._must_be_called and decided.command not in _ANSWERS:
            return UNCALLED
        if not decided.accepted and heard.scores.text in self._barred:
            return NOT_HERE
        if brief is not None:
            return brief
        if not decided.accepted:
            return AMBIGUOUS if decided.margin > needed else DOUBTFUL
        if heard.segment.start_s < self._deaf_until_s:
            return "refractory"
        return self._sounds_like_us(heard)

    def _sounds_like_us(self, heard: _Heard) -> str | None:
        """What speaks against obeying a word that was said while we spoke, or right after."""
        if not heard.masks:
            return None
        if heard.is_our(heard.decided.command):
            return "while we said it"
        if heard.is_over_us and heard.is_shorter_than(OUR_LETTER_S):
            return TOO_SHORT_OVER_US
        if heard.is_over_us and heard.decided.margin < self._needed_over_us(heard):
            return UNCLEAR
        return UNHEEDED if self._masks.go_on_after(heard.segment.end_s) else None

    def _needed_over_us(self, heard: _Heard) -> float:
        thresholds = self._thresholds
        return thresholds.interrupting if self._interrupts(heard) else thresholds.while_we_speak

    def _is_somebodys(self, heard: _Heard) -> bool:
        """Whether it is neither the echo of a command nor, perhaps, our own voice."""
        segment = heard.segment
        if segment.start_s < self._deaf_until_s or heard.is_our(heard.decided.command):
            return False
        goes_on = bool(heard.masks) and self._masks.go_on_after(segment.end_s)
        return not goes_on and (not heard.is_over_us or self._interrupts(heard))

    def _interrupts(self, heard: _Heard) -> bool:
        """Whether it has made us fall silent, and we still are."""
        last = max(heard.masks, key=lambda mask: mask.end_s, default=None)
        stopped = last is not None and last.is_cut
        return stopped and not self._masks.go_on_after(heard.segment.end_s)

    def _insisted_on(
        self, heard: _Heard, possible: Mapping[Command, float], brief: str | None
    ) -> Command | None:
        """The command that a doubtful saying, and the one before it, come to."""
        # Who chose to be heard only behind the wake word answers clearly, or calls.
        if self._insistence is None or self._must_be_called or not possible:
            return None
        segment = heard.segment
        saying = Saying(possible, self._believing(segment), segment.start_s, segment.end_s)
        if brief == TOO_SHORT:
            # Near our own voice a scrap may be one of it.
            is_near_us = bool(self._masks.over(segment.start_s - WINDOW_S, segment.end_s))
            return None if is_near_us else self._insistence.overhear(saying)
        meant = self._insistence.hear(saying)
        return None if heard.is_over_us else meant

    def _is_worth_asking(self, decided: Decision) -> bool:
        """Whether a doubtful command may have been meant, and it helps to know."""
        if self._asking is None or decided.command not in ASKED_BACK:
            return False
        return decided.margin > self._asking.of(self._context)

    def _obey(self, segment: Segment) -> None:
        self._deaf_until_s = segment.end_s + self._refractory_s
        if self._insistence is not None:
            self._insistence.forget()


def _possible(heard: _Heard, brief: str | None) -> Mapping[Command, float]:
    """What a saying may have been, and by which margins; of a scrap only what it is most like."""
    margins = heard.decided.margins
    if brief == TOO_SHORT:
        return {c: margin for c, margin in margins.items() if c is heard.decided.command}
    return {c: margin for c, margin in margins.items() if heard.may_be(c)}
