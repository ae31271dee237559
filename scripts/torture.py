#!/usr/bin/env python3
"""Do to sessions what tables, power strips and sound servers do, and see that none is lost.

Three kinds, each drawn by chance from the seed:

- `--faults`: sessions in virtual time, cut off, deafened, put to sleep, their disks full,
  their journals torn and the calendar's clock set (`tests/runtime/ordeal.py`).
- `--kills`: real sessions, killed at any moment and begun again from their journals, some with
  a torn clip among the speech that is kept. What came back is compared with the journal, and
  its time with what the session last told.
- `--devices`: real sessions on a real sound server, which dies or hangs, or loses its devices,
  while the session's children die or hang and garbage comes in at its door.

    scripts/torture.py --faults 100 --kills 200 --devices 20 --seed 1
"""

import logging
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import click

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.pulse import Pulse
from tests.runtime.group import Group
from tests.runtime.ordeal import Ordeal
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.runtime.caller import Caller
from voice_facilitator.runtime.control import socket_path
from voice_facilitator.runtime.journal import Record, journals, read
from voice_facilitator.runtime.status import Status
from voice_facilitator.session.events import CommandHeard, Restored, Started
from voice_facilitator.session.situation import Situation
from voice_facilitator.session.state import Mode

FAULTS_A_SESSION = 8
RIGHT_S = 1.0
"""How exactly the time that is left has to come back."""
TYPED = ["next", "pause", "resume", "time", "status", "more time", "back", "yes", "repeat", "stop"]


@click.command()
@click.option("--faults", default=0, help="Sessions in virtual time.")
@click.option("--kills", default=0, help="Times that a real session is killed.")
@click.option("--devices", default=0, help="Real sessions on a sound server.")
@click.option("--seed", default=1, show_default=True)
def main(faults: int, kills: int, devices: int, seed: int) -> None:
    """Torture sessions, and print what they survived; exits with 1 if they did not."""
    print(f"seed {seed}, {platform.machine()}, {os.cpu_count()} cores, Python ", end="")
    print(platform.python_version())
    logging.disable(logging.WARNING)
    broken = 0
    for kind, count in ((suffer, faults), (die, kills), (lose_devices, devices)):
        if count:
            broken += kind(count, seed)
    sys.exit(1 if broken else 0)


def suffer(count: int, seed: int) -> int:
    """Sessions in virtual time; how many of them broke a rule."""
    counts: Counter[str] = Counter()
    broken = 0
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            ordeal = Ordeal(Random(f"{seed} {number}"), Path(folder), FAULTS_A_SESSION)
            try:
                ordeal.run()
            except AssertionError as error:
                broken += 1
                print(f"session {number} of seed {seed}: {error}")
            counts.update(ordeal.counts)
    told = ", ".join(f"{n} x {what}" for what, n in sorted(counts.items()))
    print(f"virtual time: {count} sessions, {count - broken} came to their end by the rules")
    print(f"  {told}")
    return broken


