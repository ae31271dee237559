"""Folds events into the session and hands its actions on: the ring's one turn.

Each event is in the journal before anything comes of it.
"""

from typing import Protocol

from voice_facilitator.commands import Context
from voice_facilitator.runtime.journal import Log, NoJournal
from voice_facilitator.runtime.performance import (
    Audience,
    CommandTaken,
    ListeningChanged,
    PhaseBegan,
    SessionEnded,
)
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.actions import (
    Action,
    End,
    EndLesson,
    Listen,
    Say,
    StopSpeaking,
    Teach,
)
from voice_facilitator.session.events import (
    CommandHeard,
    Event,
    LessonOver,
    Outcome,
    PlaybackStarted,
)
from voice_facilitator.session.machine import State, context_of, handle, next_deadline


class Lessons(Protocol):
    """Who has the group teach us; the end comes as a `LessonOver`."""

    def begin(self) -> bool:
        """Begin a lesson; False if there can be none."""

    def end(self) -> None:
        """End the lesson under way, if there is one."""


class NoLessons:
    """For sessions without a group, such as rehearsals."""

    def begin(self) -> bool:
        """There can be none."""
        return False

    def end(self) -> None:
        """There is none."""


class Facilitator:
    """One session under way.

    Whoever drives it brings events in order through `take`, and a
    `TimeReached` when the clock passes `next_deadline`.
    """

    def __init__(
        self,
        state: State,
        performer: Performer,
        audience: Audience,
        journal: Log | None = None,
        lessons: Lessons | None = None,
    ) -> None:
        """A session at `state`; without a `journal` it is not written down."""
        self._state = state
        self._performer = performer
        self._audience = audience
        self._journal = journal or NoJournal()
        self._lessons = lessons or NoLessons()
        self._openings: dict[int, str] = {}
        """The phases that begin when a sound does, by its number."""

    @property
    def state(self) -> State:
        """Where the session stands."""
        return self._state

    @property
    def context(self) -> Context:
        """How the session wants to be listened for."""
        return context_of(self._state)

    @property
    def next_deadline(self) -> float | None:
        """When the session wants to be woken, on its own clock."""
        return next_deadline(self._state)

    def take(self, event: Event) -> None:
        """Let the session answer to `event`, and perform its answer."""
        self._journal.write(event)
        entered = self._state.entered
        self._state, actions = handle(self._state, event)
        if actions:
            self._journal.secure()
        match event:
            case CommandHeard(at, command, source):
                self._audience.notice(CommandTaken(at, command, source))
            case PlaybackStarted(at, sound) if sound in self._openings:
                self._audience.notice(PhaseBegan(at, self._openings.pop(sound)))
        for action in actions:
            if self._state.entered > entered:
                self._remember_opening(action)
            self._do(action, event.at)
        if Teach() in actions and not self._lessons.begin():
            self.take(LessonOver(event.at, Outcome.IMPOSSIBLE))

    def _remember_opening(self, action: Action) -> None:
        match action:
            case Say(sound, line) if line.key == "prompt" and line.phase is not None:
                self._openings[sound] = line.phase

    def _do(self, action: Action, at: float) -> None:
        match action:
            case Listen(context):
                self._audience.notice(ListeningChanged(at, context))
            case End():
                self._audience.notice(SessionEnded(at))
            case EndLesson():
                self._lessons.end()
                self._performer.perform(StopSpeaking())
            case _:
                self._performer.perform(action)
