"""Draws the mixer in real time where there is no sound card.

The session then has its time, its captions and its typed commands, and what
would have been heard can go into a file. The pump keeps to `time.monotonic`: a
frame is in the air, as it were, when it is drawn.
"""

import logging
import threading
import time
from collections.abc import Callable

from voice_facilitator.errors import FacilitatorError
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.mixer import Mixer, Samples

log = logging.getLogger(__name__)

_BLOCK_S = 0.02
_LATE_S = 1.0
"""A pump that has not drawn for so long is dead."""


class Pump:
    """A mixer without air: the same port as `stream.Stream`."""

    has_microphone = False
    latency_s = 0.0

    def __init__(
        self,
        mixer: Mixer,
        sink: Callable[[Samples], None] | None = None,
        clock: AudioClock | None = None,
    ) -> None:
        """`sink` takes every block, for instance `wavefile.Recorder.write`.

        `clock` is that of the stream which the pump stands in for.
        """
        self._mixer = mixer
        self._sink = sink
        self.clock = clock or AudioClock(mixer.rate)
        """Which of the mixer's frames is drawn when."""
        self._stopping = threading.Event()
        self._drawn_at = 0.0
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to draw; the clock runs when this returns."""
        self._stopping.clear()
        self._drawn_at = time.monotonic()
        self.clock.restart()
        self.clock.observe(self._mixer.position, self._drawn_at)
        self._thread = threading.Thread(
            target=self._pump, args=(self._mixer.position, self._drawn_at), daemon=True, name="pump"
        )
        self._thread.start()

    def alive(self) -> bool:
        """Whether it draws."""
        running = self._thread is not None and self._thread.is_alive()
        return running and time.monotonic() - self._drawn_at < _LATE_S

    def stop(self) -> None:
        """End; harmless the second time."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _pump(self, first: int, began_at: float) -> None:
        block = round(_BLOCK_S * self._mixer.rate)
        drawn = 0
        while not self._stopping.wait(began_at + drawn / self._mixer.rate - time.monotonic()):
            if time.monotonic() - began_at - drawn / self._mixer.rate > _LATE_S:
                # We were stopped. A card would have stood still too, and not catch up.
                first, began_at, drawn = first + drawn, time.monotonic(), 0
                self.clock.restart()
            self.clock.observe(first + drawn, began_at + drawn / self._mixer.rate)
            samples = self._mixer.render(block)
            drawn += block
            self._drawn_at = time.monotonic()
            self._keep(samples)

    def _keep(self, samples: Samples) -> None:
        if self._sink is None:
            return
        try:
            self._sink(samples)
        except FacilitatorError as error:
            log.warning("The session goes on without its recording: %s", error)
            self._sink = None
