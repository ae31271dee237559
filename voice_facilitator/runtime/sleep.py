"""Notices that the whole machine slept, or that we alone were stopped.

`time.monotonic` stands still while a Linux machine sleeps, and so does the sound
card: the session only has to be told of it, by the clock that counts sleep too.
When only our process was stopped, `time.monotonic` went on without us. A loop
that was busy for a while is neither: meanwhile the mixer was drawn.
"""

import time
from collections.abc import Callable, Iterator

from voice_facilitator.session.events import Absent, Event, Present

HOLE_S = 3.0
"""Longer than anything that we do between two looks may take."""


def waking_and_sleeping() -> float:
    """Seconds that count a machine's sleep too, where the system has such a clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SleepWatch:
    """A lookout of the session's loop."""

    def __init__(
        self,
        drawn_s: Callable[[], float],
        awake: Callable[[], float] = time.monotonic,
        ever: Callable[[], float] = waking_and_sleeping,
    ) -> None:
        """`drawn_s` tells how many seconds of the mixer have been drawn.

        `awake` is the session's clock, `ever` one that counts sleep too.
        """
        self._drawn_s = drawn_s
        self._awake = awake
        self._ever = ever
        self._seen = (awake(), ever(), drawn_s())

    def look(self) -> Iterator[Event]:
        """An absence that is over, if there was one since the last look."""
        awake, ever, drawn_s = self._seen
        self._seen = (self._awake(), self._ever(), self._drawn_s())
        passed_s, real_s = self._seen[0] - awake, self._seen[1] - ever
        asleep_s = max(0.0, real_s - passed_s)
        hole_s = passed_s + asleep_s - (self._seen[2] - drawn_s)
        if hole_s > HOLE_S:
            yield Absent(awake)
            yield Present(self._seen[0], asleep_s)
