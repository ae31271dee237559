"""Tells systemd that we are ready, and again and again that we live.

A lookout of the session's loop: it beats only while that loop turns and the
sound card calls back, so that a service which only seems to run is started
again. Where there is no systemd, nothing is told.
"""

import time
from collections.abc import Callable, Iterator

import sdnotify

from voice_facilitator.session.events import Event

BEAT_S = 5.0
"""Between two beats; the service's WatchdogSec is many times that."""


class Watchdog:
    """Beats for as long as it is looked at and all is well."""

    def __init__(self, alive: Callable[[], bool]) -> None:
        """`alive` tells whether the sound card calls back."""
        self._alive = alive
        self._systemd = sdnotify.SystemdNotifier()
        self._systemd.notify("READY=1")
        self._next_at = time.monotonic()

    def look(self) -> Iterator[Event]:
        """Beat if it is time; never anything that the session has to know."""
        now = time.monotonic()
        if now >= self._next_at and self._alive():
            self._next_at = now + BEAT_S
            self._systemd.notify("WATCHDOG=1")
        yield from ()
