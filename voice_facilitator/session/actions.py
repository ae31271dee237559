"""What a session wants done.

Sounds carry a number, unique in the session, which comes back in
`PlaybackStarted` and `PlaybackEnded`. Lines and earcons are played one after
the other in the order of their actions; a chime sounds at its time whatever
else is going on.
"""

from dataclasses import dataclass
from enum import StrEnum

from voice_facilitator.commands import Command, Context


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say, before it has words: the phrasebook gives it those."""

    key: str
    """Which wording of the language file, `prompt`, `welcome` or `goodbye`."""
    phase: str | None = None
    """The phase it is about, by id."""
    next_phase: str | None = None
    """The phase that comes after, by id."""
    seconds: float | None = None
    """A length of time to tell."""
    slack_seconds: float | None = None
    """Time overrun and paused so far, to tell."""
    number: int | None = None
    """Which phase of how many, from 1."""
    count: int | None = None
    """How many phases there are."""
    command: Command | None = None
    """The command that is asked about."""


class EarconName(StrEnum):
    """Short sounds for simple facts, each with a file in `audio/`."""

    HEARD = "heard"
    """A command was taken."""
    LISTENING = "listening"
    """We have been called, and listen."""
    HALF = "half"
    """Half of the phase's time is over."""
    TIME_UP = "time_up"
    """The phase's time is over."""
    PAUSED = "paused"
    """The clock stands (and still does)."""
    RESUMED = "resumed"
    """The clock runs again."""
    ONCE_MORE = "once_more"
    """Say it a second time if it was meant."""
    WORKING = "working"
    """Something takes a while."""
    WELCOME = "welcome"
    """The session begins, or is back. What the microphone hears of it tells of the room."""


class ChimeName(StrEnum):
    """Which of the two bells of a silence."""

    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a line."""

    sound: int
    line: Line


@dataclass(frozen=True, slots=True)
class PlayEarcon:
    """Play a short sound."""

    sound: int
    name: EarconName


@dataclass(frozen=True, slots=True)
class RingChime:
    """Ring a bell of the silence so that its onset leaves the speaker at `at`."""

    sound: int
    name: ChimeName
    at: float
    """Seconds on the session's clock; a time already past means at once."""


@dataclass(frozen=True, slots=True)
class CancelChime:
    """Take back a chime that has not begun to sound; no `PlaybackEnded` follows."""

    sound: int


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Stop the line or earcon that plays and drop those that wait.

    `PlaybackEnded` follows for each of them. Chimes go on.
    """


@dataclass(frozen=True, slots=True)
class Listen:
    """From now on listen in this way."""

    context: Context


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Set the volume of speech and earcons, in steps of 3 dB from where it began."""

    steps: int


@dataclass(frozen=True, slots=True)
class Teach:
    """Have the group teach us how it says the commands; `LessonOver` follows."""


@dataclass(frozen=True, slots=True)
class EndLesson:
    """End the lesson under way as soon as may be, if there is one; `LessonOver` follows."""


@dataclass(frozen=True, slots=True)
class End:
    """The session is over and all is said: leave."""


Action = (
    Say
    | PlayEarcon
    | RingChime
    | CancelChime
    | StopSpeaking
    | Listen
    | SetVolume
    | Teach
    | EndLesson
    | End
)
