"""What the figures were measured on."""

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
