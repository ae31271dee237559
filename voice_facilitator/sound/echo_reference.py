"""What we play, kept for the echo canceller and read by the microphone's clock.

The thread that draws the mixer only puts its blocks aside; the microphone's
thread resamples them to 16 kHz and reads where its own samples are. The two run
on one crystal or on two: a reader that moves on by a little more or less than a
sample a sample keeps them together, with a windowed-sinc delay for the part of
a sample.
"""

import threading
from collections import deque

import numpy as np
import soxr

from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

KEPT_S = 10.0
"""As far back as a microphone can lag that waits in its queue."""
_TAPS = 32
"""Of the fractional delay: flat within 0.1 dB up to 7 kHz."""


class Reference:
    """The last seconds of what was drawn from a mixer, at 16 kHz."""

    def __init__(self, rate: int) -> None:
        """`rate` is the mixer's, in Hz."""
        self._ratio = HEARING_RATE / rate
        self._resampler = soxr.ResampleStream(rate, HEARING_RATE, 1, dtype="float32")
        self._drawn: deque[Samples] = deque()
        self._lock = threading.Lock()
        self._kept = np.zeros(round(KEPT_S * HEARING_RATE), np.float32)
        self._first = 0.0
        self._end = 0
        self._began = False

    def write(self, block: Samples, frame: int) -> None:
        """Take in a block that was drawn; `frame` is that of its first sample. Never waits."""
        if not self._began:
            self._began = True
            self._first = frame * self._ratio
        self._drawn.append(block)

    def place_of(self, frame: float) -> float:
        """Where the mixer's `frame` is to be read."""
        return frame * self._ratio - self._first

    def read(self, place: float, count: int) -> Samples:
        """`count` samples from `place` on; zeros where nothing is known (any more, or yet)."""
        self._take_in()
        whole = int(np.floor(place))
        part = place - whole
        half = _TAPS // 2
        samples = self._whole(whole - half + 1, count + _TAPS - 1)
        if part < 1e-3:
            return samples[half - 1 : half - 1 + count]
        delayed: Samples = np.convolve(samples, _delay(part), "valid").astype(np.float32)
        return delayed

    def _take_in(self) -> None:
        with self._lock:
            while self._drawn:
                self._keep(self._resampler.resample_chunk(self._drawn.popleft()))

    def _keep(self, samples: Samples) -> None:
        size = len(self._kept)
        places = (self._end + np.arange(len(samples))) % size
        self._kept[places] = samples
        self._end += len(samples)

    def _whole(self, first: int, count: int) -> Samples:
        places = first + np.arange(count)
        known = (places >= max(0, self._end - len(self._kept))) & (places < self._end)
        found: Samples = np.where(known, self._kept[places % len(self._kept)], np.float32(0))
        return found


def _delay(part: float) -> Samples:
    """Coefficients that read `part` of a sample later, for `np.convolve`."""
    half = _TAPS // 2
    offsets = np.arange(_TAPS) - (half - 1) - part
    window = 0.5 + 0.5 * np.cos(np.pi * offsets / half)
    taps = np.sinc(offsets) * window
    return np.asarray((taps / taps.sum())[::-1], np.float32)
