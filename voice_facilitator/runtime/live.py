"""A session by the real clock: sound card, microphone and keys.

One thread owns the session. Everything else (the sound card's callback, the
hearing child, the keyboard) puts events into an inbox and goes on; this loop
takes them out, wakes the session at its deadlines, and asks the performer what
was played. It never waits longer than it takes to notice a sound's end.
"""

import queue
import time
from collections.abc import Callable
from typing import Protocol

from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.events import Event, Started, TimeReached

TICK_S = 0.02
"""How often played sounds are noticed: well below what an ear takes for a delay."""


class Inbox(Protocol):
    """Where events come in from other threads."""

    def get(self, block: bool = True, timeout: float | None = None) -> Event:
        """Wait for an event; raises queue.Empty after `timeout` seconds."""


class Live:
    """Drives a facilitator by the monotonic clock."""

    def __init__(
        self,
        facilitator: Facilitator,
        performer: Performer,
        inbox: Inbox,
        tend: Callable[[], None],
    ) -> None:
        """`tend` is called at every tick, to look after devices and children."""
        self._facilitator = facilitator
        self._performer = performer
        self._inbox = inbox
        self._tend = tend

    def run(self) -> None:
        """Run the session to its end."""
        self._facilitator.take(Started(time.monotonic()))
        while not self._facilitator.state.ended:
            self._take_from_inbox()
            for event in self._performer.collect():
                self._facilitator.take(event)
            deadline = self._facilitator.next_deadline
            if deadline is not None and deadline <= time.monotonic():
                self._facilitator.take(TimeReached(time.monotonic()))
            self._performer.settle_chimes()
            self._tend()

    def _take_from_inbox(self) -> None:
        try:
            self._facilitator.take(self._inbox.get(timeout=self._wait_s()))
        except queue.Empty:
            return

    def _wait_s(self) -> float:
        deadline = self._facilitator.next_deadline
        if deadline is None:
            return TICK_S
        return min(TICK_S, max(0.0, deadline - time.monotonic()))
