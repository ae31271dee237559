"""What can happen to a session.

Every event carries `at`: seconds on the session's own clock, which only moves
forward and starts anywhere. The list of events *is* the session: the state is
their fold.
"""

from dataclasses import dataclass

from voice_facilitator.commands import Command


@dataclass(frozen=True, slots=True)
class Started:
    """The device is ready to speak."""

    at: float


@dataclass(frozen=True, slots=True)
class CommandHeard:
    """Somebody said, typed or sent a command."""

    at: float
    command: Command
    source: str = "voice"
    """Where it came from: `voice`, `keys`, `script` or `control`. Told, not acted on."""


@dataclass(frozen=True, slots=True)
class PlaybackStarted:
    """The first sample of a sound has left the speaker at `at`."""

    at: float
    sound: int
    """The number its action carried."""


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """A sound has ended, or was stopped, or could not be made: it is over."""

    at: float
    sound: int
    """The number its action carried."""


@dataclass(frozen=True, slots=True)
class TimeReached:
    """The deadline that the session asked for has come."""

    at: float


Event = Started | CommandHeard | PlaybackStarted | PlaybackEnded | TimeReached
