"""One event being dealt with: the state so far, and the actions asked for so far.

The only mutable thing in the core; it lives as long as one call of `handle`.
"""

from dataclasses import replace
from typing import Any

from voice_facilitator.session.actions import (
    Action,
    CancelChime,
    ChimeName,
    EarconName,
    Line,
    PlayEarcon,
    RingChime,
    Say,
    SetVolume,
    StopSpeaking,
)
from voice_facilitator.session.state import Bell, Place, State, Undo
from voice_facilitator.session.timing import UNDO_S, booked, reminder_s

FAR_S = 4e9
"""Times further than this from zero are none: up to here floats tell microseconds apart."""


class Turn:
    """A state being changed."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.actions: list[Action] = []

    @property
    def now(self) -> float:
        """The time of the event, never earlier than the one before."""
        return self.state.now

    @property
    def place(self) -> Place:
        """Where the session stands."""
        return self.state.place

    def set(self, **changes: Any) -> None:
        """Change fields of the state."""
        self.state = replace(self.state, **changes)

    def move(self, **changes: Any) -> None:
        """Change fields of the place."""
        self.set(place=replace(self.state.place, **changes))

    def pass_time(self, at: float) -> None:
        """Book the time up to `at`. A time that is none, or past, counts as now."""
        if not abs(at) < FAR_S:
            return
        if self.place == Place():
            self.set(now=at)  # the clock starts anywhere
        elif at > self.now:
            self.set(place=booked(self.place, at - self.now), now=at)

    def remember(self) -> None:
        """Let `back` bring back the place as it is now."""
        self.set(undo=Undo(self.place, self.now + UNDO_S))

    def remind_later(self) -> None:
        """Set the time of the next reminder."""
        self.set(remind_at=self.now + reminder_s(self.state))

    def say(self, line: Line) -> int:
        """Speak a line after all that is to be spoken before it; returns its number."""
        sound = self._number()
        self.set(speaking=self.state.speaking | {sound})
        self.actions.append(Say(sound, line))
        return sound

    def earcon(self, name: EarconName) -> None:
        """Play a short sound after all that is to be spoken before it."""
        sound = self._number()
        self.set(speaking=self.state.speaking | {sound})
        self.actions.append(PlayEarcon(sound, name))

    def interrupt(self) -> None:
        """Fall silent, wait for no sound and no answer; remarks not begun come later."""
        self.set(awaited=None, asked=None)
        for dropped in self.state.telling:
            self.remark(dropped.line)
        self.set(telling=())
        if self.state.speaking:
            self.actions.append(StopSpeaking())

    def remark(self, line: Line) -> None:
        """Have `line` told as soon as it may be, in place of an older one of its kind."""
        others = tuple(other for other in self.state.remarks if other.key != line.key)
        self.set(remarks=(*others, line))

    def ring(self, name: ChimeName, at: float) -> None:
        """Have a bell begin to sound at `at`."""
        bell = Bell(self._number(), name, at)
        self.set(bell=bell)
        self.actions.append(RingChime(bell.sound, name, at))

    def cancel_bell(self) -> None:
        """Take back the bell that has not sounded, if there is one."""
        bell = self.state.bell
        if bell is not None and not bell.cancelled:
            self.actions.append(CancelChime(bell.sound))
            self.set(bell=replace(bell, cancelled=True))

    def volume(self, steps: int) -> None:
        """Set the loudness."""
        self.set(volume=steps)
        self.actions.append(SetVolume(steps))

    def _number(self) -> int:
        """A number for a sound that no other has."""
        self.set(last_sound=self.state.last_sound + 1)
        return self.state.last_sound
