"""Draws the mixer in real time where there is no sound card.

The session then has its time, its captions and its typed commands, and a mixer
that is recorded has what would have been heard. The pump keeps to `time.monotonic`: a
frame is in the air, as it were, when it is drawn.
"""

import threading
import time

from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.mixer import Mixer

_BLOCK_S = 0.02
_LATE_S = 1.0
"""A pump that has not drawn for so long is dead."""


class Pump:
    """A mixer without air: the same port as `stream.Stream`."""

    has_microphone = False
    latency_s = 0.0

    def __init__(self, mixer: Mixer, clock: AudioClock | None = None) -> None:
        """`clock` is that of the stream which the pump stands in for."""
        self._mixer = mixer
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
            self._mixer.render(block)
            drawn += block
            self._drawn_at = time.monotonic()
