"""The child process that listens.

It takes these messages:

- `{"do": "start", "language", "context", "engine", "model", "examples",
  "wake_word"}`, first of
  all, answered by `{"ready": sentence}` or `{"failed": sentence}`
- `{"do": "feed"}` and samples, 16 kHz mono, 32-bit floats: answered by
  `{"heard": utterance}` for each that is complete, and every half second of
  sound by `{"position_s": ...}`, which shows that we are alive
- `{"do": "listen", "context"}`, `{"do": "mask", "text", "start_s", "end_s"}`,
  `{"do": "unmask", "from_s"}`: no answer

Recognisers are C libraries that can crash or hang: in here it costs a restart.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from voice_facilitator.child import Message, serve
from voice_facilitator.commands import Context
from voice_facilitator.errors import FacilitatorError, HearingError
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.insistence import added
from voice_facilitator.hearing.wake_word import WakeWord, wish
from voice_facilitator.library import load_language

REFRACTORY_S = 0.5
"""What begins this soon after a command is its echo, or a second opinion of it."""
ALIVE_EVERY_S = 0.5
"""Seconds of sound between two signs of life."""


class Worker:
    """Answers the messages above."""

    def __init__(self) -> None:
        self._ear: Ear | None = None
        self._told_s = 0.0

    def handle(self, message: Message) -> Iterator[Message]:
        """The answers to `message`."""
        match message.head:
            case {"do": "start", **options}:
                yield self._start(options)
            case {"do": "feed"} if self._ear is not None:
                yield from self._feed(self._ear, message.payload)
            case {"do": "listen", "context": context} if self._ear is not None:
                self._ear.listen(Context(context))
            case {"do": "mask", "text": text, "start_s": start_s, "end_s": end_s} if self._ear:
                self._ear.mask(text, start_s, end_s)
            case {"do": "unmask", "from_s": from_s} if self._ear:
                self._ear.unmask(from_s)

    def _start(self, options: dict[str, Any]) -> Message:
        try:
            language = load_language(str(options["language"]))
            model = options["model"]
            examples = [Path(file) for file in options["examples"]]
            choice = choose(
                language, str(options["engine"]), Path(model) if model else None, examples
            )
            engine = choice.load()
            context = Context(str(options["context"]))
            word, told = _wake_word(str(options["wake_word"]))
            twice, asking = added(engine.name), decision.load()[engine.name].asking
            self._ear = Ear(language, engine, context, REFRACTORY_S, twice, asking, wake_word=word)
        except FacilitatorError as error:
            return Message({"failed": str(error)})
        return Message({"ready": f"{choice.sentence} {told}".strip()})

    def _feed(self, ear: Ear, payload: bytes) -> Iterator[Message]:
        for utterance in ear.feed(np.frombuffer(payload, np.float32)):
            yield Message({"heard": msgspec.to_builtins(utterance)})
        if ear.position_s >= self._told_s + ALIVE_EVERY_S:
            self._told_s = ear.position_s
            yield Message({"position_s": self._told_s})


def _wake_word(wanted: str) -> tuple[WakeWord | None, str]:
    """What was wished for, and a sentence about it: where it cannot be had we do without.

    Raises HearingError when we would hear nothing without it, or there is no such word.
    """
    wished = wish(wanted)
    if wished is None:
        return None, ""
    try:
        word = WakeWord(wished)
    except HearingError as error:
        if wished.required:
            raise
        return None, str(error)
    when = "before every command" if word.required else "first where it is loud"
    return word, f"Say “{word.words}” {when}. {wished.terms}".rstrip()


if __name__ == "__main__":
    serve(Worker().handle)
