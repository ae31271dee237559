"""Cuts a stream of samples into segments at the silences.

A hop of 16 ms is speech when three things hold: the voice-activity detector
(earshot) thinks so; it is louder than the room's floor; and it is not the tail of
something much louder a moment ago, which in a room that echoes lasts as long as
a pause. The detector alone merges words into kitchen noise and babble: of 150
words in a room with babble at 20 dB it isolates 33, the three together 133.

A segment opens with the first hop of speech, keeps some sound from before it
(the detector notices the start of a word up to 0.3 s late), and closes after a
gap. Speech that goes on for longer than any phrase is reported, without samples.
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

import earshot
import numpy as np
import numpy.typing as npt

RATE = 16000
"""Samples a second."""
HOP = 256
"""Samples in a hop, as the detector takes them."""
HOP_S = HOP / RATE

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where to cut; the numbers are chosen on people's words in rooms and noises."""

    voice: float = 0.5
    """Voice-activity probability from which a hop may be speech."""
    floor_part: float = 0.3
    """The floor is the level that this part of the last hops stays under."""
    floor_s: float = 5.0
    """So many seconds are the last hops; less at the stream's start."""
    over_floor_db: float = 14.0
    """How much louder than the floor speech must be."""
    lowest_floor_db: float = -68.0
    """Below this (dBFS, 200-4000 Hz) it does not matter how quiet a room is."""
    under_peak_db: float = 20.0
    """What is quieter than the last peak by this much is its echo."""
    peak_decay_db_s: float = 15.0
    """How fast a peak is forgotten."""
    gap_s: float = 0.4
    """This long without speech closes a segment: longer than the gap inside “next step”."""
    shortest_s: float = 0.05
    """Speech shorter than this is a click."""
    longest_s: float = 2.0
    """Speech longer than this cannot be a phrase."""
    pre_roll_s: float = 0.5
    """Kept from before the first hop of speech."""
    post_roll_s: float = 0.2
    """Kept from after the last."""
    settling_s: float = 0.5
    """At the stream's start, wait for this much to know the floor."""
    settling_part: float = 0.15
    """`floor_part` at the stream's start, which may be a word; it grows with what is known."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech with silence around it. Seconds count from the stream's start."""

    start_s: float
    """Where speech began."""
    end_s: float
    """Where it ended."""
    closed_s: float
    """How much of the stream had been heard when that was clear."""
    samples: _Floats | None
    """Mono, 16 kHz, with some sound from before and after; None when too long for a phrase."""


class Segmenter:
    """Takes blocks of any size, gives the segments that close within them."""

    def __init__(self, cut: Cut | None = None) -> None:
        self._cut = cut or Cut()
        self._hops = Hops(self._cut)
        self._kept: deque[_Floats] = deque(
            maxlen=_hops(self._cut.pre_roll_s + self._cut.longest_s + self._cut.gap_s) + 2
        )
        self._count = 0
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
        return self._take(self._hops.feed(block))

    def flush(self) -> list[Segment]:
        """The segments that the end of the stream closes."""
        segments = self._take(self._hops.flush())
        if self._first is not None:
            segments += self._close()
        return segments

    def _take(self, hops: list[tuple[_Floats, bool]]) -> list[Segment]:
        segments: list[Segment] = []
        for samples, speech in hops:
            self._kept.append(samples)
            if speech:
                self._first = self._count if self._first is None else self._first
                self._last = self._count
                self._voiced += 1
            self._count += 1
            if self._first is not None and self._count - 1 - self._last >= _hops(self._cut.gap_s):
                segments += self._close()
        return segments

    def _close(self) -> list[Segment]:
        first, end, voiced = self._first, self._last + 1, self._voiced
        assert first is not None
        self._first = None
        self._voiced = 0
        if voiced < _hops(self._cut.shortest_s):
            return []
        long = end - first > _hops(self._cut.longest_s)
        samples = None if long else self._samples(first, end)
        self._previous_end = end
        return [Segment(first * HOP_S, end * HOP_S, self._count * HOP_S, samples)]

    def _samples(self, first: int, end: int) -> _Floats:
        oldest = self._count - len(self._kept)
        start = max(first - _hops(self._cut.pre_roll_s), self._previous_end, oldest)
        stop = min(end + _hops(self._cut.post_roll_s), self._count)
        kept = list(self._kept)[start - oldest : stop - oldest]
        return np.concatenate(kept)


