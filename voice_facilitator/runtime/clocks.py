"""The session's clock seen from the mixer: which frame sounds when."""

from typing import Protocol


class FrameClock(Protocol):
    """Maps the mixer's frames to the session's clock, at the speaker."""

    def time_of(self, frame: int) -> float:
        """When `frame` leaves the speaker, in seconds of the session's clock."""

    def frame_at(self, at: float) -> int:
        """Which frame leaves the speaker at `at`."""


class VirtualClock:
    """Frames are time: frame 0 leaves the speaker at 0 s."""

    def __init__(self, rate: int) -> None:
        self._rate = rate

    def time_of(self, frame: int) -> float:
        """Seconds from the file's start."""
        return frame / self._rate

    def frame_at(self, at: float) -> int:
        """The frame nearest to `at` seconds."""
        return round(at * self._rate)
