"""Waits for “start”, holds a session, waits again: for a device that nobody sits at.

To whoever drives it, it looks like one session that never ends. While it waits
it says once that it does, and answers to “start” alone, and to those who want to
teach it their words. A session that was begun by mistake, in a room where nobody
then says a word to it, is given up after a while, without a word.
"""

import contextlib
from collections.abc import Callable

from voice_facilitator.commands import Command, Context
from voice_facilitator.runtime.facilitator import Lessons
from voice_facilitator.runtime.live import BEYOND_THE_SESSION, Session
from voice_facilitator.runtime.performance import Audience, CommandTaken, ListeningChanged
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.actions import Line, Say, SetVolume, StopSpeaking
from voice_facilitator.session.events import Abandoned, CommandHeard, Event, LessonOver, Outcome
from voice_facilitator.session.machine import State

UNWANTED_S = 15 * 60.0
"""A group that settles down says something within that time, or was never there."""


Open = Callable[[contextlib.ExitStack], tuple[Session, Event]]
"""Makes the next session, with what it has to be closed with, and its first event."""


class Reception:
    """Session after session."""

    def __init__(
        self,
        open_session: Open,
        nobody: State,
        performer: Performer,
        audience: Audience,
        lessons: Lessons,
    ) -> None:
        """`nobody` is a state before the beginning: where it stands while it waits."""
        self._open = open_session
        self._nobody = nobody
        self._performer = performer
        self._audience = audience
        self._lessons = lessons
        self._is_taught = False
        self._session: Session | None = None
        self._stack = contextlib.ExitStack()
        self._spoken_to_at = 0.0

    @property
    def state(self) -> State:
        """Where the session stands, if there is one."""
        return self._nobody if self._session is None else self._session.state

    @property
    def next_deadline(self) -> float | None:
        """When the session wants to be woken, if there is one."""
        return None if self._session is None else self._session.next_deadline

    def wait(self, at: float) -> None:
        """Say that we wait, and listen."""
        self._say("waiting_for_start")
        self._audience.notice(ListeningChanged(at, Context.QUESTION))

    def begin(self, at: float) -> None:
        """Begin a session."""
        self._performer.fall_silent()
        self._performer.perform(SetVolume(0))
        self._session, first = self._open(self._stack)
        self._spoken_to_at = at
        self._session.take(first)

    def take(self, event: Event) -> None:
        """Let the session answer to `event`; without one, “start” begins one."""
        if self._session is not None:
            self._take_in_session(self._session, event)
        elif self._is_taught:
            self._take_in_lesson(event)
        elif isinstance(event, CommandHeard) and event.command in (Command.START, Command.TEACH):
            self._audience.notice(CommandTaken(event.at, event.command, event.source))
            if event.command is Command.START:
                self.begin(event.at)
            else:
                self._be_taught(event.at)

    def close(self) -> None:
        """Close what the session leaves open."""
        self._stack.close()

    def _be_taught(self, at: float) -> None:
        self._performer.fall_silent()
        if self._lessons.begin():
            self._is_taught = True
            self._audience.notice(ListeningChanged(at, Context.WAITING))
        else:
            self._say(Outcome.IMPOSSIBLE)

    def _take_in_lesson(self, event: Event) -> None:
        match event:
            case CommandHeard():
                self._lessons.end()
                self._performer.perform(StopSpeaking())
            case LessonOver(at, outcome):
                self._is_taught = False
                self._say(outcome)
                self._audience.notice(ListeningChanged(at, Context.QUESTION))

    def _say(self, key: str) -> None:
        self._performer.perform(Say(BEYOND_THE_SESSION, Line(key)))

    def _take_in_session(self, session: Session, event: Event) -> None:
        session.take(event)
        if isinstance(event, CommandHeard):
            self._spoken_to_at = event.at
        unwanted = session.state.phase is None and event.at - self._spoken_to_at > UNWANTED_S
        if unwanted:
            session.take(Abandoned(event.at))
            self._performer.fall_silent()
        if session.state.ended:
            self._session = None
            self._stack.close()
            if unwanted:
                self._audience.notice(ListeningChanged(event.at, Context.QUESTION))
            else:
                self.wait(event.at)
