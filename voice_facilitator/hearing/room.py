"""What a voice, or all voices in a room, sound like whatever they say.

Microphone, room and voice colour every frame in the same way. Frames become
comparable when each of their numbers is brought to mean 0 and deviation 1 over
what was heard in the same place: for words of French people this was worth 7 to
12 points of 100 against normalising by the templates' own mean and deviation.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]

_TRUST = 25
"""What is expected of a room weighs as much as this many frames (2.5 s) heard in it."""
_MEMORY = 2400
"""Frames that are remembered: a minute of speech."""


@dataclass(frozen=True, slots=True)
class Colour:
    """The mean and deviation of frames."""

    mean: _Floats
    """[288]"""
    deviation: _Floats
    """[288]"""

    def remove(self, frames: _Floats) -> _Floats:
        """`frames` [T, 288] with mean 0 and deviation 1."""
        return (frames - self.mean) / self.deviation


def colour_of(frames: _Floats) -> Colour:
    """The colour of `frames` [T, 288]."""
    return Colour(frames.mean(axis=0), frames.std(axis=0) + np.float32(1e-3))


class Room:
    """Learns a room's colour from what is heard in it."""

    def __init__(self, expected: Colour) -> None:
        self._count = float(_TRUST)
        self._sum = expected.mean * _TRUST
        self._squares = (expected.deviation**2 + expected.mean**2) * _TRUST

    def hear(self, frames: _Floats) -> Colour:
        """The room's colour, now that `frames` [T, 288] have been heard too."""
        kept = min(1.0, _MEMORY / self._count)
        self._count = self._count * kept + len(frames)
        self._sum = self._sum * kept + frames.sum(axis=0)
        self._squares = self._squares * kept + (frames**2).sum(axis=0)
        mean = self._sum / self._count
        variance = np.maximum(self._squares / self._count - mean**2, 1e-6)
        return Colour(mean.astype(np.float32), np.sqrt(variance).astype(np.float32))
