"""What a microphone gives, kept for somebody who takes it when he has time.

The microphone calls from a thread of its own; whoever listens wants block after
block, and to be told when none comes any more.
"""

import queue
from collections.abc import Iterator

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

SILENT_S = 3.0
"""A microphone that gives no block for so long is gone."""
_QUEUED_BLOCKS = 1000
"""Ten seconds: who is that far behind goes on with what is new."""


class Inflow:
    """Blocks on their way; itself the listener that a stream is given."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[Samples] = queue.Queue(_QUEUED_BLOCKS)

    def __call__(self, block: Samples, _position: int) -> None:
        """Take a block (mono, 16 kHz)."""
        if self._blocks.full():
            self.forget()
        self._blocks.put(block)

    def forget(self) -> None:
        """Drop what waits to be taken."""
        while not self._blocks.empty():
            self._blocks.get()

    def take(self, seconds: float) -> Iterator[Samples]:
        """Blocks for `seconds` of sound, as they come. Raises DeviceError when none comes."""
        taken = 0
        while taken < seconds * HEARING_RATE:
            try:
                block = self._blocks.get(timeout=SILENT_S)
            except queue.Empty:
                raise DeviceError("The microphone gives nothing; plug it in anew.") from None
            taken += len(block)
            yield block
