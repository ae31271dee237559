"""Somebody says a phrase a few times: is it heard, and is it told apart from all else?

Each saying is a segment as in a session, by the same segmenter. One that is far from
the others was a cough, or another word, and does not count. When there are enough
that are alike, each is judged in turn by what we know and the others alone: as it would be
judged if it were said in a session.

Nothing of the sound is kept, only the rows of numbers that are compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing import decision
from voice_facilitator.hearing.alignment import Bank
from voice_facilitator.hearing.edges import speech
from voice_facilitator.hearing.encoder import Encoder
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.maker import EDGE
from voice_facilitator.hearing.segmenter import Segment, Segmenter
from voice_facilitator.hearing.templates import Templates, join, taught
from voice_facilitator.hearing.vocabulary import Vocabulary

_Floats = npt.NDArray[np.float32]
_Said = tuple[_Floats, _Floats]
"""A saying: its samples, and their frames."""

SAYINGS = 3
"""As many as are averaged when a phrase is weighed: one may be odd."""
ALIKE = 0.65
"""Two sayings of one phrase by one voice are nearer than this.

Of 104 speakers who said one of three words twice, 95 % were, and half of them nearer
than 0.15; of sayings of other words 5 % were nearer than 0.76.
"""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a lesson."""

    templates: Templates
    """Of the phrase, to be joined to those that were known."""
    other: str | None
    """The phrase of another command that it sounds like; None if it is told apart from all."""
    is_clear: bool
    """Whether it would also be believed beside all that is said in a group."""


class Lesson:
    """One phrase is learned."""

    def __init__(
        self, encoder: Encoder, known: Templates, vocabulary: Vocabulary, text: str
    ) -> None:
        """`text` is a phrase of `vocabulary`; `known` has no earlier lesson of it."""
        self._encoder = encoder
        self._known = known
        self._vocabulary = vocabulary
        self._text = text
        self._segmenter = Segmenter()
        self._groups: list[list[_Said]] = []

    @property
    def count(self) -> int:
        """How many sayings there are that are like each other."""
        return len(self._best)

    def begin(self) -> None:
        """Whoever is asked speaks from now on; what was heard before does not count."""
        self._segmenter = Segmenter()

    def feed(self, block: _Floats) -> bool | None:
        """Hear a block (mono, 16 kHz): True when a saying counts, False when it does not.

        None as long as nothing has been said.
        """
        for segment in self._segmenter.feed(block):
            return self._take(segment)
        return None

    def learned(self) -> Learned:
        """What the sayings so far are worth."""
        frames = [frames for _, frames in self._best]
        verdicts = [self._verdict(number) for number in range(len(frames))]
        others = [other for other, _ in verdicts if other is not None]
        confused = others[0] if 2 * len(others) > len(frames) else None
        clear = 2 * sum(is_clear for _, is_clear in verdicts) > len(frames)
        return Learned(taught(self._known, self._text, frames), confused, clear)

    def _take(self, segment: Segment) -> bool:
        """Put a saying beside those it is like; whether it is the first or like another."""
        if segment.samples is None:
            return False
        said = (segment.samples, frames_of(segment.samples, self._encoder))
        for group in self._groups:
            if self._is_like(said, group):
                group.append(said)
                return True
        self._groups.append([said])
        return len(self._groups) == 1

    def _is_like(self, said: _Said, group: Sequence[_Said]) -> bool:
        frames = [frames for _, frames in (*group, said)]
        *others, row = taught(self._known, self._text, frames).rows
        return float(Bank(others).distances(row).min()) < ALIKE

    @property
    def _best(self) -> list[_Said]:
        return max(self._groups, key=len, default=[])

    def _verdict(self, number: int) -> tuple[str | None, bool]:
        """What saying `number` is taken for, if not for itself; whether it would be believed."""
        samples = self._best[number][0]
        others = [frames for place, (_, frames) in enumerate(self._best) if place != number]
        engine = Examples(self._encoder, join(self._known, taught(self._known, self._text, others)))
        scores = engine.score(samples, self._vocabulary)
        mine = next(p.command for p in self._vocabulary.phrases if p.text == self._text)
        thresholds = decision.load()[engine.name]
        decided = decision.decide(scores, thresholds.conversation, thresholds.weights)
        if decided.command is mine:
            return None, decided.accepted
        rivals = [phrase for phrase in scores.phrases if phrase.command is decided.command]
        return max(rivals, key=lambda phrase: scores.phrases[phrase]).text, False


def frames_of(segment: _Floats, encoder: Encoder) -> _Floats:
    """The encoder's frames [T, 288] of the speech in `segment`, without its margins."""
    frames = encoder.frames(speech(segment))
    return frames[EDGE:-EDGE] if len(frames) > 4 * EDGE else frames
