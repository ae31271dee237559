"""Finds a known sound in a recording: the normalised matched filter.

The likeness is 1 for the sound alone, at any level, some 0.5 under speech, and
0.15 for speech alone: 0.35 is where to draw the line.
"""

from dataclasses import dataclass

import numpy as np

from voice_facilitator.sound.mixer import Samples

LIKELY = 0.35
"""From here on it is the sound and not chance."""
_LEAST = 1e-12
_QUIETEST = 1e-3
"""What is 30 dB below the loudest is not looked at: silence is like everything."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a recording is most like the sound."""

    place: int
    """The sample at which the sound begins."""
    likeness: float
    """From 0 to 1."""


def find(sound: Samples, recording: Samples) -> Match:
    """The best match; both mono at one rate. In too short a recording nothing is found."""
    if len(recording) <= len(sound):
        return Match(0, 0.0)
    size = 1 << (len(recording) + len(sound)).bit_length()
    spectrum = np.fft.rfft(recording, size) * np.conj(np.fft.rfft(sound, size))
    energy = np.concatenate([[0.0], np.cumsum(recording.astype(np.float64) ** 2)])
    local = energy[len(sound) :] - energy[: -len(sound)]
    local = np.maximum(local, _QUIETEST * local.max() + _LEAST)
    own = float(np.sum(sound.astype(np.float64) ** 2)) + _LEAST
    likeness = np.abs(np.fft.irfft(spectrum, size)[: len(local)]) / np.sqrt(local * own)
    place = int(likeness.argmax())
    return Match(place, min(1.0, float(likeness[place])))
