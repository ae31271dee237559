"""espeak-ng by way of pyttsx3, from the parent's side: nothing that happens there stops us.

A child process does the work (see `worker`). What it does not deliver in time, or
delivers too short, is asked for again, from another child where need be.

All talk with the child goes through one thread: on Linux a child dies with the
thread that started it, so that thread must live as long as the voice.
"""

import contextlib
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from voice_facilitator.child import Child, ChildError, Message
from voice_facilitator.errors import SpeechError
from voice_facilitator.speech.synthesiser import Clip

log = logging.getLogger(__name__)

WORKER = "voice_facilitator.speech.worker"
TIME_LIMIT_S = 5.0
"""A sentence takes 10 ms here and starting 0.2 s: this is for one 25 times slower."""
ATTEMPTS = 3
_SHORTEST_LETTER_S = 0.015
"""A letter at 160 words a minute takes 60 to 120 ms: a quarter of that is a file cut short."""

_NO_ENGINE = (
    "There is no speech engine: install espeak-ng (Debian: sudo apt-get install espeak-ng; "
    "macOS: brew install espeak-ng), or pip install 'voice-facilitator[espeak]'."
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be chosen."""

    id: str
    """What `--voice` takes, such as `roa/fr`."""
    name: str
    """Its name in English."""
    language: str
    """Its language tag, such as `fr-fr`."""


class Pyttsx3Voice:
    """A Synthesiser: one espeak-ng voice at one rate.

    `voice` is the id of a voice, with one of espeak-ng's variants if wished
    (`gmw/en-us+f3`); `rate` counts words a minute. Nothing starts before the
    first question. All methods raise SpeechError.
    """

    def __init__(
        self,
        voice: str,
        rate: int,
        *,
        worker: str = WORKER,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        self._voice = voice
        self._rate = rate
        self._worker = worker
        self._time_limit_s = time_limit_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="speech")
        self._child: Child | None = None
        self._version = ""

    @property
    def name(self) -> str:
        """The engine, the voice and the rate."""
        return f"pyttsx3 espeak-ng {self._voice} {self._rate}"

    @property
    def version(self) -> str:
        """espeak-ng's version, such as `1.51`."""
        if not self._version:
            self._version = str(self._ask({"ask": "version"}).head["version"])
        return self._version

    @property
    def pid(self) -> int | None:
        """The process number of the child that works for us, if one has been started."""
        return self._child.pid if self._child else None

    def voices(self) -> tuple[Voice, ...]:
        """All the voices there are."""
        return tuple(Voice(*voice) for voice in self._ask({"ask": "voices"}).head["voices"])

    def synthesise(self, text: str) -> Clip:
        """Speak `text`, a sentence or so."""
        answer = self._ask({"ask": "clip", "text": text, "voice": self._voice, "rate": self._rate})
        pcm = np.frombuffer(answer.payload, "<i2")
        return Clip(pcm.astype(np.float32) / np.float32(32768), answer.head["rate"])

    def close(self) -> None:
        """End the child; the next question would start another."""
        self._thread.submit(self._lose_child).result()

    def _ask(self, question: dict[str, Any]) -> Message:
        return self._thread.submit(self._insist, question).result()

    def _insist(self, question: dict[str, Any]) -> Message:
        """Ask until there is an answer to use, `ATTEMPTS` times at most."""
        reason = ""
        for _ in range(ATTEMPTS):
            try:
                answer = self._ask_once(question)
            except ChildError as error:
                reason = str(error)
                self._lose_child()
            else:
                self._refuse(answer)
                if _is_complete(answer, question):
                    return answer
                reason = "made no sound"
            log.warning("The speech engine failed (%s).", reason)
        raise SpeechError(
            f"The speech engine failed {ATTEMPTS} times ({reason}); "
            f"see whether “espeak-ng -v {self._voice.rpartition('/')[2]} hello” speaks."
        )

    def _ask_once(self, question: dict[str, Any]) -> Message:
        if self._child is None:
            self._child = Child(self._worker)
        self._child.send(Message(question))
        return self._child.receive(self._time_limit_s)

    def _lose_child(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _refuse(self, answer: Message) -> None:
        match answer.head.get("error"):
            case "no engine":
                self._lose_child()
                raise SpeechError(_NO_ENGINE)
            case "unknown voice":
                raise SpeechError(
                    f"There is no voice “{self._voice}”; "
                    "“voice-facilitator voices” lists those there are."
                )


def voices() -> tuple[Voice, ...]:
    """All the voices there are. Raises SpeechError when there is no engine."""
    with contextlib.closing(Pyttsx3Voice("", 160)) as voice:
        return voice.voices()


def _is_complete(answer: Message, question: dict[str, Any]) -> bool:
    """Whether a clip is long enough for its text; other answers are complete."""
    if question["ask"] != "clip":
        return True
    letters = sum(map(str.isalpha, str(question["text"])))
    shortest_s = max(1, letters) * _SHORTEST_LETTER_S * 160 / int(question["rate"])
    rate_hz: int = answer.head["rate"]
    return len(answer.payload) / 2 >= shortest_s * rate_hz
