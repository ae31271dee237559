"""What is said to us after the wake word: found by loudness, without any silence around it.

Whoever has said the wake word says the command from the same place. So for some
seconds the first stretch of speech counts that is about as loud as the wake word
was; softer voices in between are somebody else's. It may follow the wake word in
one breath, or after a pause.

Who then goes on speaking for longer than any phrase did not speak to us.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.cut import HOP_S, hops
from voice_facilitator.hearing.hops import Hop
from voice_facilitator.hearing.segmenter import Segment
from voice_facilitator.hearing.wake_word import WakeWord

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bounds:
    """When and how loud it must be.

    Chosen on the words stop, yes and no of 54 people, each behind a synthetic "okay
    nabu", in rooms with kitchen noise and babble at 10 and 20 dB.
    """

    window_s: float = 4.0
    """It begins within this time of the wake word."""
    under_wake_word_db: float = 12.0
    """It is at most so much softer. Words differ by that much, and babble at 10 dB stays below."""
    loudest_part: float = 0.9
    """How loud the wake word was is the level that this part of its hops stays under."""
    wake_word_s: float = 0.7
    """How long it takes to say, before it is heard."""
    late_s: float = 0.15
    """It is heard up to so long after its end: the command may have begun."""
    echo_s: float = 0.12
    """What falls quiet so soon after it was the end of the wake word, or its echo."""
    gap_s: float = 0.3
    """This long without speech ends the stretch. Nobody else's pauses have to be waited for."""
    shortest_s: float = 0.06
    """Speech shorter than this is a click."""
    longest_s: float = 2.0
    """Speech longer than this cannot be a phrase."""
    pre_roll_s: float = 0.2
    """Kept from before: a word may begin softly. From after the end, the gap is kept."""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody has said the wake word. Seconds count from the stream's start."""

    start_s: float
    """Where it began, about."""
    end_s: float
    """How much of the stream had been heard when it was clear."""


class Attention:
    """Waits for a wake word, hop by hop, and then for what is said to us."""

    def __init__(self, wake_word: WakeWord, bounds: Bounds | None = None) -> None:
        self.wake_word = wake_word
        """What it waits for."""
        self._bounds = bounds or Bounds()
        self._count = 0
        self._levels: deque[float] = deque(maxlen=hops(self._bounds.wake_word_s))
        self._kept: deque[_Floats] = deque(maxlen=hops(self._bounds.longest_s + 1.0))
        self._woken = self._until = 0
        self._least_db = np.inf
        self._first: int | None = None
        self._last = 0
        self._loud = 0

    def take(self, hop: Hop, while_we_speak: bool = False) -> Called | Segment | None:
        """What is complete with `hop`: the wake word, or a stretch of speech after it.

        A stretch that is too long has no samples, and is the last.
        """
        self._count += 1
        self._levels.append(hop.level_db)
        self._kept.append(hop.samples)
        if self.wake_word.feed(hop.samples, while_we_speak):
            now_s = self._count * HOP_S
            return Called(now_s - self._bounds.wake_word_s, now_s)
        if self._count > self._until and self._first is None:
            return None
        self._note(hop)
        return self._complete()

    def flush(self) -> Segment | None:
        """The stretch that the end of the stream completes."""
        return None if self._first is None else self._close(self._first)

    def open(self) -> None:
        """We were meant: expect a command."""
        loud_db = float(np.quantile(self._levels, self._bounds.loudest_part))
        self._least_db = loud_db - self._bounds.under_wake_word_db
        self._woken = self._count
        self._until = self._count + hops(self._bounds.window_s)
        self._first = None

    def close(self, end_s: float) -> None:
        """Nothing more is expected than what ended at `end_s`."""
        self._until = min(self._until, round(end_s / HOP_S))
        self._first = None

    def covers(self, segment: Segment) -> bool:
        """Whether a segment has a part of the wake word or of what came after it."""
        if not self._woken:
            return False
        began = self._woken - hops(self._bounds.wake_word_s)
        return began * HOP_S < segment.end_s and segment.start_s < self._until * HOP_S

    def _note(self, hop: Hop) -> None:
        if hop.speech and hop.level_db > self._least_db:
            if self._first is None:
                self._first, self._loud = self._count - 1, 0
            self._last = self._count
            self._loud += 1

    def _complete(self) -> Segment | None:
        if self._first is None:
            return None
        if self._last - self._first > hops(self._bounds.longest_s):
            segment = self._segment(self._first, None)
            self.close(segment.end_s)
            return segment
        if self._count - self._last < hops(self._bounds.gap_s):
            return None
        return self._close(self._first)

    def _close(self, first: int) -> Segment | None:
        """What began at `first`, unless it is a click, or the end of the wake word."""
        self._first = None
        is_echo = self._last < self._woken + hops(self._bounds.echo_s)
        if is_echo or self._loud < hops(self._bounds.shortest_s):
            return None
        return self._segment(first, self._samples(first))

    def _segment(self, first: int, samples: _Floats | None) -> Segment:
        return Segment(first * HOP_S, self._last * HOP_S, self._count * HOP_S, samples)

    def _samples(self, first: int) -> _Floats:
        earliest = max(self._woken - hops(self._bounds.late_s), self._count - len(self._kept))
        start = max(first - hops(self._bounds.pre_roll_s), earliest)
        return np.concatenate(list(self._kept)[start - self._count :])
