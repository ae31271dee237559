"""A moment in which nothing sounds and nothing is about to: what is done then nobody misses."""

import time
from collections.abc import Callable

from voice_facilitator.runtime.live import Session
from voice_facilitator.runtime.performer import Performer

LULL_S = 5.0
"""Opening a sound card takes a quarter of a second, three at the worst."""


class Lull:
    """Tells whether it is one, in a session under way."""

    def __init__(
        self, performer: Performer, session: Session, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._performer = performer
        self._session = session
        self._clock = clock

    def is_now(self) -> bool:
        """Whether nothing sounds, waits to, or will by the session's own clock."""
        deadline = self._session.next_deadline
        far = deadline is None or deadline - self._clock() > LULL_S
        return far and self._performer.is_quiet
