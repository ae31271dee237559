"""Sees that only one session runs: two would talk over each other.

The seat is a lock that the system gives back when its holder dies, however that
goes; so none is ever stale. The holder's process number lies beside it.
"""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import filelock

from voice_facilitator.errors import BusyError

log = logging.getLogger(__name__)


@contextlib.contextmanager
def taken(folder: Path) -> Iterator[None]:
    """Hold the only seat, in `folder`, for as long as this lasts.

    Where the folder cannot be used, nothing is held. Raises BusyError, with the
    holder's process number, when another session runs.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / "session.lock", timeout=0)
        lock.acquire()
        (folder / "session.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    except filelock.Timeout:
        raise BusyError(
            f"A session is running already (process {_holder(folder)}); go on there, with "
            "“voice-facilitator say” from here, or end it first."
        ) from None
    except OSError as error:
        log.warning("Cannot see whether another session runs, in %s: %s", folder, error.strerror)
        yield
        return
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / "session.pid").unlink()
        lock.release()


def _holder(folder: Path) -> str:
    try:
        number = (folder / "session.pid").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        number = ""
    return number if number.isdigit() else "unknown"
