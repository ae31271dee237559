"""The last seconds of what the microphone heard, kept for whoever looks back at them.

It listens before others do, so that it hears all as it came from the microphone.
What is kept is in memory only, is overwritten as time goes on, and is gone with the
session.
"""

import threading
from collections import deque

import numpy as np

from voice_facilitator.sound.microphone import Listener
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

KEPT_S = 6.0
"""A chime, the quiet before it, and the slowest way back to the microphone."""


class Overheard:
    """What a microphone heard, 16 kHz mono. Safe to read from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: deque[tuple[int, Samples]] = deque()
        self._end = 0

    @property
    def position(self) -> int:
        """The position after the last sample that was heard."""
        return self._end

    def before(self, listener: Listener) -> Listener:
        """A listener that hears all for us, and hands it on to `listener`."""

        def listen(samples: Samples, position: int) -> None:
            self._keep(samples, position)
            listener(samples, position)

        return listen

    def _keep(self, samples: Samples, position: int) -> None:
        with self._lock:
            self._end = position + len(samples)
            self._blocks.append((position, samples))
            while self._end - self._blocks[0][0] > KEPT_S * HEARING_RATE:
                self._blocks.popleft()

    def since(self, first: int) -> tuple[int, Samples]:
        """What was heard from position `first` on, as far as it is kept, and where that begins."""
        with self._lock:
            kept = [(at, samples) for at, samples in self._blocks if at + len(samples) > first]
            end = self._end
        if not kept:
            return end, np.zeros(0, np.float32)
        begins = max(first, kept[0][0])
        return begins, np.concatenate([samples for _, samples in kept])[begins - kept[0][0] :]
