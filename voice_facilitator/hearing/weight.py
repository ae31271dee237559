"""How heavy a child process has become: one that leaks is to be replaced before it is missed."""

import os
import time
from pathlib import Path

GROWTH_BYTES = 300_000_000
"""Beyond what a child has when it has loaded; an engine at work takes up to 100 MB more."""
LOOK_EVERY_S = 10.0


class Weight:
    """How much memory a child holds, compared with what it held when it began."""

    def __init__(self) -> None:
        self._pid = 0
        self._first = 0
        self._next_at = 0.0

    def has_grown(self, pid: int) -> bool:
        """Whether it has by `GROWTH_BYTES`; looks now and then only, and on Linux only."""
        now = time.monotonic()
        if now < self._next_at:
            return False
        self._next_at = now + LOOK_EVERY_S
        resident = _resident_bytes(pid)
        if pid != self._pid:
            self._pid, self._first = pid, resident
        return resident > self._first + GROWTH_BYTES


def _resident_bytes(pid: int) -> int:
    """The process's memory; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
