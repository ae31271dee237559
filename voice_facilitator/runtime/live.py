"""A session by the real clock: sound card, microphone and keys.

One thread owns the session. Everything else (the sound card's callback, the
hearing child, the keyboard) puts events into an inbox and goes on; this loop
takes them out, wakes the session at its deadlines, and asks the performer what
was played. It never waits longer than it takes to notice a sound's end.
"""

import logging
import queue
import time
from dataclasses import dataclass

from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.actions import Line, Say
from voice_facilitator.session.events import Event, Started, TimeReached

log = logging.getLogger(__name__)

TICK_S = 0.02
"""How often played sounds are noticed: well below what an ear takes for a delay."""
IDLE_TICK_S = 0.5
"""How often we look around while nothing sounds; whatever happens wakes us at once."""
BEYOND_THE_SESSION = -1
"""The number of sounds that no session asked for."""
FAREWELL_S = 10.0
"""The longest that a word of farewell may take."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The session is to be left where it stands, unless its goodbye is being said."""

    line: Line | None
    """What to say before; None for nothing."""


Inbox = queue.SimpleQueue[Event | Leave]
"""Where events come in from other threads, and from signal handlers."""


class Live:
    """Drives a facilitator by the monotonic clock."""

    def __init__(
        self,
        facilitator: Facilitator,
        performer: Performer,
        inbox: Inbox,
    ) -> None:
        self._facilitator = facilitator
        self._performer = performer
        self._inbox = inbox
        self._left = False

    def run(self) -> None:
        """Run the session to its end, or until it is left."""
        self._facilitator.take(Started(time.monotonic()))
        while not (self._facilitator.state.ended or self._left):
            self._take_from_inbox()
            self._let_happen()

    def _take_from_inbox(self) -> None:
        try:
            item = self._inbox.get(timeout=self._wait_s())
        except queue.Empty:
            return
        if not isinstance(item, Leave):
            self._facilitator.take(item)
        elif not self._facilitator.state.is_saying_goodbye:
            self._leave(item.line)

    def _wait_s(self) -> float:
        longest = IDLE_TICK_S if self._performer.is_quiet else TICK_S
        deadline = self._facilitator.next_deadline
        if deadline is None:
            return longest
        return min(longest, max(0.0, deadline - time.monotonic()))

    def _let_happen(self) -> None:
        for event in self._performer.collect():
            self._facilitator.take(event)
        deadline = self._facilitator.next_deadline
        if deadline is not None and deadline <= time.monotonic():
            self._facilitator.take(TimeReached(time.monotonic()))
        self._performer.settle_chimes()

    def _leave(self, line: Line | None) -> None:
        self._left = True
        self._performer.fall_silent()
        if line is not None:
            self._performer.perform(Say(BEYOND_THE_SESSION, line))
        latest = time.monotonic() + FAREWELL_S
        while not self._performer.is_quiet and time.monotonic() < latest:
            self._performer.collect()
            time.sleep(TICK_S)
