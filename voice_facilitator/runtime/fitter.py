"""Fits a stream's latency to the machine: sees that it runs dry, and asks for more."""

import logging

from voice_facilitator.errors import DeviceError
from voice_facilitator.runtime.latencies import Latencies
from voice_facilitator.sound.latency import SETTLING_S, are_too_many, longer
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
        return self._has_more and are_too_many(self._hiccups, now)

    def give_more(self) -> None:
        """Ask for more from the next opening on, in this session and in others."""
        asked_s = longer(self._stream.asked_latency_s)
        log.warning("The speaker ran dry: from now on %.0f ms wait for it.", 1000 * asked_s)
        self._stream.ask(asked_s)
        if self._stream.speaker is not None:
            self._latencies.remember(self._stream.speaker, asked_s)

    @property
    def has_run_dry(self) -> bool:
        """Whether more would have done the stream good: enough before a session begins."""
        return self._has_more and bool(self._hiccups)

    def open_anew(self) -> None:
        """Open the stream with a longer wait, now; nothing may sound.

        Should that fail it is as if the speaker were lost, which its keeper notices.
        """
        self.give_more()
        try:
            self._stream.reopen()
        except DeviceError as error:
            log.warning("%s", error)

    @property
    def _has_more(self) -> bool:
        return longer(self._stream.asked_latency_s) > self._stream.asked_latency_s

    @property
    def _hiccups(self) -> list[float]:
        return self._stream.hiccups.since(self._stream.opened_at + SETTLING_S)
