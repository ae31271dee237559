"""Folds events into the session and hands its actions on: the ring's one turn."""

from voice_facilitator.commands import Context
from voice_facilitator.runtime.performance import (
    Audience,
    CommandTaken,
    ListeningChanged,
    SessionEnded,
)
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.actions import Action, End, Listen
from voice_facilitator.session.events import CommandHeard, Event
from voice_facilitator.session.machine import State, context_of, handle, next_deadline


class Facilitator:
    """One session under way.

    Whoever drives it brings events in order through `take`, and a
    `TimeReached` when the clock passes `next_deadline`.
    """

    def __init__(self, state: State, performer: Performer, audience: Audience) -> None:
        self._state = state
        self._performer = performer
        self._audience = audience

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
        if isinstance(event, CommandHeard):
            self._audience.notice(CommandTaken(event.at, event.command, event.source))
        self._state, actions = handle(self._state, event)
        for action in actions:
            self._do(action, event.at)

    def _do(self, action: Action, at: float) -> None:
        match action:
            case Listen(context):
                self._audience.notice(ListeningChanged(at, context))
            case End():
                self._audience.notice(SessionEnded(at))
            case _:
                self._performer.perform(action)
