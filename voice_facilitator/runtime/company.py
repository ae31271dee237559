"""The room, by the sound card, to talk with one person: say something, then listen.

While we speak nothing is listened to, so that we never learn from our own voice.
"""

import queue
import time
from collections.abc import Callable, Iterator

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream, Wishes
from voice_facilitator.sound.wavefile import HEARING_RATE
from voice_facilitator.speech.speaker import Speech

PATIENCE_S = 8.0
"""Seconds that somebody has to begin, and to end."""
_ECHO_S = 0.3
"""Our voice goes on in the room for a moment."""
_SILENT_S = 3.0
"""A microphone that gives no block for so long is gone."""


class Room:
    """The loudspeaker and the microphone; open from the beginning."""

    def __init__(
        self, voice: Speech, volume: float, wishes: Wishes, show: Callable[[str], None]
    ) -> None:
        """`volume` is a factor; `show` prints what we say.

        Raises DeviceError when there is no speaker or no microphone.
        """
        self._voice = voice
        self._volume = volume
        self._show = show
        self._blocks: queue.SimpleQueue[Samples] = queue.SimpleQueue()
        self._mixer = Mixer()
        self._stream = Stream(self._mixer, lambda block, _: self._blocks.put(block), wishes)
        self._stream.start()
        if not self._stream.has_microphone:
            self._stream.stop()
            raise DeviceError("There is no microphone to be taught by; plug one in.")

    def say(self, text: str) -> None:
        """Say and print `text`; return when it has been heard. Raises SpeechError."""
        spoken = self._voice.speak(text)
        self._show(text)
        self._mixer.play(spoken.samples, gain=self._volume)
        time.sleep(spoken.seconds + self._stream.latency_s + _ECHO_S)

    def hear(self) -> Iterator[Samples]:
        """What the microphone hears from now on, 16 kHz, for `PATIENCE_S`. Raises DeviceError."""
        while not self._blocks.empty():
            self._blocks.get()
        heard = 0
        while heard < PATIENCE_S * HEARING_RATE:
            try:
                block = self._blocks.get(timeout=_SILENT_S)
            except queue.Empty:
                raise DeviceError("The microphone gives nothing; plug it in anew.") from None
            heard += len(block)
            yield block

    def close(self) -> None:
        """Let the sound card go."""
        self._stream.stop()
