"""What an audience gets to know of a session, as it happens at the speaker."""

from dataclasses import dataclass
from typing import Protocol

from voice_facilitator.commands import Command, Context
from voice_facilitator.session.actions import ChimeName, EarconName
from voice_facilitator.speech.spoken import Sentence


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    """A phase's prompt starts for the first time."""

    at: float
    phase: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line starts to be spoken."""

    at: float
    sound: int
    text: str
    sentences: tuple[Sentence, ...]
    """Its sentences, each with its place in seconds from `at`."""
    seconds: float
    """How long it takes if nobody interrupts."""


@dataclass(frozen=True, slots=True)
class Held:
    """A line falls silent, since somebody speaks over it; it is not over."""

    at: float
    sound: int


@dataclass(frozen=True, slots=True)
class WentOn:
    """A line that was held goes on, from the start of a sentence."""

    at: float
    sound: int
    sentences: tuple[Sentence, ...]
    """Those still to come, each with its place in seconds from `at`."""


@dataclass(frozen=True, slots=True)
class EarconPlayed:
    """An earcon starts."""

    at: float
    sound: int
    name: EarconName
    seconds: float


@dataclass(frozen=True, slots=True)
class Rang:
    """A bell's onset."""

    at: float
    sound: int
    name: ChimeName
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """A sound ended, by itself or early."""

    at: float
    sound: int


@dataclass(frozen=True, slots=True)
class CommandTaken:
    """A command reached the session."""

    at: float
    command: Command
    source: str


@dataclass(frozen=True, slots=True)
class ListeningChanged:
    """The session wants to be listened for in another way."""

    at: float
    context: Context


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """All is over."""

    at: float


Performed = (
    PhaseBegan
    | Said
    | Held
    | WentOn
    | EarconPlayed
    | Rang
    | Stopped
    | CommandTaken
    | ListeningChanged
    | SessionEnded
)


class Audience(Protocol):
    """Somebody who is told what happens. Called from the session's own thread."""

    def notice(self, performed: Performed) -> None:
        """Take note; must not block."""