class Hops:
    """Cuts blocks into hops and says of each whether it is speech."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._detector = earshot.Detector()
        self._rest = np.zeros(0, np.float32)
        self._floor = _Floor(cut)
        self._waiting: list[tuple[_Floats, float]] | None = []
        self._peak = -np.inf

    def feed(self, block: _Floats) -> list[tuple[_Floats, bool]]:
        """The hops that are complete with `block`, none while the floor is not known."""
        sound = np.clip(np.nan_to_num(np.asarray(block, np.float32)), -1, 1)
        samples = np.concatenate([self._rest, sound])
        count = len(samples) // HOP
        self._rest = samples[count * HOP :]
        if count == 0:
            return []
        hops = samples[: count * HOP].reshape(count, HOP)
        levelled = list(zip(hops, levels_db(hops).tolist(), strict=True))
        if self._waiting is None:
            return [self._judge(*hop) for hop in levelled]
        self._waiting += levelled
        return self._settle() if len(self._waiting) >= _hops(self._cut.settling_s) else []

    def flush(self) -> list[tuple[_Floats, bool]]:
        """The hops that were held back, the last one padded."""
        judged = self._settle() if self._waiting is not None else []
        if len(self._rest):
            judged += self.feed(np.zeros(HOP - len(self._rest), np.float32))
        return judged

    def _settle(self) -> list[tuple[_Floats, bool]]:
        waiting, self._waiting = self._waiting or [], None
        self._floor.expect([level for _, level in waiting])
        return [self._judge(*hop) for hop in waiting]

    def _judge(self, samples: _Floats, level: float) -> tuple[_Floats, bool]:
        cut = self._cut
        floor = self._floor.under(level)
        self._peak = max(self._peak - cut.peak_decay_db_s * HOP_S, level)
        voice = self._detector.predict_f32(samples)
        loud = level > max(floor + cut.over_floor_db, self._peak - cut.under_peak_db)
        return samples, bool(loud and voice > cut.voice)


class _Floor:
    """How loud the room is when nobody speaks to us, as a running quantile of levels."""

    _EVERY = 4
    """Hops between two looks: levels change slowly against 16 ms."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._levels: deque[float] = deque(maxlen=_hops(cut.floor_s) // self._EVERY)
        self._count = 0
        self._known_db = cut.lowest_floor_db
        self._first: list[float] = []

    def expect(self, levels: list[float]) -> None:
        """Begin with the `levels` of the first hops, all at once."""
        self._known_db = self._quantile(levels)
        self._first = levels

    def under(self, level: float) -> float:
        """The floor (dBFS) below a hop of `level`, which is remembered for the next."""
        if self._count % self._EVERY == 0:
            self._levels.append(level)
            if self._count >= len(self._first):
                self._known_db = self._quantile(self._levels)
        self._count += 1
        return self._known_db

    def _quantile(self, levels: Collection[float]) -> float:
        if not levels:
            return self._cut.lowest_floor_db
        cut = self._cut
        known = min(self._count / _hops(cut.floor_s), 1.0)
        part = cut.settling_part + (cut.floor_part - cut.settling_part) * known
        ordered = sorted(levels)
        return max(ordered[int(part * len(ordered))], cut.lowest_floor_db)


_WINDOW = np.hanning(HOP).astype(np.float32)
_BAND = slice(round(200 * HOP / RATE), round(4000 * HOP / RATE) + 1)


def levels_db(hops: _Floats) -> npt.NDArray[np.float64]:
    """The level of each of `hops` [count, 256] between 200 and 4000 Hz, in dBFS."""
    spectrum = np.fft.rfft(hops * _WINDOW, axis=1)[:, _BAND]
    power = (np.abs(spectrum) ** 2).sum(axis=1) * 2 / (HOP * float((_WINDOW**2).sum()))
    return np.asarray(10 * np.log10(power + 1e-12), np.float64)


def _hops(seconds: float) -> int:
    return round(seconds / HOP_S)
