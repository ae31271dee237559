#!/usr/bin/env python3
"""Measure what a live session costs while it waits: processor time and memory.

Needs no sound card: it starts a PulseAudio of its own with null devices and a
real session beside it, and reads the kernel's own accounting of the session's
processes. Memory is PSS: shared pages count once, shared out.

    scripts/measure_cost.py --seconds 60 --language fr
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import Pulse

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@click.command(help=__doc__)
@click.option("--seconds", default=60.0, show_default=True, help="How long to measure.")
@click.option("--language", default="en", show_default=True)
@click.option("--engine", default="moonshine", show_default=True)
def main(seconds: float, language: str, engine: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pulse = Pulse(Path(folder) / "pulse")
        pulse.start()
        session = _begin(pulse, folder, "--language", language, "--engine", engine)
        try:
            _wait_until_it_waits(session)
            _measure(session.pid, seconds)
        finally:
            session.kill()
            session.wait()
            pulse.stop()


def _begin(pulse: Pulse, folder: str, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "voice_facilitator", "run", "--cache-dir", folder, *options]
    return subprocess.Popen(
        [*command, "--protocol", str(Path(__file__).parents[1] / "tests/protocols/short.toml")],
        env={**os.environ, **pulse.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )


def _wait_until_it_waits(session: "subprocess.Popen[str]") -> None:
    assert session.stdout is not None
    said = [session.stdout.readline() for _ in range(3)]
    if not said[-1]:
        sys.exit(f"The session ended early: {said}")
    time.sleep(10)


def _measure(root: int, seconds: float) -> None:
    family = _family(root)
    before = {pid: _cpu_s(pid) for pid in family}
    time.sleep(seconds)
    print(f"{'process':32} {'CPU, % of one core':>18} {'PSS, MB':>8}")
    sums = [0.0, 0.0]
    for pid, name in family.items():
        cpu, pss = 100 * (_cpu_s(pid) - before[pid]) / seconds, _pss_mb(pid)
        sums = [sums[0] + cpu, sums[1] + pss]
        print(f"{name:32} {cpu:18.1f} {pss:8.0f}")
    print(f"{'all':32} {sums[0]:18.1f} {sums[1]:8.0f}")
    print(f"waiting for {seconds:g} s on {platform.processor() or platform.machine()}, ", end="")
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {_cpu_model()}")


def _family(root: int) -> dict[int, str]:
    """The process `root` and all its descendants, with their names."""
    found = {root: "session"}
    for path in Path("/proc").glob("[0-9]*"):
        pid = int(path.name)
        parents = _parents(pid)
        if root in parents:
            words = (path / "cmdline").read_bytes().decode().split("\0")
            found[pid] = next((w for w in words if w.startswith("voice_facilitator")), words[0])
    return found


def _parents(pid: int) -> list[int]:
    parents = []
    while pid > 1:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            break
        pid = int(stat.rsplit(")", 1)[1].split()[1])
        parents.append(pid)
    return parents


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


if __name__ == "__main__":
    main()
