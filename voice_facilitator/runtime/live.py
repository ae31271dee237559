"""A session by the real clock: sound card, microphone and keys.

One thread owns the session. Everything else (the sound card's callback, the
hearing child, the keyboard) puts events into an inbox and goes on; this loop
takes them out, wakes the session at its deadlines, and asks the performer what
was played. It never waits longer than it takes to notice a sound's end.

At every turn it asks its lookouts first what has gone wrong, so that a fault is
an event before anything that follows from it. And it books time at least every
half second: so the journal tells where the session was, whenever it ends.
"""

import logging
import queue
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voice_facilitator.runtime.performer import Performer, Speak
from voice_facilitator.session.actions import Line, PlayEarcon, Say
from voice_facilitator.session.events import Abandoned, Event, TimeReached
from voice_facilitator.session.machine import State
from voice_facilitator.session.state import Mode
from voice_facilitator.sound.echo_talker import TalkedOver

log = logging.getLogger(__name__)

TICK_S = 0.02
"""How often played sounds are noticed: well below what an ear takes for a delay."""
IDLE_TICK_S = 0.5
"""How often we look around while nothing sounds; whatever happens wakes us at once."""
BEAT_S = 0.5
"""How often time is booked at least: half of the second that a crash may cost."""
BEYOND_THE_SESSION = -1
"""The number of lines that no session asked for."""
A_SIGN = -3
"""The number of earcons that no session asked for: that one ends says nothing of a line."""
FAREWELL_S = 10.0
"""The longest that a word of farewell may take."""
HURRIED_FAREWELL_S = 2.0
"""The same where the system wants us gone."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The session is to be left for good, unless its goodbye is being said."""

    line: Line | None
    """What to say before; None for nothing."""


@dataclass(frozen=True, slots=True)
class PutAside:
    """The system ends us: the session is to be left so that it can go on later."""


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody has said the wake word."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something to be heard that the session has not asked for."""

    sound: Speak | PlayEarcon


Item = Event | Leave | PutAside | TalkedOver | Called | Aside
Inbox = queue.SimpleQueue[Item]
"""Where events come in from other threads, and from signal handlers."""


class Lookout(Protocol):
    """Something that may go wrong without putting anything into the inbox."""

    def look(self) -> Iterable[Event]:
        """What has gone wrong, or has come right, since the last look. Must not wait."""


class Session(Protocol):
    """A session under way: `runtime.facilitator.Facilitator`, or a reception before it."""

    @property
    def state(self) -> State:
        """Where it stands."""

    @property
    def next_deadline(self) -> float | None:
        """When it wants to be woken, on its own clock."""

    def take(self, event: Event) -> None:
        """Let it answer to `event`."""


class Live:
    """Drives a facilitator by the monotonic clock."""

    def __init__(
        self,
        facilitator: Session,
        performer: Performer,
        inbox: Inbox,
        lookouts: Sequence[Lookout] = (),
    ) -> None:
        self._facilitator = facilitator
        self._performer = performer
        self._inbox = inbox
        self._lookouts = lookouts
        self._left = False
        self._booked_at = 0.0

    def run(self, first: Event) -> None:
        """Run the session from its `first` event to its end, or until it is left."""
        self._take(first)
        while not (self._facilitator.state.ended or self._left):
            item = self._next_item()
            self._look_out()
            match item:
                case None:
                    pass
                case Leave(line):
                    self._leave(line)
                case PutAside():
                    self._put_aside()
                case TalkedOver():
                    self._performer.hold(item.lasted_s)
                case Called():
                    self._performer.attend(A_SIGN)
                case Aside(sound):
                    self._performer.perform(sound)
                case event:
                    self._take(event)
            self._let_happen()

    def _next_item(self) -> Item | None:
        try:
            return self._inbox.get(timeout=self._wait_s())
        except queue.Empty:
            return None

    def _wait_s(self) -> float:
        longest = IDLE_TICK_S if self._performer.is_quiet else TICK_S
        deadline = self._facilitator.next_deadline
        if deadline is None:
            return longest
        return min(longest, max(0.0, deadline - time.monotonic()))

    def _look_out(self) -> None:
        for lookout in self._lookouts:
            for event in lookout.look():
                self._take(event)

    def _let_happen(self) -> None:
        for event in self._performer.collect():
            self._take(event)
        now = time.monotonic()
        deadline = self._facilitator.next_deadline
        is_due = deadline is not None and deadline <= now
        if is_due or now - self._booked_at >= BEAT_S:
            self._take(TimeReached(now))
        self._performer.settle_chimes()

    def _take(self, event: Event) -> None:
        self._booked_at = time.monotonic()
        self._facilitator.take(event)

    def _leave(self, line: Line | None) -> None:
        if not self._facilitator.state.is_saying_goodbye:
            self._left = True
            self._say_farewell(line, FAREWELL_S)
            self._take(Abandoned(time.monotonic()))

    def _put_aside(self) -> None:
        self._left = True
        self._take(TimeReached(time.monotonic()))
        place = self._facilitator.state.place
        is_quiet = place.in_silence or place.mode is Mode.NEW
        self._say_farewell(None if is_quiet else Line("put_aside"), HURRIED_FAREWELL_S)

    def _say_farewell(self, line: Line | None, within_s: float) -> None:
        self._performer.fall_silent()
        if line is not None:
            self._performer.perform(Say(BEYOND_THE_SESSION, line))
        latest = time.monotonic() + within_s
        while not self._performer.is_quiet and time.monotonic() < latest:
            self._performer.collect()
            time.sleep(TICK_S)
