"""The account of a session: what became of each second, reckoned from its events.

Pure: the events go through the session's own `handle` once more, so that the
account cannot differ from what happened. Each stretch between two events is put
to the phase that was under way, and there to the clock, to the time over it, to
a pause, or to words: all that is said while the clock stands, and the hush
before a bell. Times are seconds from the session's first event; a session that
was cut off goes on counting when it comes back.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from voice_facilitator.runtime.calibration import Calibration
from voice_facilitator.session.actions import Action, Line, RingChime, Say
from voice_facilitator.session.events import (
    Abandoned,
    Absent,
    CommandHeard,
    Event,
    PlaybackEnded,
    PlaybackStarted,
    Present,
    Remark,
    Restored,
    RoomMeasured,
)
from voice_facilitator.session.machine import State, handle
from voice_facilitator.session.state import Asked, Mode


class PhaseAccount(msgspec.Struct, kw_only=True):
    """One phase; a phase that was begun again has one account for all its times."""

    id: str
    planned_s: float
    """What the protocol gives it."""
    given_s: float
    """The same with “more time”."""
    begun_s: float | None = None
    """When it first began, None if it never did."""
    clock_s: float = 0
    """While its clock ran."""
    over_s: float = 0
    """After its time was up."""
    paused_s: float = 0
    words_s: float = 0
    """While its clock did not run since we spoke, or were about to ring."""

    @property
    def real_s(self) -> float:
        """All its time."""
        return self.clock_s + self.over_s + self.paused_s + self.words_s


class Pause(msgspec.Struct, kw_only=True):
    """The clock was stopped, by a command or since nobody could hear us."""

    at_s: float
    phase: str | None
    seconds: float | None = None
    """None if it never ran again."""


class Taken(msgspec.Struct, kw_only=True):
    """A command that reached the session."""

    at_s: float
    command: str
    source: str
    phase: str | None


class AskedBack(msgspec.Struct, kw_only=True):
    """We asked whether a command was meant."""

    at_s: float
    command: str
    phase: str | None
    answer: str | None = None
    """The command that followed: `yes`, `no` or another; None if nobody answered."""


class Fault(msgspec.Struct, kw_only=True):
    """Something that went wrong, and was survived."""

    at_s: float
    what: str
    """`not_heard`, `cut_off`, or one of the session's news, such as `could_not_hear`."""
    seconds: float | None = None


class Account(msgspec.Struct, kw_only=True):
    """A whole session."""

    phases: list[PhaseAccount]
    seconds: float = 0
    """From its first event to its last."""
    slack_s: float = 0
    """What the protocol leaves for overruns and pauses."""
    slack_used_s: float = 0
    end: str = "open"
    """`goodbye`, `abandoned`, or `open` where it can still go on."""
    pauses: list[Pause] = []
    commands: list[Taken] = []
    asked_back: list[AskedBack] = []
    faults: list[Fault] = []
    room: Calibration | None = None
    """What the latest welcome's chime has told; None where no microphone heard it out."""
    timeline: list[dict[str, Any]] = []
    """What sounded when, as `runtime/timeline.py` writes it, without earcons."""


def account(state: State, events: Iterable[Event], words: Callable[[Line], str]) -> Account:
    """The account of the session that began as `state`; `words` gives lines their text."""
    reckoner = _Reckoner(state, words)
    for event in events:
        reckoner.take(event)
    return reckoner.close()


