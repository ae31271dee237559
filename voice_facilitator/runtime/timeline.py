"""What sounded when, as JSON lines: for tests, drawings and the curious.

Each line has `t`, seconds from the session's start, and `kind`: `phase`
(`phase`: its id), `say` (`text`, `seconds`), `bell` (`which`: `open` or
`close`), `earcon` (`name`), `command` (`command`), and last `end`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice_facilitator.errors import DataFileError
from voice_facilitator.runtime.performance import (
    CommandTaken,
    EarconPlayed,
    Performed,
    PhaseBegan,
    Rang,
    Said,
    SessionEnded,
    Stopped,
)

_RANKS = {"command": 0, "phase": 0, "end": 2}
"""At the same moment, a cause comes before what it causes, and the end is last."""


@dataclass
class Timeline:
    """An audience that writes everything down."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    """The lines so far, in the order in which they became known."""
    _speaking: dict[int, dict[str, Any]] = field(default_factory=dict)

    def notice(self, performed: Performed) -> None:
        """Write down what was performed."""
        match performed:
            case PhaseBegan(at, phase):
                self._add(at, "phase", phase=phase)
            case Said(at, sound, text, _, seconds):
                self._speaking[sound] = self._add(at, "say", text=text, seconds=_ms(seconds))
            case EarconPlayed(at, _, name, _):
                self._add(at, "earcon", name=name)
            case Rang(at, _, name, _):
                self._add(at, "bell", which=name)
            case CommandTaken(at, command, _):
                self._add(at, "command", command=command)
            case Stopped(at, sound):
                self._cut_short(at, sound)
            case SessionEnded(at):
                self._add(at, "end")

    def ordered(self) -> list[dict[str, Any]]:
        """The lines in order of time."""
        return sorted(self.entries, key=lambda entry: (entry["t"], _RANKS.get(entry["kind"], 1)))

    def write(self, path: Path) -> None:
        """Write the lines in order of time.

        Raises DataFileError when the file cannot be written.
        """
        lines = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in self.ordered())
        try:
            path.write_text(lines, encoding="utf-8")
        except OSError as error:
            raise DataFileError(
                f"Cannot write the timeline {path}: {error.strerror}; name another file."
            ) from None

    def summary(self) -> str:
        """The session in a line: how long it was, and how much of that we spoke."""
        spoken_s = sum(entry["seconds"] for entry in self.entries if entry["kind"] == "say")
        return f"{_clock(self._end_s())}, of which {_clock(spoken_s)} spoken"

    def _end_s(self) -> float:
        return max((entry["t"] for entry in self.entries), default=0.0)

    def _add(self, at: float, kind: str, **more: object) -> dict[str, Any]:
        entry = {"t": _ms(at), "kind": kind, **more}
        self.entries.append(entry)
        return entry

    def _cut_short(self, at: float, sound: int) -> None:
        said = self._speaking.pop(sound, None)
        if said is not None:
            said["seconds"] = min(said["seconds"], _ms(at - said["t"]))


def _ms(seconds: float) -> float:
    return round(seconds, 3)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02} min"
