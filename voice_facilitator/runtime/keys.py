"""Typed commands: the second key to every door.

A line is a command's name, one of its wordings in the session's language, or a
letter. Lines, not single keys: they work over pipes, with screen readers and on
braille displays.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TextIO

from voice_facilitator.commands import Command
from voice_facilitator.language import Language

log = logging.getLogger(__name__)

LETTERS: Mapping[str, Command] = MappingProxyType(
    {
        "n": Command.NEXT,
        "b": Command.BACK,
        "p": Command.PAUSE,
        "r": Command.RESUME,
        "a": Command.REPEAT,
        "t": Command.TIME,
        "m": Command.MORE_TIME,
        "h": Command.HELP,
        "?": Command.HELP,
        "q": Command.STOP,
        "y": Command.YES,
        "o": Command.YES,
        "+": Command.LOUDER,
        "-": Command.QUIETER,
        "s": Command.START,
        "i": Command.STATUS,
    }
)
"""The same in every language; `o` is for oui, `a` for again, `i` for information."""


def read_command(line: str, language: Language) -> Command | None:
    """The command that a typed line means, or None."""
    typed = " ".join(line.lower().replace("_", " ").split())
    words: dict[str, Command] = {str(command).replace("_", " "): command for command in Command}
    for wordings in (language.phrases, language.answers):
        words |= {phrase: command for command, phrases in wordings.items() for phrase in phrases}
    return LETTERS.get(typed) or words.get(typed)


def hint() -> str:
    """What can be typed, as the end of a sentence."""
    letters: dict[Command, list[str]] = {}
    for letter, command in LETTERS.items():
        letters.setdefault(command, []).append(letter)
    ways = [
        f"{' or '.join(each)} for {command.replace('_', ' ')}" for command, each in letters.items()
    ]
    return f"type a command, or a letter ({', '.join(ways)}), and Enter"


class Keys:
    """Reads commands from a text stream in a thread of its own."""

    def __init__(
        self,
        stream: TextIO,
        language: Language,
        heard: Callable[[Command], None],
        ended: Callable[[], None],
    ) -> None:
        """`heard` gets each command, `ended` is called when the stream is at its end."""
        self._stream = stream
        self._language = language
        self._heard = heard
        self._ended = ended

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, name="keys", daemon=True).start()

    def _read(self) -> None:
        for line in self._stream:
            command = read_command(line, self._language)
            if command is not None:
                self._heard(command)
            elif line.strip():
                log.warning("“%s” is no command: %s.", line.strip(), hint())
        self._ended()
