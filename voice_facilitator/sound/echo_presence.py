"""Whether the microphone hears us at all.

With headphones, with a device that cancels echo itself, or with the loudspeaker
turned down, there is nothing to take out; and AEC3, which cannot know that,
then takes out whoever speaks while we do. So for as long as we sound, the
microphone's level is watched: our speech lifts it above the room's noise most of
the time, and a word or two of somebody else does not.
"""

from collections import deque

import numpy as np

from voice_facilitator.sound.echo_filter import FRAME
from voice_facilitator.sound.mixer import Samples

_WINDOW_FRAMES = 300
"""Of our sounding, on which it is judged."""
_FIRST_FRAMES = 100
"""So many are enough at first."""
_FLOOR_FRAMES = 500
_FLOOR_PART = 0.15
_FLOOR_EVERY = 10
_LOWEST_FLOOR_DB = -68.0
"""What is quieter matters to nobody."""
_OVER_FLOOR_DB = 6.0
"""An echo weaker than this is no speech to a recogniser."""
_GONE, _THERE = 0.3, 0.5
"""The part of the time that it is heard: our speech fills two thirds of its own."""

_HANN = np.hanning(FRAME).astype(np.float32)
_BAND = slice(2, 41)
"""200 to 4000 Hz in bins of 100 Hz."""
_WINDOW_POWER = float(np.sum(_HANN**2))


class EchoPresence:
    """Watches the microphone in frames of 10 ms at 16 kHz. Until it knows, there is no echo."""

    def __init__(self) -> None:
        self.is_audible = False
        """Whether the microphone hears us."""
        self._floor_db = _LOWEST_FLOOR_DB
        self._levels: deque[float] = deque(maxlen=_FLOOR_FRAMES)
        self._lifted: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._frames = 0

    def hear(self, microphone: Samples, sounding: bool) -> None:
        """One frame of the microphone, and whether we sound just now."""
        level = level_db(microphone)
        self._levels.append(level)
        self._frames += 1
        if self._frames % _FLOOR_EVERY == 0:
            floor = float(np.quantile(self._levels, _FLOOR_PART))
            self._floor_db = max(floor, _LOWEST_FLOOR_DB)
        if sounding:
            self._lifted.append(level > self._floor_db + _OVER_FLOOR_DB)
            self._judge()

    def _judge(self) -> None:
        if len(self._lifted) < _FIRST_FRAMES or self._frames % _FLOOR_EVERY:
            return
        part = sum(self._lifted) / len(self._lifted)
        if part < _GONE:
            self.is_audible = False
        elif part > _THERE:
            self.is_audible = True


def level_db(frame: Samples) -> float:
    """The level of a frame between 200 and 4000 Hz, in dBFS."""
    spectrum = np.fft.rfft(frame * _HANN)[_BAND]
    power = float(np.sum(spectrum.real**2 + spectrum.imag**2)) * 2 / (FRAME * _WINDOW_POWER)
    return 10 * float(np.log10(power + 1e-12))
