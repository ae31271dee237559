"""Fits a stream's latency to the machine: sees that it runs dry, and asks for more."""

import logging

from voice_facilitator.runtime.latencies import Latencies
from voice_facilitator.sound.latency import SETTLING_S, wanted_s
from voice_facilitator.sound.stream import Stream

log = logging.getLogger(__name__)


class Fitter:
    """Watches a stream."""

    def __init__(self, stream: Stream, latencies: Latencies) -> None:
        """What it needs is kept in `latencies`."""
        self._stream = stream
        self._latencies = latencies

    def wants_more(self, now: float) -> bool:
        """Whether the stream should be opened anew, with a longer wait."""
        return self._wanted_s(now) > self._stream.asked_latency_s

    def give_more(self, now: float) -> None:
        """Ask for more from the next opening on, in this session and in others."""
        wanted_s = self._wanted_s(now)
        log.warning("The speaker ran dry again: from now on %.0f ms wait for it.", 1000 * wanted_s)
        self._stream.ask(wanted_s)
        if self._stream.speaker is not None:
            self._latencies.remember(self._stream.speaker, wanted_s)

    def _wanted_s(self, now: float) -> float:
        hiccups = self._stream.hiccups.since(self._stream.opened_at + SETTLING_S)
        return wanted_s(self._stream.asked_latency_s, hiccups, now)