class _Reckoner:
    def __init__(self, state: State, words: Callable[[Line], str]) -> None:
        self._state = state
        self._words = words
        self._started = False
        self._sounds: dict[int, Say | RingChime] = {}
        self._saying: dict[int, dict[str, Any]] = {}
        self._absent_s: float | None = None
        phases = [
            PhaseAccount(id=phase.id, planned_s=phase.minutes * 60, given_s=phase.minutes * 60)
            for phase in state.protocol.phases
        ]
        self._sum = Account(phases=phases, slack_s=state.protocol.slack_s)

    def take(self, event: Event) -> None:
        before = self._state
        self._state, actions = handle(before, event)
        self._book(before, self._state, event)
        self._note_event(before, event)
        for action in actions:
            self._note_action(action)
        self._note_change(before)

    def close(self) -> Account:
        if self._state.ended and self._sum.end == "open":
            self._sum.end = "goodbye"
        self._sum.slack_used_s = self._state.place.slack_used_s
        self._sum.timeline.sort(key=lambda entry: entry["t"])
        return self._sum

    def _book(self, before: State, after: State, event: Event) -> None:
        """Put the time since the last event to its account."""
        match event:
            case Restored():
                passed, paused = after.gone_s or 0.0, True
            case Present(unseen_s=unseen_s) if before.away is not None:
                passed, paused = after.now - before.now + max(0.0, unseen_s), before.place.paused
            case _:
                passed, paused = after.now - before.now, before.place.paused
        if not self._started or before.ended:
            self._started = True
            return
        self._sum.seconds += passed
        if before.phase is None:
            return
        phase = self._sum.phases[before.place.index]
        if paused:
            phase.paused_s += passed
        elif before.place.mode in (Mode.RUNNING, Mode.SILENT):
            over = max(0.0, passed - before.place.left_s)
            phase.clock_s += passed - over
            phase.over_s += over
        elif before.place.mode is Mode.TIME_UP:
            phase.over_s += passed
        else:
            phase.words_s += passed

    def _note_event(self, before: State, event: Event) -> None:
        now = self._sum.seconds
        phase = before.phase.id if before.phase else None
        match event:
            case CommandHeard(command=command, source=source):
                taken = Taken(at_s=now, command=command, source=source, phase=phase)
                self._sum.commands.append(taken)
                self._add("command", command=command)
                if before.asked is not None and self._is_answer(before.asked):
                    self._sum.asked_back[-1].answer = command
            case PlaybackStarted(at=at, sound=sound):
                self._note_sound(sound, now + at - self._state.now)
            case PlaybackEnded(sound=sound) if sound in self._saying:
                said = self._saying.pop(sound)
                said["seconds"] = round(now - said["t"], 3)
            case RoomMeasured():
                self._sum.room = Calibration(
                    event.noise_dbfs, event.heard, event.delay_s, event.speech_dbfs
                )
            case Remark(news=news, seconds=seconds):
                self._sum.faults.append(Fault(at_s=now, what=news, seconds=seconds))
            case Absent():
                self._absent_s = now if self._absent_s is None else self._absent_s
            case Present() if self._absent_s is not None:
                fault = Fault(at_s=self._absent_s, what="not_heard", seconds=now - self._absent_s)
                self._sum.faults.append(fault)
                self._absent_s = None
            case Restored():
                gone_s = self._state.gone_s or 0.0
                self._sum.faults.append(Fault(at_s=now - gone_s, what="cut_off", seconds=gone_s))
                self._absent_s = None
                self._saying.clear()
            case Abandoned() if not before.ended:
                self._sum.end = "abandoned"

    def _is_answer(self, asked: Asked) -> bool:
        """Whether what has just been said has answered the question, and in time."""
        in_time = asked.until is None or self._state.now < asked.until
        return in_time and self._state.asked is None

    def _note_action(self, action: Action) -> None:
        match action:
            case Say() | RingChime():
                self._sounds[action.sound] = action

    def _note_sound(self, sound: int, at_s: float) -> None:
        match self._sounds.pop(sound, None):
            case Say(line=line):
                entry = self._add("say", at_s, text=self._words(line), seconds=0.0)
                self._saying[sound] = entry
            case RingChime(name=name):
                self._add("bell", at_s, which=str(name))

    def _note_change(self, before: State) -> None:
        now, place, phase = self._sum.seconds, self._state.place, self._state.phase
        if phase is not None:
            mine = self._sum.phases[place.index]
            mine.given_s = max(mine.given_s, place.length_s)
            if self._state.entered != before.entered:
                mine.begun_s = now if mine.begun_s is None else mine.begun_s
                self._add("phase", phase=phase.id)
        asked = self._state.asked
        if asked is not None and before.asked is None:
            question = AskedBack(at_s=now, command=asked.command, phase=phase.id if phase else None)
            self._sum.asked_back.append(question)
        if place.paused and not before.place.paused:
            self._sum.pauses.append(Pause(at_s=now, phase=phase.id if phase else None))
        elif before.place.paused and not place.paused and self._sum.pauses:
            pause = self._sum.pauses[-1]
            pause.seconds = now - pause.at_s

    def _add(self, kind: str, at_s: float | None = None, **more: object) -> dict[str, Any]:
        entry = {"t": round(self._sum.seconds if at_s is None else at_s, 3), "kind": kind, **more}
        self._sum.timeline.append(entry)
        return entry
