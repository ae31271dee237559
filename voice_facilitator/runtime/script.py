"""A script of a rehearsal: who says what when, as lines of `SECONDS COMMAND`."""

import math
from dataclasses import dataclass
from pathlib import Path

from voice_facilitator.commands import Command
from voice_facilitator.errors import DataFileError


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a script: somebody says `command` at `at` seconds."""

    at: float
    command: Command


def read_script(path: Path) -> tuple[Cue, ...]:
    """The cues of a file with lines of `SECONDS COMMAND`, in order of time.

    Raises DataFileError that names the file, the line and the remedy.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise DataFileError(f"Cannot read the script {path}; give a text file.") from None
    cues = [
        _cue(line, f"{path}, line {number}")
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    return tuple(sorted(cues, key=lambda cue: cue.at))


def _cue(line: str, where: str) -> Cue:
    seconds, _, command = line.strip().partition(" ")
    try:
        at, what = float(seconds), Command(command.strip().replace("-", "_"))
        if not (math.isfinite(at) and at >= 0):
            raise ValueError
    except ValueError:
        raise DataFileError(
            f"{where}: “{line.strip()}” is not SECONDS COMMAND, such as “65 next”; "
            f"commands are {', '.join(Command)}."
        ) from None
    return Cue(at, what)
