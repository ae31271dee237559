"""A room in virtual time: plays what the session asks for, and tells it what was played.

Lines and earcons wait for each other, bells sound at their time, and all that
sounded is written down as people would have heard it.
"""

from collections import deque
from dataclasses import dataclass

from tests.session.invariants import Watcher
from voice_facilitator.commands import Command, Context
from voice_facilitator.session.actions import (
    Action,
    CancelChime,
    End,
    EndLesson,
    Line,
    Listen,
    PlayEarcon,
    RingChime,
    Say,
    SetVolume,
    StopSpeaking,
    Teach,
)
from voice_facilitator.session.events import (
    CommandHeard,
    Event,
    PlaybackEnded,
    PlaybackStarted,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import State, begin, handle, next_deadline
from voice_facilitator.session.protocol import Protocol

EARCON_S = 0.4
BELL_S = 3.2
LINE_S = 4.0
TEXT_S = 20.0
"""The welcome, a prompt, the goodbye."""


@dataclass
class Heard:
    """One sound as it was heard."""

    what: str
    """The key of a line, the name of an earcon in angle brackets, or of a bell with `bell`."""
    at: float
    until: float
    line: Line | None = None
    cut: bool = False
    """Stopped before its end."""


class Room:
    """A session being played."""

    def __init__(
        self,
        protocol: Protocol,
        *,
        at: float = 0.0,
        state: State | None = None,
        event: Event | None = None,
        **options,
    ) -> None:
        """A session that begins, or goes on from `state` with `event`."""
        self.state: State = state or begin(protocol, **options)
        self.now = at
        self.heard: list[Heard] = []
        self.context: Context | None = None
        self.volume = 0
        self.ends = 0
        self.lessons = 0
        self.lessons_ended = 0
        self.bells_work = True
        self._watcher = Watcher()
        self._waiting: deque[tuple[int, Heard, float]] = deque()
        self._playing: tuple[int, Heard] | None = None
        self._bells: dict[int, tuple[float, Heard | None, str]] = {}
        self._tell(event or Started(at))

    # What people do, and what befalls them

    def happens(self, event: Event) -> "Room":
        """Let anything else happen, now."""
        self._tell(event)
        return self

    def say(self, *commands: str) -> "Room":
        """Say commands one after the other, now."""
        for command in commands:
            self._tell(CommandHeard(self.now, Command(command)))
        return self

    def wait(self, seconds: float) -> "Room":
        """Let time pass."""
        end = self.now + seconds
        while self._step(end):
            pass
        self.now = end
        self._tell(TimeReached(end))  # so that the state has booked all of it
        return self

    def listen_for(self, what: str, within: float = 7200.0) -> float:
        """Let time pass until `what` begins to sound, and return when that was."""
        seen = len(self.heard)
        end = self.now + within
        while True:
            for heard in self.heard[seen:]:
                if heard.what == what:
                    return heard.at
            seen = len(self.heard)
            assert self._step(end), f"{what} was not heard, only {self.sounds[-8:]}"

    def listen_to_the_end_of(self, what: str) -> float:
        """Let time pass until the next `what` has been heard to its end, and return when."""
        self.listen_for(what)
        return self.hear_out()

    def hear_out(self) -> float:
        """Let time pass until nothing is being said, and return when that is."""
        while self._playing or self._waiting:
            assert self._step(float("inf"))
        return self.now

    def go_to(self, phase_id: str) -> "Room":
        """Say “next” until the clock of this phase runs, or its opening bell has sounded."""
        while self.state.phase is None or self.state.phase.id != phase_id:
            self.wait(5).say("next")
        self.hear_out()
        if self.state.place.in_silence:
            self.listen_for("bell open")
        return self

    # What people heard

    @property
    def sounds(self) -> list[str]:
        """All that was heard, in order."""
        return [heard.what for heard in self.heard]

    def since(self, at: float) -> list[str]:
        """What began to sound from `at` on."""
        return [heard.what for heard in self.heard if heard.at >= at]

    def last(self, what: str) -> Heard:
        """The latest sound of that name."""
        return next(heard for heard in reversed(self.heard) if heard.what == what)

    @property
    def bells_asked_for(self) -> list[str]:
        """The bells that are still to sound, by name."""
        return [name for _, heard, name in self._bells.values() if heard is None]

    @property
    def left_s(self) -> float:
        """How much of the phase's time is left."""
        return self.state.place.left_s

    # How it is done

    def _step(self, until: float) -> bool:
        """Let the next thing happen if it does by `until`."""
        upcoming: list[tuple[float, int, Event]] = []
        if self._playing:
            sound, heard = self._playing
            upcoming.append((heard.until, sound, PlaybackEnded(heard.until, sound)))
        for sound, (at, heard, _) in self._bells.items():
            if heard is None and self.bells_work:
                upcoming.append((at, sound, PlaybackStarted(at, sound)))
            elif heard is not None:
                upcoming.append((heard.until, sound, PlaybackEnded(heard.until, sound)))
        deadline = next_deadline(self.state)
        if deadline is not None:
            upcoming.append((deadline, 1 << 60, TimeReached(deadline)))
        if not upcoming or min(upcoming)[0] > until:
            return False
        _, sound, event = min(upcoming, key=lambda entry: entry[:2])
        self.now = max(self.now, event.at)
        match event:
            case PlaybackStarted():
                at, _, name = self._bells[sound]
                self._bells[sound] = (at, self._hear(f"bell {name}", BELL_S), name)
            case PlaybackEnded() if sound in self._bells:
                del self._bells[sound]
            case PlaybackEnded():
                self._playing = None
                self._play()
        self._tell(event)
        return True

    def _tell(self, event: Event) -> None:
        before = self.state
        self.state, actions = handle(before, event)
        self._watcher.saw(before, event, self.state, actions)
        over: list[int] = []
        for action in actions:
            over += self._do(action)
        for sound in over:
            self._tell(PlaybackEnded(self.now, sound))

    def _do(self, action: Action) -> list[int]:
        """Carry out an action; returns the sounds that it ended."""
        match action:
            case Say(sound, line):
                long = line.key in ("welcome", "prompt", "goodbye")
                self._ask(sound, line.key, TEXT_S if long else LINE_S, line)
            case PlayEarcon(sound, name):
                self._ask(sound, f"<{name}>", EARCON_S)
            case StopSpeaking():
                return self._stop()
            case RingChime(sound, name, at):
                self._bells[sound] = (max(at, self.now), None, name)
            case CancelChime(sound):
                if sound in self._bells and self._bells[sound][1] is None:
                    del self._bells[sound]
            case Listen(context):
                self.context = context
            case SetVolume(steps):
                self.volume = steps
            case Teach():
                self.lessons += 1
            case EndLesson():
                self.lessons_ended += 1
            case End():
                self.ends += 1
        return []

    def _ask(self, sound: int, what: str, seconds: float, line: Line | None = None) -> None:
        self._waiting.append((sound, Heard(what, 0, 0, line), seconds))
        self._play()

    def _play(self) -> None:
        if self._playing is None and self._waiting:
            sound, heard, seconds = self._waiting.popleft()
            self._playing = (sound, self._hear(heard.what, seconds, heard.line))

    def _hear(self, what: str, seconds: float, line: Line | None = None) -> Heard:
        heard = Heard(what, self.now, self.now + seconds, line)
        self.heard.append(heard)
        return heard

    def _stop(self) -> list[int]:
        over = [sound for sound, _, _ in self._waiting]
        if self._playing:
            sound, heard = self._playing
            heard.until, heard.cut = self.now, True
            over.insert(0, sound)
        self._waiting.clear()
        self._playing = None
        return over
