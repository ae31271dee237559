"""How loud we are: what was chosen, what the group asked for, and what the room asks for.

In a room that gets louder people raise their voices, by a third to a half of what
the noise rises; so do we. And we come down where it gets quieter. What the group
asks for, “louder” and “quieter”, lies on top of that and holds.

The room's noise is the level that a tenth of the time stays below: talk has gaps,
a ventilator has none. Only the speech band counts, and only while we are silent.
What the noise was at first goes with the volume that was chosen; what has changed
since is followed, by half, within bounds, and so slowly that from one line to the
next nobody notices. A microphone that turns itself up in the quiet would mislead
us, but not beyond these bounds.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

VOLUME_STEP_DB = 3.0
"""A step that is plainly heard and three of which halve or double the loudness or so."""
SHARE = 0.5
MOST_DB = 9.0
LEAST_DB = -6.0
FRAME_S = 0.01
FIRST_S = 5.0
"""So much of the room tells what its noise is at first."""
WINDOW_S = 30.0
"""So much of it tells what it is now."""
FLOOR_PART = 0.1
LOWEST_DB = -75.0
"""Quieter than this all rooms are the same."""
NOTHING_DB = -100.0
"""A microphone that is so quiet is shut, or gone: it tells nothing."""
SPEED_DB_S = 0.1
"""Of the room listened to: a few decibels from one line to the next."""


class NoiseFollower:
    """Takes levels of the room in the speech band, in dBFS, of 10 ms each. Pure."""

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=round(WINDOW_S / FRAME_S))
        self._at_first: float | None = None
        self._heard = 0
        self.offset_db = 0.0
        """How much louder than at first we should be."""

    def hear(self, levels: Sequence[float]) -> None:
        """The next frames; those of our own sound must not be among them."""
        told = [max(level, LOWEST_DB) for level in levels if level > NOTHING_DB]
        if not told:
            return
        self._levels.extend(told)
        if self._at_first is None:
            if len(self._levels) < FIRST_S / FRAME_S:
                return
            self._at_first = self._floor()
        wanted = SHARE * (self._floor() - self._at_first)
        wanted = min(MOST_DB, max(LEAST_DB, wanted))
        reach = SPEED_DB_S * FRAME_S * len(told)
        self.offset_db += min(reach, max(-reach, wanted - self.offset_db))

    def _floor(self) -> float:
        return float(np.quantile(self._levels, FLOOR_PART))


@dataclass(frozen=True, slots=True)
class Loudness:
    """What our loudness is made of."""

    volume: float
    """The amplitude that was chosen; 1 for sounds as they are."""
    steps: int = 0
    """What the group has asked for."""
    room_db: float = 0.0
    """What the room asks for."""
    most_db: float = math.inf
    """How far above `volume` the room alone may bring us: else nobody is heard over us."""

    @property
    def above_db(self) -> float:
        """How far above `volume` we are."""
        return VOLUME_STEP_DB * self.steps + min(self.room_db, max(0.0, self.most_db))

    @property
    def gain(self) -> float:
        """The factor to play our sounds with."""
        return float(self.volume * 10 ** (self.above_db / 20))
