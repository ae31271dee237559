"""Keeps a session in the air: notices that a device is gone, and brings it back.

At every look it asks the stream whether it still plays and hears. A speaker
that is gone is an absence: a pump draws the mixer in its place, so that time,
captions and typed commands go on, and the devices are opened again, with
growing waits between the tries. A microphone that is gone alone is opened again
beneath the session, and told of later. A speaker that runs dry again and again is
opened anew with more waiting for it, in a moment in which nothing sounds.

A try is a thread, since opening may take as long as a sound server hangs. The
session never waits for one.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator

from voice_facilitator.errors import DeviceError
from voice_facilitator.runtime.fitter import Fitter
from voice_facilitator.session.events import Absent, Event, News, Present, Remark
from voice_facilitator.sound import portaudio
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.sound.pump import Pump
from voice_facilitator.sound.stream import Stream

log = logging.getLogger(__name__)

FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 5.0
MICROPHONE_ALONE_TRIES = 2
"""So often a microphone is looked for where it was, before all devices are looked for again."""
DEAF_TOLD_S = 10.0
"""A microphone that is gone for so long is told of at once: people talk to it in vain."""
DEAF_WORTH_TELLING_S = 1.5
"""A shorter gap is hardly a word."""
LATE_S = 1.0
"""A look that comes so late says nothing about the devices: we stood still ourselves."""
GRACE_S = 0.5
"""How long they have after that to show that they live."""
HANGS_S = 20.0
"""Opening devices takes a second; a sound server that has not answered by then will not."""
_CLOSING_S = 1.0
_STOPPING_S = 5.0
"""Ringing out takes two seconds at most, closing a tenth of one."""


class Keeper:
    """A lookout of the session's loop."""

    def __init__(
        self,
        stream: Stream,
        mixer: Mixer,
        quiet: Callable[[], bool],
        fitter: Fitter | None = None,
    ) -> None:
        """`quiet` tells whether the speaker may be closed for a moment without being missed.

        Without a `fitter` the latency stays as it is.
        """
        self._stream = stream
        self._fitter = fitter
        self._quiet = quiet
        self._pump = Pump(mixer, clock=stream.clock)
        self._wants_microphone = stream.has_microphone
        self._tries = _Tries()
        self._looked_at = time.monotonic()
        self._judge_from = 0.0
        self._away = False
        self._deaf_since: float | None = None
        self._told_deaf = False

    def look(self) -> Iterator[Event]:
        """What has gone and what is back."""
        now = time.monotonic()
        if now - self._looked_at > LATE_S:
            self._judge_from = now + GRACE_S
            if self._away:
                yield Absent(now)
        self._looked_at = now
        if now >= self._judge_from:
            yield from self._look_at_speaker(now)
            if self._wants_microphone and not self._away and not self._tries.running:
                yield from self._look_at_microphone(now)
            if not self._away and not self._pump.alive():
                self._look_at_latency(now)

    def copes(self) -> bool:
        """Whether the mixer is drawn, and no try hangs: else only another process can help."""
        return (self._stream.plays() or self._pump.alive()) and not self._tries.hang()

    def close(self) -> None:
        """Try nothing any more."""
        self._tries.close()
        self._pump.stop()

    def _look_at_speaker(self, now: float) -> Iterator[Event]:
        pumping = self._pump.alive()
        if not pumping and not self._tries.running and self._stream.plays():
            if self._away:
                self._away = False
                log.warning("The speaker is back.")
                yield Present(now)
            return
        if not pumping and not self._stream.plays():
            log.warning("The speaker is gone.")
            yield Absent(self._stream.played_at)
            self._away = True
            self._draw_in_its_place()
            self._tries.begin(now)
        elif pumping and not self._away and not self._tries.running:
            # Opened again for the microphone's sake, it did not come back.
            self._away = True
            yield Absent(now)
        if self._away:
            self._tries.go(now, self._reopen)

    def _look_at_microphone(self, now: float) -> Iterator[Event]:
        if self._stream.hears():
            if self._deaf_since is not None:
                yield from self._hears_again(now, now - self._deaf_since)
            return
        if self._deaf_since is None:
            log.warning("The microphone is gone.")
            self._deaf_since = now
            self._tries.begin(now)
        if now - self._deaf_since > DEAF_TOLD_S and not self._told_deaf:
            self._told_deaf = True
            yield Remark(now, News.BY_KEYS)
        if not self._stream.deaf:
            self._bring_microphone_back(now)

    def _look_at_latency(self, now: float) -> None:
        """Have more wait for a speaker that runs dry, when nobody misses it for a moment."""
        if self._fitter is None or not self._fitter.wants_more(now):
            return
        if self._quiet() and self._tries.is_time(now):
            self._fitter.give_more()
            self._draw_in_its_place()
            self._tries.go(now, self._reopen)

    def _hears_again(self, now: float, seconds: float) -> Iterator[Event]:
        log.warning("The microphone is back after %.1f s.", seconds)
        self._deaf_since = None
        self._told_deaf = False
        if seconds > DEAF_WORTH_TELLING_S:
            yield Remark(now, News.COULD_NOT_HEAR, seconds)

    def _bring_microphone_back(self, now: float) -> None:
        alone = not self._stream.shares_card and self._tries.count < MICROPHONE_ALONE_TRIES
        if alone:
            self._tries.go(now, self._stream.reopen_microphone)
        elif self._quiet() and self._tries.is_time(now):
            self._draw_in_its_place()
            self._tries.go(now, self._reopen)

    def _draw_in_its_place(self) -> None:
        self._stream.let_go()
        self._pump.start()

    def _reopen(self) -> None:
        try:
            self._stream.reopen(self._pump.stop)
        except DeviceError:
            if not self._pump.alive():
                self._pump.start()
            raise


class _Tries:
    """Attempts to open something, one at a time, with growing waits between them."""

    def __init__(self) -> None:
        self.count = 0
        """How often it has been tried."""
        self._wait_s = FIRST_WAIT_S
        self._next_at = 0.0
        self._closed = False
        self._began_at = 0.0
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether a try is under way."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, now: float) -> None:
        """From now on, try something new."""
        self.count = 0
        self._wait_s = FIRST_WAIT_S
        self._next_at = now + FIRST_WAIT_S

    def is_time(self, now: float) -> bool:
        """Whether it is time for another try."""
        return not self._closed and not self.running and now >= self._next_at

    def go(self, now: float, attempt: Callable[[], None]) -> None:
        """Try, if it is time; `attempt` raises DeviceError when it fails."""
        if not self.is_time(now):
            return
        self.count += 1
        self._began_at = now
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        self._next_at = now + self._wait_s
        self._thread = threading.Thread(
            target=_attempt, args=(attempt,), name="opening devices", daemon=True
        )
        self._thread.start()

    def hang(self) -> bool:
        """Whether the sound system holds a try, perhaps for ever."""
        return self.running and time.monotonic() - self._began_at > HANGS_S

    def close(self) -> None:
        """Begin no more; waits a little for one under way."""
        self._closed = True
        if self._thread is not None:
            self._thread.join(_CLOSING_S)


def stop_in_time(air: Air) -> None:
    """Stop `air`; if the sound system hangs, leave it to the end of the process."""
    stopping = threading.Thread(target=air.stop, name="stopping", daemon=True)
    stopping.start()
    stopping.join(_STOPPING_S)
    if stopping.is_alive():
        log.warning("The sound system hangs; it is left as it is.")
        portaudio.abandon()


def _attempt(attempt: Callable[[], None]) -> None:
    try:
        attempt()
    except DeviceError as error:
        log.info("Not yet: %s", error)