class Victim:
    """One device without sound, whose session is killed again and again."""

    def __init__(self, random: Random, folder: Path, counts: Counter[str]) -> None:
        self._random = random
        self._folder = folder
        self._counts = counts
        self._group: Group | None = None
        self.worst_s = 0.0
        """The most by which the time left was wrong."""
        self.problems: list[str] = []
        (folder / "run").mkdir(mode=0o700)
        (folder / "speech").mkdir()
        self._caller = Caller(folder / "run" / "voice-facilitator")

    def live_and_die(self) -> None:
        """Begin a session or go on with it, do things in it, be killed, and compare."""
        before = self._record()
        if self._random.random() < 0.3:
            self._tear_speech()
        self._group = self._switch_on()
        dies_at = time.monotonic() + self._random.uniform(0.5, 9)
        told: tuple[float, Status] | None = None
        checked = False
        while time.monotonic() < dies_at and self._group.process.poll() is None:
            status = self._status()
            told = (time.monotonic(), status) if status else None
            if status and status.situation == Situation.RETURNED:
                if before is not None and not checked:
                    checked = True
                    self._compare_return(before, status)
                self._type("yes")
            elif status and self._random.random() < 0.4:
                self._type(self._random.choice(TYPED))
                told = None
            time.sleep(self._random.uniform(0.02, 0.4))
        self._group.close()
        self._compare_death(told, time.monotonic())

    def _switch_on(self) -> Group:
        options = ["--engine", "keys", "--language", "en", "--state-dir", str(self._folder)]
        return Group(
            None,
            self._folder / "speech",
            *(*options, "--output", str(self._folder / "out.wav")),
            stdin=subprocess.PIPE,
        )

    def _tear_speech(self) -> None:
        """Cut one of the clips that are kept, as a full disk does, or a power cut."""
        clips = sorted((self._folder / "speech").rglob("*.flac"))
        if clips:
            clip = self._random.choice(clips)
            os.truncate(clip, self._random.randrange(clip.stat().st_size))
            self._counts["began with a torn clip"] += 1

    def _type(self, command: str) -> None:
        assert self._group is not None
        with suppress(OSError):
            self._group.types(command)

    def _status(self) -> Status | None:
        try:
            return self._caller.status()
        except FacilitatorError:
            return None

    def _record(self) -> Record | None:
        paths = journals(self._folder / "sessions")
        return read(paths[0]) if paths else None

    def _compare_return(self, before: Record, status: Status) -> None:
        """The session that came back stands where the journal says it was."""
        place = before.fold().place
        left_s = place.length_s if place.in_silence else place.left_s
        self._counts["came back and were compared"] += 1
        if abs(status.left_s - left_s) > 1e-6:
            self.problems.append(f"{status.left_s} s left instead of {left_s}")

    def _compare_death(self, told: tuple[float, Status] | None, died_at: float) -> None:
        """The journal has all that was acted on, and the time to within a second."""
        record = self._record()
        assert self._group is not None
        if record is None:
            self._counts["killed before they began"] += 1
            return
        state = record.fold()
        self._counts[f"killed in {state.place.mode}"] += 1
        acted = sum("  > " in caption for caption in self._group.captions)
        events = [entry.event for entry in record.entries]
        lives = [n for n, event in enumerate(events) if isinstance(event, Started | Restored)]
        heard = events[lives[-1] :] if lives else []
        if acted > sum(isinstance(event, CommandHeard) for event in heard):
            self.problems.append(f"{acted} commands were acted on, not all are in {record.path}")
        if told is None or state.ended:
            return
        told_at, status = told
        if status.runs and state.place.mode is Mode.RUNNING and status.phase == state.phase.id:
            wrong_s = abs(state.place.left_s - status.left_s + died_at - told_at)
            self._counts["had their time compared"] += 1
            self.worst_s = max(self.worst_s, wrong_s)
            if wrong_s > RIGHT_S:
                self.problems.append(f"the time left is wrong by {wrong_s:.2f} s")


