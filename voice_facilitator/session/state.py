"""Where a session is: the modes it goes through and all that it remembers.

Two rules hold everywhere:

1. What `back` can undo lies in `Place`; what is only about the sounds under way
   and the next reminder lies in `State` around it.
2. Every second of a session is put to one account, and the mode says to which:
   the phase's own time (`spent_s`), time overrun, time paused, or none (while we
   speak, or wait to begin). So no command can lose or invent time.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice_facilitator.commands import Command
from voice_facilitator.session.actions import ChimeName, Line
from voice_facilitator.session.protocol import Phase, Protocol


class Advance(StrEnum):
    """Who decides that a phase is over when its time is."""

    ASK = "ask"
    """The group: we wait for “next”."""
    AUTO = "auto"
    """We: the next phase follows by itself."""


class Mode(StrEnum):
    """What is going on."""

    NEW = "new"
    """Nothing yet."""
    WELCOME = "welcome"
    """The welcome is being spoken."""
    READY = "ready"
    """We wait for the group to be ready."""
    PROMPTING = "prompting"
    """The words that lead into the phase are being spoken; its clock stands."""
    RUNNING = "running"
    """The phase's clock runs."""
    TIME_UP = "time_up"
    """The time is over; we wait to be told to move on."""
    MOVING_ON = "moving_on"
    """The phase is over; the next one follows in a moment."""
    HUSH = "hush"
    """The moment without a sound before the opening bell."""
    SILENT = "silent"
    """Between the bells; the phase's clock runs."""
    GOODBYE = "goodbye"
    """The goodbye is being spoken."""
    ENDED = "ended"
    """All is said."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the session stands: all that `back` brings back."""

    mode: Mode = Mode.NEW
    index: int = -1
    """Which phase, from 0; -1 before the first."""
    length_s: float = 0
    """The time that the phase has been given."""
    spent_s: float = 0
    """How much of it is gone; never more than all."""
    marked_s: float = 0
    """Up to where in `spent_s` the half time and the warnings are dealt with."""
    overrun_s: float = 0
    """The time that phases have taken beyond what they were given, in the whole session."""
    overrun_before_s: float = 0
    """How much of `overrun_s` was there when this phase was last given time."""
    paused_s: float = 0
    """The time paused in the whole session."""
    paused: bool = False
    lead: Line | None = None
    """What has to be spoken to its end before the mode is over."""

    @property
    def left_s(self) -> float:
        """What is left of the phase's time."""
        return self.length_s - self.spent_s

    @property
    def slack_used_s(self) -> float:
        """The time overrun and paused so far."""
        return self.overrun_s + self.paused_s

    @property
    def in_silence(self) -> bool:
        """Whether nothing may be said."""
        return self.mode in (Mode.HUSH, Mode.SILENT)


@dataclass(frozen=True, slots=True)
class Bell:
    """A bell that has been asked for and has not sounded, as far as we know."""

    sound: int
    name: ChimeName
    at: float
    """When it is to sound."""
    cancelled: bool = False
    """Taken back; it may have begun to sound just before that all the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """We have asked whether to end."""

    sound: int
    """The sound that asks."""
    until: float | None = None
    """When we go on as if nobody had said anything; None while we are still asking."""


@dataclass(frozen=True, slots=True)
class Asked:
    """We have asked back whether a command was meant."""

    command: Command
    sound: int
    """The sound that asks."""
    until: float | None = None
    """When we go on as if it was not; None while we are still asking."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What `back` would bring back."""

    place: Place
    until: float


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody can hear us."""

    since: float
    holds_clock: bool
    """Whether the clock stands for that alone, and goes on when we are back."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A remark that has been asked for and has not begun to sound."""

    sound: int
    line: Line


@dataclass(frozen=True, slots=True)
class Doubt:
    """A command said once in the silence, which takes effect when it is said again."""

    command: Command
    until: float


@dataclass(frozen=True, slots=True)
class State:
    """All that a session remembers. `begin` makes one, `handle` makes the next."""

    protocol: Protocol
    advance: Advance
    start_now: bool
    """Whether the first phase follows the welcome without waiting for a word."""
    now: float = 0
    """The time of the latest event."""
    place: Place = field(default_factory=Place)
    volume: int = 0
    """Steps of loudness from where it began."""
    last_sound: int = 0
    """The number of the latest sound asked for."""
    speaking: frozenset[int] = frozenset()
    """Lines and earcons asked for and not yet over."""
    awaited: int | None = None
    """The sound whose end moves the session on."""
    bell: Bell | None = None
    question: Question | None = None
    asked: Asked | None = None
    asked_at: float | None = None
    """When we last asked back; None if we never did."""
    undo: Undo | None = None
    doubt: Doubt | None = None
    remind_at: float | None = None
    """When to remind the group that we wait."""
    reminders: int = 0
    """How often we have, since we began to wait."""
    move_at: float | None = None
    """When the next phase follows by itself."""
    entered: int = 0
    """How often a phase has begun. Told, not acted on."""
    moved_at: float | None = None
    """When this phase has come by itself; None if by a command."""
    remarks: tuple[Line, ...] = ()
    """What is to be told as soon as it may be: one of each kind."""
    telling: tuple[Telling, ...] = ()
    """Remarks on their way, to be told again if they are dropped before they begin."""
    away: Away | None = None
    lesson_until: float | None = None
    """While we are taught: when we go on at the latest. Else None."""
    gone_s: float | None = None
    """How long the session was cut off, while we wait to hear whether it goes on; else None."""

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return self.place.mode is Mode.ENDED

    @property
    def is_saying_goodbye(self) -> bool:
        """Whether the session ends by itself as soon as the goodbye is said."""
        return self.place.mode is Mode.GOODBYE

    @property
    def phase(self) -> Phase | None:
        """The phase we are in, None before the first."""
        return self.protocol.phases[self.place.index] if self.place.index >= 0 else None

    @property
    def is_last(self) -> bool:
        """Whether no phase comes after this one."""
        return self.place.index == len(self.protocol.phases) - 1


def begin(protocol: Protocol, *, advance: Advance = Advance.ASK, start_now: bool = False) -> State:
    """A session that waits for its `Started`."""
    return State(protocol, advance, start_now)
