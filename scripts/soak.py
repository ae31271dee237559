#!/usr/bin/env python3
"""Hold Case Clinics for a day of virtual time, and watch memory and open files.

Session after session runs through the real core, performer, mixer and voice,
which makes every sentence anew; and the hearing child listens to as much sound,
as fast as it can: noise, and over it, one minute in five, people who talk in
pieces so short that the recogniser has to judge each. That is where the time
goes: such talk without end would take four times as long, and nobody talks so.

After each hour of it the memory of this process and its children (resident, from
the kernel) and their open files are printed. They are compared from the second
hour on: the first one fills what is filled only once.

    scripts/soak.py --hours 24
"""

import gc
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import click
import numpy as np
import numpy.typing as npt
import soxr

sys.path.insert(0, str(Path(__file__).parent.parent))

from voice_facilitator import library
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.remote import RATE, Listening, Remote
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.runtime.script import Cue
from voice_facilitator.runtime.studio import record
from voice_facilitator.session.machine import Advance
from voice_facilitator.sound.mixer import RATE as MIXER_RATE
from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice
from voice_facilitator.speech.speaker import Speech

SESSION_S = 4000.0
"""A Case Clinic that moves on by itself."""
COMMANDS = 20
"""In one session."""
TALK_S, REST_S = 60, 240
"""People talk, then write, think, or are silent."""
GROWTH = 0.05
"""So much memory may be gained."""
BEHIND_S = 5.0
"""So much sound may wait for the hearing child."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Weight:
    """This process and its children."""

    residents: tuple[int, ...]
    """Bytes, of each."""
    files: int

    @property
    def resident(self) -> int:
        """Bytes, of all together."""
        return sum(self.residents)

    def line(self, hour: int) -> str:
        """For people."""
        each = " + ".join(f"{resident / 1e6:.1f}" for resident in self.residents)
        together = f"{self.resident / 1e6:.1f} MB resident"
        return f"hour {hour:3}: {each} = {together}, {self.files} open files"


@click.command(help=__doc__)
@click.option("--hours", default=24, show_default=True, help="Of virtual time.")
@click.option("--seed", default=1, show_default=True)
def main(hours: int, seed: int) -> None:
    random = Random(seed)
    language = library.load_language("en")
    plan = Plan(library.load_protocol("case_clinic"), language, Advance.AUTO, True)
    engine = Pyttsx3Voice(language.voice, language.rate)
    talk = chatter(engine, random)
    failures: list[str] = []
    heard: list[float] = []
    hearing = Remote(
        Listening("en", "moonshine"),
        Context.CONVERSATION,
        lambda utterance: heard.append(utterance.end_s),
        lambda restart: failures.append(restart.sentence),
        failures.append,
    )
    hearing.start()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    began, weights = time.monotonic(), []
    sessions, held_s = 0, 0.0
    for hour in range(1, hours + 1):
        while held_s < 3600 * hour:
            *_, last = record(plan, Speech(engine, MIXER_RATE), cues(random), None).ordered()
            held_s += last["t"]
            sessions += 1
            if last["kind"] != "end":
                failures.append(f"session {sessions} did not come to its end")
        for block in (next(talk) for _ in range(3600)):
            hearing.feed(block)
            while hearing.behind_s > BEHIND_S:
                time.sleep(0.02)
        weights.append(weigh())
        print(weights[-1].line(hour), flush=True)
    hearing.close()
    engine.close()
    latest_h = max(heard, default=0) / 3600
    print(f"{sessions} sessions were held, {held_s / 3600:.2f} h of them")
    print(f"{len(heard)} utterances were judged, the last one after {latest_h:.2f} h")
    sys.exit(judge(weights, failures, time.monotonic() - began))


def cues(random: Random) -> list[Cue]:
    """What a group says in one session; whoever says pause says resume a little later."""
    commands = [Command.TIME, Command.STATUS, Command.PAUSE, Command.REPEAT, Command.HELP]
    said = [
        Cue(random.uniform(60, SESSION_S - 600), random.choice(commands)) for _ in range(COMMANDS)
    ]
    resumed = [
        Cue(cue.at + random.uniform(5, 50), Command.RESUME)
        for cue in said
        if cue.command is Command.PAUSE
    ]
    return sorted([*said, *resumed], key=lambda cue: cue.at)


def chatter(engine: Pyttsx3Voice, random: Random) -> Iterator[npt.NDArray[np.float32]]:
    """Blocks of a second at hearing's rate, for ever: noise, and by turns phrases over it."""
    noise = np.random.default_rng(random.randrange(1 << 30))
    phrases = [*library.load_language("en").decoys[:60], "next", "how much time is left"]
    clips = [engine.synthesise(phrase) for phrase in phrases]
    spoken = [soxr.resample(clip.samples, clip.rate, RATE) for clip in clips]
    waiting = np.zeros(0, np.float32)
    for second in count():
        while len(waiting) < RATE:
            pause = np.zeros(random.randrange(RATE // 4, 2 * RATE), np.float32)
            waiting = np.concatenate([waiting, random.choice(spoken), pause])
        hiss = noise.normal(0, 0.003, RATE).astype(np.float32)
        if second % (TALK_S + REST_S) < TALK_S:
            block, waiting = waiting[:RATE], waiting[RATE:]
            yield block + hiss
        else:
            yield hiss


def weigh() -> Weight:
    """What this process and its children hold now.

    Past sessions are cycles of objects that hold sound, which Python lets go of
    when it comes to it: it is told to, so that an hour is like another.
    """
    gc.collect()
    family = [Path("/proc/self"), *children(os.getpid())]
    pages = (int((each / "statm").read_text().split()[1]) for each in family)
    files = sum(len(list((each / "fd").iterdir())) for each in family)
    return Weight(tuple(count * _PAGE for count in pages), files)


def children(pid: int) -> list[Path]:
    """The children of `pid`, as folders of /proc."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [Path(f"/proc/{child}") for task in tasks for child in task.read_text().split()]


def judge(weights: list[Weight], failures: list[str], took_s: float) -> int:
    """Print what came of it; 0 if nothing has grown."""
    first, last = weights[min(1, len(weights) - 1)], weights[-1]
    growth = last.resident / first.resident - 1
    for failure in failures:
        print(failure)
    print(
        f"{len(weights)} h in {took_s / 60:.0f} min: memory grew by {100 * growth:.1f} %, "
        f"open files by {last.files - first.files}; {len(failures)} children or sessions failed"
    )
    return int(growth >= GROWTH or last.files != first.files or bool(failures))


if __name__ == "__main__":
    main()