def die(count: int, seed: int) -> int:
    """Real sessions killed; how many of them came back wrong."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, environment(Path(name)):
        victim = Victim(Random(seed), Path(name), counts)
        for _ in range(count):
            victim.live_and_die()
        time.sleep(1)
        left = orphans(name)
    for problem in victim.problems:
        print(f"  {problem}")
    print(
        f"killed {count} times: {len(victim.problems)} came back wrong, the time left was wrong "
        f"by {victim.worst_s:.2f} s at most, {len(left)} processes were left over"
    )
    print("  " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    return len(victim.problems) + len(left)


class Loss:
    """One real session on a sound server, and what happens to it."""

    def __init__(self, random: Random, pulse: Pulse, folder: Path) -> None:
        self._random = random
        self._pulse = pulse
        self._folder = folder
        self.log: list[str] = []

    def hold(self, speech: Path) -> str | None:
        """Hold the session; what was wrong with it, if anything was."""
        group = Group(
            self._pulse,
            speech,
            *("--engine", "moonshine", "--language", "en", "--start-now"),
            *("--state-dir", str(self._folder / "state")),
            stdin=subprocess.PIPE,
        )
        try:
            group.hears("Talk")
            for _ in range(3):
                time.sleep(self._random.uniform(0, 5))
                self._befall(group.process.pid)
                if self._random.random() < 0.5:
                    group.types(self._random.choice(["next", "time", "pause", "resume"]))
            return self._end(group)
        except AssertionError as error:
            return str(error)[:2000]
        finally:
            group.close()

    def _end(self, group: Group) -> str | None:
        for command in ("stop", "stop", "yes"):
            time.sleep(2)
            with suppress(OSError):
                group.types(command)
        code = group.leaves()
        if code:
            return f"exit code {code}: {group.errors[-3:]}"
        if any("Traceback" in line for line in group.errors):
            return "\n".join(group.errors)
        if not any("Goodbye" in caption or "That was all" in caption for caption in group.captions):
            return f"no goodbye: {group.captions[-5:]}"
        return None

    def _befall(self, pid: int) -> None:
        faults: dict[str, Callable[[], None]] = {
            "server killed": self._kill_server,
            "server hung": self._hang_server,
            "microphone pulled": lambda: self._pull("mic"),
            "speaker pulled": lambda: self._pull("speaker"),
            "recogniser killed": lambda: signal_children(pid, "hearing.worker", signal.SIGKILL),
            "recogniser hung": lambda: signal_children(pid, "hearing.worker", signal.SIGSTOP),
            "voice killed": lambda: signal_children(pid, "speech.worker", signal.SIGKILL),
            "voice hung": lambda: signal_children(pid, "speech.worker", signal.SIGSTOP),
            "session stopped": lambda: self._stop(pid),
            "garbage at the door": self._send_garbage,
        }
        name = self._random.choice(sorted(faults))
        self.log.append(name)
        faults[name]()

    def _kill_server(self) -> None:
        self._pulse.kill()
        time.sleep(self._random.uniform(0, 4))
        self._pulse.start()

    def _hang_server(self) -> None:
        self._pulse.freeze()
        time.sleep(self._random.uniform(0.5, 6))
        self._pulse.thaw()

    def _pull(self, device: str) -> None:
        self._pulse.unplug(device)
        time.sleep(self._random.uniform(0.5, 4))
        self._pulse.plug_in(device)

    def _stop(self, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self._random.uniform(0.5, 6))
        os.kill(pid, signal.SIGCONT)

    def _send_garbage(self) -> None:
        folder = Path(self._pulse.environment["XDG_RUNTIME_DIR"]) / "voice-facilitator"
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(socket_path(folder)))
            line.sendall(self._random.randbytes(5000))


def lose_devices(count: int, seed: int) -> int:
    """Real sessions on a sound server; how many of them did not reach a good end."""
    counts: Counter[str] = Counter()
    broken = 0
    with tempfile.TemporaryDirectory() as name, environment(Path(name)):
        speech = Path(name) / "speech"
        for number in range(count):
            folder = Path(name) / f"session{number}"
            folder.mkdir()
            pulse = Pulse(folder / "pulse")
            pulse.start()
            loss = Loss(Random(f"{seed} {number}"), pulse, folder)
            problem = loss.hold(speech)
            pulse.stop()
            time.sleep(0.5)
            left = orphans(str(folder))
            if problem or left:
                broken += 1
                print(f"session {number} ({', '.join(loss.log)}): {problem}; left over: {left}")
            counts.update(loss.log)
    print(f"on a sound server: {count} sessions, {count - broken} came to a good end")
    print("  " + ", ".join(f"{n} x {what}" for what, n in sorted(counts.items())))
    return broken


@contextmanager
def environment(folder: Path) -> Iterator[None]:
    """No sound server but one that is started for it, and no folders of anybody's own."""
    before = dict(os.environ)
    os.environ.update(
        PULSE_SERVER="unix:/nowhere",
        XDG_RUNTIME_DIR=str(folder / "run"),
        XDG_STATE_HOME=str(folder / "state"),
    )
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def orphans(folder: str) -> list[str]:
    """The processes that were started for `folder` and still run."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_ours = folder.encode() in (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if is_ours and "voice_facilitator" in command:
                found.append(f"{process.name} {command}")
    return found


def signal_children(pid: int, module: str, number: int) -> None:
    """Send a signal to those children of `pid` that run `module`."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and module in (process / "cmdline").read_text():
                os.kill(int(process.name), number)


if __name__ == "__main__":
    main()
