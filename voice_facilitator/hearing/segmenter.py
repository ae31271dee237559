"""Cuts a stream of samples into segments at the silences.

A segment opens with the first hop of speech (see `hops`), reaches back to where
the sound became loud, and closes after a gap. It keeps a little sound from before
and after. Speech that goes on for longer than any phrase is reported, without
samples, so that it costs next to nothing.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.cut import HOP_S, Cut, hops
from voice_facilitator.hearing.hops import Hop, Hops
from voice_facilitator.hearing.surroundings import Surroundings

_Floats = npt.NDArray[np.float32]

_DIP = 2
"""Hops that a sound may fall quiet, between its loud parts, and still be one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech with silence around it. Seconds count from the stream's start."""

    start_s: float
    """Where the sound began."""
    end_s: float
    """Where speech ended."""
    closed_s: float
    """How much of the stream had been heard when that was clear."""
    samples: _Floats | None
    """Mono, 16 kHz, with some sound from before and after; None when too long for a phrase."""
    alone: bool = True
    """Whether nobody goes on speaking right before or after it."""


class Segmenter:
    """Takes blocks of any size, gives the segments that close within them."""

    def __init__(self, cut: Cut | None = None) -> None:
        self._cut = cut or Cut()
        self._hops = Hops(self._cut)
        longest_s = self._cut.pre_roll_s + self._cut.longest_s + self._cut.gap_s
        self._kept: deque[_Floats] = deque(maxlen=hops(longest_s) + 2)
        self._surroundings = Surroundings(self._cut)
        self._count = 0
        self._onset = 0
        self._loud = -_DIP - 1
        self._first: int | None = None
        self._last = 0
        self._voiced = 0
        self._previous_end = 0

    @property
    def position_s(self) -> float:
        """How much of the stream has been cut."""
        return self._count * HOP_S

    def feed(self, block: _Floats) -> list[Segment]:
        """The segments that close within `block` (mono, 16 kHz, -1 ... 1)."""
        return [segment for hop in self._hops.feed(block) for segment in self.take(hop)]

    def flush(self) -> list[Segment]:
        """The segments that the end of the stream closes."""
        segments = [segment for hop in self._hops.flush() for segment in self.take(hop)]
        return segments + self.end()

    def take(self, hop: Hop) -> list[Segment]:
        """The segments that close with `hop`, of a stream that another cuts into hops."""
        self._kept.append(hop.samples)
        self._surroundings.note(hop)
        self._note(hop)
        self._count += 1
        if self._first is None or self._count - 1 - self._last < hops(self._cut.gap_s):
            return []
        return self._close()

    def end(self) -> list[Segment]:
        """The segments that the end of such a stream closes."""
        return [] if self._first is None else self._close()

    def ripe(self) -> Segment | None:
        """The open segment when all its samples are there, though the gap is not over yet."""
        if self._first is None or self._count <= self._last + hops(self._cut.post_roll_s):
            return None
        segment = self._segment(self._first)
        return segment if segment is not None and segment.samples is not None else None

    def _note(self, hop: Hop) -> None:
        if hop.loud:
            if self._count - self._loud > _DIP:
                self._onset = self._count
            self._loud = self._count
        if hop.speech:
            if self._first is None:
                earliest = max(self._count - hops(self._cut.onset_s), self._previous_end)
                self._first = max(self._onset, earliest)
            self._last = self._count
            self._voiced += 1

    def _close(self) -> list[Segment]:
        assert self._first is not None
        segment = self._segment(self._first)
        self._first = None
        self._voiced = 0
        if segment is None:
            return []
        self._previous_end = self._last + 1
        return [segment]

    def _segment(self, first: int) -> Segment | None:
        """What is open, as it is now; None when it is only a click."""
        end = self._last + 1
        if self._voiced < hops(self._cut.shortest_s):
            return None
        long = end - first > hops(self._cut.longest_s)
        times = (first * HOP_S, end * HOP_S, self._count * HOP_S)
        if long:
            return Segment(*times, None)
        alone = not self._surroundings.go_on(end - first, self._count - end)
        return Segment(*times, self._samples(first, end), alone)

    def _samples(self, first: int, end: int) -> _Floats:
        oldest = self._count - len(self._kept)
        start = max(first - hops(self._cut.pre_roll_s), self._previous_end, oldest)
        stop = min(end + hops(self._cut.post_roll_s), self._count)
        kept = list(self._kept)[start - oldest : stop - oldest]
        return np.concatenate(kept)
