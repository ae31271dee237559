"""The room, by the sound card, to talk with people: say something, then listen.

While we speak nothing is listened to, so that we never take our own voice for
somebody's.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound.inflow import Inflow
from voice_facilitator.sound.intake import Intake
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.monitor_watch import Hearing, MonitorWatch
from voice_facilitator.sound.stream import Stream, Wishes
from voice_facilitator.speech.speaker import Speech

PATIENCE_S = 8.0
"""Seconds that somebody has to begin, and to end."""
_ECHO_S = 0.5
"""Our voice goes on in the room for a moment, and in what the microphone holds back."""


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
        self._inflow = Inflow()
        self._mixer = Mixer()
        self._stream = Stream(self._mixer, self._inflow, wishes)
        self._stream.start()
        if not self._stream.has_microphone:
            self._stream.stop()
            raise DeviceError(str(self._stream.microphone_problem))
        self._watch = contextlib.ExitStack()
        self._watch.enter_context(MonitorWatch(self._stream))

    def say(self, text: str) -> None:
        """Say and print `text`; return when it has been heard. Raises SpeechError."""
        spoken = self._voice.speak(text)
        self._show(text)
        self._mixer.play(spoken.samples, gain=self._volume)
        time.sleep(spoken.seconds + self._stream.latency_s + _ECHO_S)
        self._inflow.forget()

    def hear(self, seconds: float = PATIENCE_S) -> Iterator[Samples]:
        """What the microphone hears from now on (16 kHz), but not while we speak.

        Ends after `seconds` of it. Raises DeviceError when the microphone is lost.
        """
        self._inflow.forget()
        return _heard(self._inflow.take(seconds), self._stream)

    def close(self) -> None:
        """Let the sound card go."""
        self._watch.close()
        self._stream.stop()


class Gallery:
    """Where people are heard and nothing is said: the microphone alone, open from the beginning."""

    def __init__(self, wishes: Wishes) -> None:
        """Raises DeviceError when there is no microphone."""
        self._inflow = Inflow()
        self._intake = Intake(self._inflow, wishes)
        self._watch = contextlib.ExitStack()
        self._watch.enter_context(MonitorWatch(self._intake))

    def hear(self, seconds: float) -> Iterator[Samples]:
        """What the microphone hears from now on (16 kHz), for `seconds`.

        Raises DeviceError when the microphone is lost.
        """
        self._inflow.forget()
        return _heard(self._inflow.take(seconds), self._intake)

    def close(self) -> None:
        """Let the microphone go."""
        self._watch.close()
        self._intake.close()


def _heard(blocks: Iterable[Samples], hearing: Hearing) -> Iterator[Samples]:
    for block in blocks:
        if hearing.deaf:
            raise DeviceError("The microphone is gone; plug it in anew.")
        yield block
