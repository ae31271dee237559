"""All that is spoken, also as text: for those who read, on a screen or in braille."""

from collections.abc import Mapping
from typing import TextIO

from voice_facilitator.runtime.performance import (
    CommandTaken,
    EarconPlayed,
    Performed,
    Rang,
    Said,
)


class Captions:
    """An audience that prints a line for everything that is said, rung or obeyed."""

    def __init__(self, out: TextIO, began_at: float, signs: Mapping[str, str]) -> None:
        """Times are told from `began_at`; `signs` words the sounds, by chime's or earcon's name."""
        self._out = out
        self._began_at = began_at
        self._signs = signs

    def notice(self, performed: Performed) -> None:
        """Print what was performed, if it is for eyes."""
        match performed:
            case Said(at=at, text=text):
                self._print(at, text)
            case Rang(at=at, name=name):
                self._print(at, f"[{self._signs.get(name, name)}]")
            case EarconPlayed(at=at, name=name) if name in self._signs:
                self._print(at, f"[{self._signs[name]}]")
            case CommandTaken(at=at, command=command):
                self._print(at, f"> {command.replace('_', ' ')}")

    def _print(self, at: float, text: str) -> None:
        minutes, seconds = divmod(max(0, int(at - self._began_at)), 60)
        print(f"{minutes:02}:{seconds:02}  {text}", file=self._out, flush=True)
