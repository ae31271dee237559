"""What we measure on: a sound server of our own, an echo, and cores that are busy or not."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pulse import Pulse

_ECHO = ("module-loopback", "source=speaker.monitor", "sink=mouth", "latency_msec=40")


@contextmanager
def server() -> Iterator[Pulse]:
    """A PulseAudio of our own, which this process plays to."""
    with tempfile.TemporaryDirectory() as folder:
        pulse = Pulse(Path(folder) / "pulse")
        os.environ.update(pulse.environment)
        pulse.start()
        try:
            yield pulse
        finally:
            pulse.stop()


def echo(pulse: Pulse, louder_db: float) -> None:
    """Let the microphone hear the loudspeaker, so much louder than what we play."""
    pulse.control("load-module", *_ECHO)
    playing = pulse.control("list", "short", "sink-inputs").splitlines()[-1].split()[0]
    pulse.control("set-sink-input-volume", playing, f"{louder_db:g}dB")


@contextmanager
def busy_cores() -> Iterator[None]:
    """As many busy processes as there are cores."""
    spin = [sys.executable, "-c", "while True: pass"]
    spinning = [subprocess.Popen(spin) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


@contextmanager
def idle_cores() -> Iterator[None]:
    """Nothing."""
    yield
