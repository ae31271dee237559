#!/usr/bin/env python3
"""Measure what a live session costs: processor time and memory.

While it waits: it starts a PulseAudio of its own with null devices and a real
session beside it, and reads the kernel's own accounting of the session's
processes. With --talk only what hearing costs while people talk without a pause:
the hearing child alone is fed the talk of a corpus, faster than it was spoken.
Memory is PSS: shared pages count once, shared out. RSS is what it would be if
nobody shared.

    scripts/measure_cost.py --seconds 60 --language fr
    scripts/measure_cost.py --seconds 600 --language fr --talk CORPUS
"""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
from measuring.corpus import load

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import Pulse
from voice_facilitator.commands import Context
from voice_facilitator.hearing.remote import RATE, Listening, Remote
from voice_facilitator.hearing.utterance import Utterance

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@click.command(help=__doc__)
@click.option("--seconds", default=60.0, show_default=True, help="How long to measure.")
@click.option("--language", default="en", show_default=True)
@click.option("--engine", default="moonshine", show_default=True)
@click.option("--talk", metavar="CORPUS", type=click.Path(path_type=Path, exists=True))
def main(seconds: float, language: str, engine: str, talk: Path | None) -> None:
    if talk is not None:
        _measure_hearing(talk, Listening(language, engine), seconds)
    else:
        _measure_waiting(seconds, language, engine)
    print(_machine())


def _measure_waiting(seconds: float, language: str, engine: str) -> None:
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
        cpu, pss = 100 * (_cpu_s(pid) - before[pid]) / seconds, _mb(pid, "Pss")
        sums = [sums[0] + cpu, sums[1] + pss]
        print(f"{name:32} {cpu:18.1f} {pss:8.0f}")
    print(f"{'all':32} {sums[0]:18.1f} {sums[1]:8.0f}")
    print(f"waiting for {seconds:g} s")


_BLOCK = RATE // 10
_AHEAD_S = 4.0
"""The child's queue holds more."""
_FIRST_LOOK_S = 60.0


def _measure_hearing(folder: Path, listening: Listening, seconds: float) -> None:
    heard: list[Utterance] = []
    hearing = Remote(listening, Context.CONVERSATION, heard.append, print, sys.exit)
    print(hearing.start())
    assert hearing.pid is not None
    pid, before_s, look_s = hearing.pid, _cpu_s(hearing.pid), _FIRST_LOOK_S
    print(f"{'talk, s':>8} {'PSS, MB':>8} {'RSS, MB':>8} {'CPU, %':>7} {'scored':>7}")
    for block in _talk(folder, listening.language):
        hearing.feed(block)
        while hearing.behind_s > _AHEAD_S:
            time.sleep(0.01)
        if hearing.position_s >= min(look_s, seconds):
            if hearing.pid != pid:
                sys.exit("Hearing was started again; measure when the machine is less busy.")
            cpu_s = _cpu_s(pid) - before_s
            scored = sum(utterance.margin is not None for utterance in heard)
            print(
                f"{hearing.position_s:8.0f} {_mb(pid, 'Pss'):8.0f} {_mb(pid, 'Rss'):8.0f} "
                f"{100 * cpu_s / hearing.position_s:7.1f} {scored:7}"
            )
            look_s *= 2
        if hearing.position_s >= seconds:
            break
    hearing.close()
    print(f"A scored segment costs {1000 * cpu_s / max(scored, 1):.0f} ms, all the rest included.")


def _talk(folder: Path, language: str) -> Iterator[np.ndarray]:
    """Talk in which nobody speaks to us, over and over, in blocks."""
    recordings = load(folder).of("negative", language)
    if not recordings:
        sys.exit(f"There is no talk in “{language}” in {folder}.")
    while True:
        for recording in recordings:
            samples = recording.samples()
            yield from (samples[i : i + _BLOCK] for i in range(0, len(samples), _BLOCK))


def _machine() -> str:
    return (
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}, {_cpu_model()}"
    )


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


def _mb(pid: int, kind: str) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


if __name__ == "__main__":
    main()
