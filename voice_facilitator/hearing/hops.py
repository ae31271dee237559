"""Says of each 16 ms of sound whether it is speech.

It is when three things hold: the voice-activity detector (earshot) thinks so; it
is louder than the room's floor; and it is not the tail of something much louder a
moment ago, which in a room that echoes lasts as long as a pause. The detector
alone merges words into kitchen noise and babble: of 150 words in a room with
babble at 20 dB it isolates 33.
"""

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

import earshot
import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.cut import HOP, HOP_S, RATE, Cut, hops

_Floats = npt.NDArray[np.float32]


class Hop(NamedTuple):
    """16 ms of sound."""

    samples: _Floats
    """256 of them."""
    level_db: float
    """Between 200 and 4000 Hz, in dBFS."""
    loud: bool
    """Whether it is louder than the room and its echo."""
    voice: bool
    """Whether it is somebody's voice, however soft."""

    @property
    def speech(self) -> bool:
        """Whether it is a voice that is loud."""
        return self.loud and self.voice


class Hops:
    """Cuts blocks of any size into hops and judges each."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._detector = earshot.Detector()
        self._rest = np.zeros(0, np.float32)
        self._floor = _Floor(cut)
        self._waiting: list[tuple[_Floats, float]] | None = []
        self._peak = -np.inf

    def feed(self, block: _Floats) -> list[Hop]:
        """The hops that are complete with `block`, none while the floor is not known."""
        sound = np.clip(np.nan_to_num(np.asarray(block, np.float32)), -1, 1)
        samples = np.concatenate([self._rest, sound])
        count = len(samples) // HOP
        self._rest = samples[count * HOP :]
        if count == 0:
            return []
        rows = samples[: count * HOP].reshape(count, HOP)
        levelled = list(zip(rows, levels_db(rows).tolist(), strict=True))
        if self._waiting is None:
            return [self._judge(*each) for each in levelled]
        self._waiting += levelled
        return self._settle() if len(self._waiting) >= hops(self._cut.settling_s) else []

    def flush(self) -> list[Hop]:
        """The hops that were held back, the last one padded."""
        judged = self._settle() if self._waiting is not None else []
        if len(self._rest):
            judged += self.feed(np.zeros(HOP - len(self._rest), np.float32))
        return judged

    def _settle(self) -> list[Hop]:
        waiting, self._waiting = self._waiting or [], None
        self._floor.expect([level for _, level in waiting])
        return [self._judge(*each) for each in waiting]

    def _judge(self, samples: _Floats, level: float) -> Hop:
        cut = self._cut
        floor = self._floor.under(level)
        self._peak = max(self._peak - cut.peak_decay_db_s * HOP_S, level)
        loud = level > max(floor + cut.over_floor_db, self._peak - cut.under_peak_db)
        voice = bool(self._detector.predict_f32(samples) > cut.voice)
        return Hop(samples, level, loud, voice)


class _Floor:
    """How loud the room is when nobody speaks to us, as a running quantile of levels."""

    _EVERY = 4
    """Hops between two looks: a room changes slowly against 16 ms."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._levels: deque[float] = deque(maxlen=hops(cut.floor_s) // self._EVERY)
        self._count = 0
        self._first: list[float] = []
        self._known_db = cut.lowest_floor_db

    def expect(self, levels: list[float]) -> None:
        """Begin with the `levels` of the first hops, all at once."""
        self._first = levels
        self._known_db = self._quantile(levels)

    def under(self, level: float) -> float:
        """The floor (dBFS) below a hop of `level`, which is remembered for the next."""
        if self._count % self._EVERY == 0:
            self._levels.append(level)
            if self._count >= len(self._first):
                self._known_db = self._quantile(self._levels)
        self._count += 1
        return self._known_db

    def _quantile(self, levels: Collection[float]) -> float:
        cut = self._cut
        if not levels:
            return cut.lowest_floor_db
        known = min(self._count / hops(cut.floor_s), 1.0)
        part = cut.settling_part + (cut.floor_part - cut.settling_part) * known
        ordered = sorted(levels)
        return max(ordered[int(part * len(ordered))], cut.lowest_floor_db)


_WINDOW = np.hanning(HOP).astype(np.float32)
_BAND = slice(round(200 * HOP / RATE), round(4000 * HOP / RATE) + 1)


def levels_db(rows: _Floats) -> npt.NDArray[np.float64]:
    """The level of each of `rows` [count, 256] between 200 and 4000 Hz, in dBFS."""
    spectrum = np.fft.rfft(rows * _WINDOW, axis=1)[:, _BAND]
    power = (np.abs(spectrum) ** 2).sum(axis=1) * 2 / (HOP * float((_WINDOW**2).sum()))
    return np.asarray(10 * np.log10(power + 1e-12), np.float64)
