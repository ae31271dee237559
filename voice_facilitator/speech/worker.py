"""The child process that owns pyttsx3 and espeak-ng.

It answers each of these messages with one:

- `{"ask": "version"}` -> `{"version": ...}`
- `{"ask": "voices"}` -> `{"voices": [[id, name, language], ...]}`
- `{"ask": "clip", "text", "voice", "rate"}` -> `{"rate": Hz}` and the samples,
  16-bit little-endian mono

or with `{"error": "no engine" | "unknown voice"}`. What else goes wrong here ends
the process, and the parent starts another.

espeak-ng works in a thread of its own: a property set while it is still at work
is dropped, and a file can come out empty. So we wait until it is idle before and
after each step, and say one thing at a time. Volume is left at espeak-ng's own:
our speaker levels what it makes.
"""

import contextlib
import functools
import io
import time
import wave
from collections.abc import Iterator
from typing import Any

import pyttsx3

from voice_facilitator.child import Message, serve
from voice_facilitator.speech.espeak_library import NoEspeak, import_driver


class UnknownVoice(Exception):
    """espeak-ng has no such voice."""


class Espeak:
    """espeak-ng by way of pyttsx3. Raises NoEspeak when there is none."""

    def __init__(self) -> None:
        self._library = import_driver()
        self._engine: Any = pyttsx3.init("espeak")
        # A new engine counts as busy: it would set no property before it speaks.
        self._engine.proxy.setBusy(False)
        self._voices: dict[str, Any] = {v.id: v for v in self._engine.getProperty("voices")}

    def version(self) -> str:
        """espeak-ng's version, such as `1.51`."""
        return str(self._library.Info(None).decode())

    def voices(self) -> list[tuple[str, str, str]]:
        """Id, name and language tag of each voice."""
        return [(v.id, v.name, (v.languages or [""])[0]) for v in self._voices.values()]

    def clip(self, text: str, voice: str, rate: int) -> tuple[int, bytes]:
        """Speak `text`: the rate in Hz and the samples, 16-bit mono.

        `voice` is an id of `voices`, with a variant of espeak-ng's if wished
        (`gmw/en-us+f3`); `rate` counts words a minute. Raises UnknownVoice.
        """
        self._choose(voice, rate)
        file = io.BytesIO()
        self._engine.save_to_file(text, file)
        self._engine.runAndWait()
        self._wait_until_idle()
        file.seek(0)
        with wave.open(file) as reader:
            return reader.getframerate(), reader.readframes(reader.getnframes())

    def _choose(self, voice: str, rate: int) -> None:
        if voice.partition("+")[0] not in self._voices:
            raise UnknownVoice
        self._wait_until_idle()
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", rate)
        self._wait_until_idle()
        if self._engine.getProperty("voice") != voice.lower():
            raise UnknownVoice

    def _wait_until_idle(self) -> None:
        while self._library.IsPlaying():
            time.sleep(0.001)


def handle(message: Message) -> Iterator[Message]:
    """Answer one message of the parent's."""
    with contextlib.redirect_stdout(io.StringIO()):  # pyttsx3 prints "Audio saved to ..."
        try:
            yield _answer(_espeak(), message.head)
        except NoEspeak:
            yield Message({"error": "no engine"})
        except UnknownVoice:
            yield Message({"error": "unknown voice"})


@functools.cache
def _espeak() -> Espeak:
    return Espeak()


def _answer(espeak: Espeak, question: dict[str, Any]) -> Message:
    match question:
        case {"ask": "version"}:
            return Message({"version": espeak.version()})
        case {"ask": "voices"}:
            return Message({"voices": espeak.voices()})
        case {"ask": "clip", "text": text, "voice": voice, "rate": rate}:
            rate_hz, samples = espeak.clip(text, voice, rate)
            return Message({"rate": rate_hz}, samples)
    raise ValueError(f"cannot answer {question}")


if __name__ == "__main__":
    serve(handle)
