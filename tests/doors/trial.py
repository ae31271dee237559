"""Lets one input in at a door, and judges what came of it.

What may come of it is a result, or one of our errors in one sentence; within ten
seconds; and nothing is written outside the folders that are ours. All else is a
`Defect`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from tests.doors.door import Door
from voice_facilitator.errors import FacilitatorError

HANG_S = 10.0
_CHECKOUT = Path(__file__).parents[2]
_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_DATA_HOME": "home/data",
    "XDG_STATE_HOME": "home/state",
    "XDG_RUNTIME_DIR": "room/run",
    "TMPDIR": "tmp",
}


class Defect(Exception):
    """Something came of an input that must not."""


@dataclass(frozen=True)
class Outcome:
    """What came of an input."""

    refused: str | None
    """Our error, None where there was a result."""
    seconds: float


def within(door: Door, content: bytes) -> Outcome:
    """Let `content` in within this process, of which this must be the main thread."""
    with _house() as house, _patience():
        began = time.monotonic()
        before = _elsewhere(house)
        refused = None
        try:
            door.enter(content, house / "room")
        except FacilitatorError as error:
            refused = str(error)
        except Defect:
            raise
        except Exception as error:
            raise Defect(f"raised {type(error).__name__}: {error}") from error
        _judge(refused, _elsewhere(house) - before)
        return Outcome(refused, time.monotonic() - began)


def commanded(door: Door, content: bytes) -> Outcome:
    """Let `content` in by a whole command, in a home and a working folder of its own."""
    with _house() as house, door.command(content, house / "room") as arguments:
        before = _elsewhere(house)
        began = time.monotonic()
        code, errors = _run(arguments, house)
        if code not in (0, 2) or "Traceback" in errors or "Something broke in us" in errors:
            raise Defect(f"{' '.join(arguments[:2])} exits with {code}: {errors[-2000:]}")
        refused = errors[errors.find("Error: ") :].strip() if code else None
        _judge(refused, _elsewhere(house) - before)
        return Outcome(refused, time.monotonic() - began)


def _run(arguments: list[str], house: Path) -> tuple[int, str]:
    places = {name: str(house / folder) for name, folder in _FOLDERS.items()}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "voice_facilitator", *arguments],
            cwd=house / "work",
            env={**_bare_environment(), **places},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=HANG_S,
        )
    except subprocess.TimeoutExpired:
        raise Defect(f"{' '.join(arguments[:2])} hangs") from None
    return done.returncode, done.stderr.decode(errors="replace")


def _bare_environment() -> dict[str, str]:
    here = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**here, "PYTHONPATH": str(_CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"}


def _judge(refused: str | None, strays: set[Path]) -> None:
    if refused is not None and (not refused or "\n" in refused):
        raise Defect(f"an error that is not one sentence: {refused!r}")
    if strays:
        raise Defect(f"wrote outside our folders: {sorted(map(str, strays))}")


@contextmanager
def _house() -> Iterator[Path]:
    """An empty house with a room for the input; nothing may appear in it but there."""
    with TemporaryDirectory(prefix="door-") as folder:
        house = Path(folder)
        for name in ("room", "home", "work", "tmp"):
            (house / name).mkdir()
        (house / "room" / "run").mkdir(mode=0o700)  # another mode is not taken for the user's own
        yield house


def _elsewhere(house: Path) -> set[Path]:
    """What there is around the room, but for the folders that bear our name."""
    there = {path for path in house.rglob("*") if not _is_ours(path.relative_to(house))}
    return there | set(Path("/").iterdir()) | set(Path.cwd().iterdir())


def _is_ours(path: Path) -> bool:
    named = path.parts[0] == "home" and (
        len(path.parts) < 3 or path.parts[2] == "voice-facilitator"
    )
    return path.parts[0] == "room" or named


@contextmanager
def _patience() -> Iterator[None]:
    """Raise Defect when this lasts too long."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise Defect(f"hangs for more than {HANG_S:g} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, HANG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
