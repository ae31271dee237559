"""What can happen to a session.

Every event carries `at`: seconds on the session's own clock, which only moves
forward and starts anywhere. The list of events *is* the session: the state is
their fold, so a journal of them is all that a crash has to leave behind. They
are msgspec structs, tagged with their names, so that they read and write
themselves as JSON.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from voice_facilitator.commands import Command

Seconds = Annotated[float, msgspec.Meta(ge=-1e10, le=1e10)]
"""What is read beyond three hundred years is damage, and would not end to be told of."""

Level = Annotated[float, msgspec.Meta(ge=-1000, le=1000)]
"""Decibels; 0 is a microphone's full scale."""


class News(StrEnum):
    """What a group is told of a fault that was survived: a key of the phrasebook."""

    COULD_NOT_HEAR = "could_not_hear"
    """The microphone was gone and is back."""
    WAS_DEAF = "was_deaf"
    """The recogniser failed and listens again."""
    OTHER_EARS = "other_ears"
    """The recogniser failed again and again; another one listens now."""
    BY_KEYS = "by_keys"
    """No recogniser is left."""
    NO_JOURNAL = "no_journal"
    """The session can no longer be written down."""
    TOO_LOUD = "too_loud"
    """While we speak the microphone hears nobody else."""
    DEAD_MICROPHONE = "dead_microphone"
    """The microphone gives no sound at all."""


class Outcome(StrEnum):
    """What came of a lesson: a key of the phrasebook."""

    LEARNED = "lesson_learned"
    """At least one phrase is heard in another way from now on."""
    NOTHING = "lesson_nothing"
    """Nobody spoke, or it was ended before."""
    IMPOSSIBLE = "lesson_impossible"
    """There is no microphone, or a recogniser that cannot be taught."""


class _Event(msgspec.Struct, frozen=True, tag=True):
    """What all events have."""

    at: Seconds


class Started(_Event, frozen=True):
    """The device is ready to speak."""


class CommandHeard(_Event, frozen=True):
    """Somebody said, typed or sent a command."""

    command: Command
    source: str = "voice"
    """Where it came from: `voice`, `keys`, `script` or `control`. Told, not acted on."""


class CommandDoubted(_Event, frozen=True):
    """Somebody may have said a command: not clearly enough to obey, too clearly to ignore."""

    command: Command


class PlaybackStarted(_Event, frozen=True):
    """The first sample of a sound has left the speaker at `at`."""

    sound: int
    """The number its action carried."""


class PlaybackEnded(_Event, frozen=True):
    """A sound has ended, or was stopped, or could not be made: it is over."""

    sound: int
    """The number its action carried."""


class TimeReached(_Event, frozen=True):
    """The deadline that the session asked for has come, or time is to be booked up to here."""


class Remark(_Event, frozen=True):
    """There is something to tell the group, as soon as it may be told."""

    news: News
    seconds: Seconds | None = None
    """How long it lasted, where that is worth telling."""


class Absent(_Event, frozen=True):
    """Nobody can hear us since `at`: the speaker is gone, or the whole machine slept."""


class Present(_Event, frozen=True):
    """We can be heard again."""

    unseen_s: Seconds = 0.0
    """Seconds of the absence that the session's clock has not counted: it slept too."""


class RoomMeasured(_Event, frozen=True):
    """The chime that greets has told how the microphone hears us. Told, not acted on."""

    noise_dbfs: Level
    """The room's noise at the microphone."""
    heard: bool
    """Whether the microphone has heard the chime."""
    delay_s: Seconds
    """How much later than it was played; nothing where it was not heard."""
    speech_dbfs: Level
    """How loud our speech is at the microphone; nothing where the chime was not heard."""


class Restored(_Event, frozen=True):
    """The session was cut off and comes back in another process, on another clock.

    `at` is on the new clock, which has nothing to do with the old one.
    """

    gone_s: Seconds
    """How long it was gone."""


class LessonOver(_Event, frozen=True):
    """The lesson that was asked for is over, or cannot be held."""

    outcome: Outcome


class Abandoned(_Event, frozen=True):
    """The group has left in the middle and will not come back: nothing more is to be said."""


Event = (
    Started
    | CommandHeard
    | CommandDoubted
    | PlaybackStarted
    | PlaybackEnded
    | TimeReached
    | Remark
    | Absent
    | Present
    | RoomMeasured
    | Restored
    | LessonOver
    | Abandoned
)
