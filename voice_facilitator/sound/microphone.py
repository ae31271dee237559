"""From the sound card's input to hearing.

The card's thread only queues its blocks; another resamples them to 16 kHz and
hands them to the listener, so that a listener who takes his time, or fails,
never makes the speaker stutter. The resampler (soxr HQ) holds back some 40 ms
at most; its output is not shifted, so positions stay true.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable

import numpy as np
import soxr

from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.precedence import take_precedence
from voice_facilitator.sound.wavefile import HEARING_RATE

log = logging.getLogger(__name__)

Listener = Callable[[Samples, int], None]
"""Takes a block of mono float32 samples at 16 kHz, and the position of its first.

Positions count samples from the stream's start and have no gaps; the
microphone's clock tells when each was in the air.
"""

_QUEUED_BLOCKS = 1000
"""Ten seconds: a listener that far behind loses them all."""


class Microphone:
    """A card's input on its way to a listener."""

    def __init__(self, rate: int, listener: Listener, position: int, clock: AudioClock) -> None:
        """The card records at `rate` Hz; its first sample is to have `position` at 16 kHz."""
        self._rate = rate
        self._listener = listener
        self._clock = clock
        self._first_position = position
        self._frames_recorded = 0
        self._block_s = 0.0
        self.position = position
        """What the next block's first sample will have, at 16 kHz."""
        self._resampler = soxr.ResampleStream(rate, HEARING_RATE, 1, dtype="float32")
        self._blocks: queue.Queue[Samples | None] = queue.Queue(_QUEUED_BLOCKS)
        self._thread = threading.Thread(target=self._deliver, name="microphone", daemon=True)
        self._thread.start()

    def take(self, block: Samples, at: float) -> None:
        """Queue mono samples at the card's rate; the first was in the air at `at`, monotonic."""
        if not self._frames_recorded:
            take_precedence()
        seconds = self._frames_recorded / self._rate
        self._clock.observe(self._first_position + seconds * HEARING_RATE, at)
        self._frames_recorded += len(block)
        self._block_s = len(block) / self._rate
        try:
            self._blocks.put_nowait(block)
        except queue.Full:
            log.warning("Ten seconds of the microphone were not listened to: they are dropped.")
            self._drop_what_waits(len(block))

    @property
    def waiting_s(self) -> float:
        """How much sound is queued."""
        return self._blocks.qsize() * self._block_s

    def _drop_what_waits(self, frames: int) -> None:
        """Catch up: a listener who stays ten seconds late obeys ten seconds late.

        What was dropped, these newest `frames` too, has no positions: the rest is later by it.
        """
        with contextlib.suppress(queue.Empty):
            while (block := self._blocks.get_nowait()) is not None:
                frames += len(block)
            self._blocks.put_nowait(None)
        self._frames_recorded -= frames
        self._clock.restart()

    def close(self) -> None:
        """Deliver what is queued, and end."""
        self._blocks.put(None)
        self._thread.join(timeout=1)

    def _deliver(self) -> None:
        # Whoever is made to wait while holding Python's lock makes the speaker wait too.
        take_precedence()
        while (block := self._blocks.get()) is not None:
            samples = self._resampler.resample_chunk(block)
            if len(samples):
                self._hand_over(samples)

    def _hand_over(self, samples: Samples) -> None:
        try:
            self._listener(samples, self.position)
        except Exception:  # the listener is not ours: whatever it raises, the next block comes
            log.exception("The listener failed on a block.")
        self.position += len(samples)


def to_mono(block: Samples) -> Samples:
    """The mean of a block's channels, as a copy: the card reuses its memory."""
    mono: Samples = np.mean(block, axis=1)
    return mono
