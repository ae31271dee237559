"""A microphone alone, for who has nothing to say: no speaker need be there."""

import time
from typing import Any

import numpy as np

from voice_facilitator.sound.card import Card
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.devices import find
from voice_facilitator.sound.microphone import Listener, Microphone, to_mono
from voice_facilitator.sound.mixer import RATE, Samples
from voice_facilitator.sound.stream import Wishes
from voice_facilitator.sound.wavefile import HEARING_RATE


class Intake:
    """An open microphone and its listener, who is called from a thread of its own."""

    def __init__(self, listener: Listener, wishes: Wishes) -> None:
        """Open the microphone that is wished for and begin. Raises DeviceError."""
        device = find(wishes.input, "input")
        rates = (wishes.rate or RATE, device.rate)
        self.deaf = False
        """Whether what the microphone gives is not what it hears, and so is thrown away."""
        self._card = Card(device, "input", self._hear, rates, wishes.latency_of(device))
        clock = AudioClock(HEARING_RATE)
        self._microphone = Microphone(self._card.rate, listener, 0, clock)
        try:
            self._card.start()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let it go; harmless the second time."""
        self._card.close()
        self._microphone.close()

    def _hear(self, recorded: Samples, _frames: int, _stamps: Any, _flags: Any) -> None:
        sound = np.zeros_like(recorded) if self.deaf else recorded
        self._microphone.take(to_mono(sound), time.monotonic())
