"""What the figures were measured on, as Linux tells."""

import platform
from pathlib import Path


def name() -> str:
    """The processors and the Python, in a few words."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ] or [platform.processor()]
    return f"{len(names)} x {names[0]}, Python {platform.python_version()}"


def peak_mb() -> float:
    """The most memory (resident) that this process has held, in MB.

    `getrusage` would count what its parent held when it was started.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
