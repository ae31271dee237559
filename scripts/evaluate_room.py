#!/usr/bin/env python3
"""Measures whether we hear people while we speak, and never hear ourselves.

Whole sessions, with every prompt and short phases, are held in virtual rooms
faster than life: the real session, voice, mixer, canceller and recogniser, with
image-method rooms, a small loudspeaker and synthetic talkers who say a command
over each prompt, and once more when nothing comes of it. Loudspeaker levels and
noise are spread over the sessions. The last table holds the same few sessions
with less and less care.

    scripts/evaluate_room.py --sessions 20 --noise kitchen.flac
"""

import dataclasses
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import click
import msgspec
import numpy as np
from measuring import intervals

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.room import alone, session
from tests.room.acoustics import Shoebox
from tests.room.outcome import Outcome
from tests.room.scenario import Care, Moment, Room, Saying, Scenario, read
from voice_facilitator.commands import Context

LEVELS_DB = (-10.0, 0.0, 10.0, 20.0)
SNRS_DB = (None, 20.0, 10.0)
PROMPTS = (
    "welcome",
    "choosing",
    "intention",
    "silence",
    "mirroring",
    "dialogue",
    "closing",
    "journal",
)
WORDS = {
    "en": ("next", "repeat", "help", "status", "how much time is left", "pause"),
    "fr": ("suivant", "répéter", "aide", "temps restant", "pause"),
}
ASKED = {"en": "status", "fr": "temps restant"}
"""Said while we are silent, for comparison: it changes nothing."""
AFTER_PAUSE = {"en": "resume", "fr": "reprendre"}
VOICES = {
    "en": ("en-us+m3", "en-us+f2", "en-gb", "en-us+m7", "en-us+f4", "en-gb-scotland"),
    "fr": ("fr+m3", "fr+f2", "fr", "fr+m7", "fr-be", "fr+f4"),
}
ROOMS = (
    Room((4.0, 3.5, 2.5), 0.3, (2.25, 1.7, 0.8), (2.0, 1.7, 0.8)),
    Room((5.0, 4.0, 2.6), 0.45, (2.8, 2.0, 0.8), (2.5, 2.0, 0.8)),
    Room((6.0, 5.0, 2.7), 0.6, (3.5, 2.5, 0.8), (3.0, 2.5, 0.8)),
)
SIDE_BY_SIDE: tuple[tuple[str, Care], ...] = (
    ("no care", "none"),
    ("mask only", "mask"),
    ("mask, AEC", "aec"),
    ("mask, AEC, pause", "pause"),
)


@dataclasses.dataclass(frozen=True)
class Job:
    """One session to hold."""

    group: str
    scenario: Scenario
    cache: Path


def conversation(language: str, number: int, noise: str | None, minutes: float) -> Scenario:
    """Session `number`: its room, levels, and what is said when, all from the number."""
    random = np.random.default_rng([number, len(language)])
    conditions = [(level, snr) for snr in SNRS_DB for level in LEVELS_DB]
    level, snr = conditions[number % len(conditions)]
    room = ROOMS[int(random.integers(len(ROOMS)))]
    says: list[Saying] = []
    for prompt in PROMPTS:
        text = str(random.choice(WORDS[language]))
        voice = str(random.choice(VOICES[language]))
        angle, away = random.uniform(0, 2 * np.pi), random.uniform(0.7, 1.3)
        x, y = away * np.cos(angle), away * np.sin(angle)
        place = (room.microphone[0] + float(x), room.microphone[1] + float(y), 1.2)
        seconds = float(random.uniform(3.5, 7))
        says.append(Saying(prompt, seconds, text, voice, place))
        says.append(Saying(f"after {prompt}", 6.0, ASKED[language], voice, place))
        if text == "pause":
            says.append(Saying(prompt, seconds + 9, AFTER_PAUSE[language], voice, place))
    return Scenario(
        language=language,
        phase_minutes=minutes,
        loudspeaker_db=level,
        snr_db=snr,
        noise=noise if snr is not None else None,
        room=room,
        says=tuple(says),
        seed=number,
    )


def faults(scenario: Scenario) -> Scenario:
    """The same with two bad crystals, a long delay that jumps, and a second of lost input."""
    return msgspec.structs.replace(
        scenario,
        drift_ppm=100.0,
        delay_s=0.35,
        jumps=(Moment(150.0, 0.1),),
        lost=(Moment(90.0, 1.0),),
    )


def hold(job: Job) -> tuple[str, Outcome]:
    """Hold a session, in a process of its own."""
    return job.group, session.run(job.scenario, job.cache)


def hold_all(jobs: Sequence[Job], processes: int) -> Iterator[tuple[str, Outcome]]:
    """Hold them all, as they come."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    spawn = multiprocessing.get_context("spawn")
    # Unlike a Pool, this raises when a process of it dies, in place of waiting for ever.
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        holding = [pool.submit(hold, job) for job in jobs]
        for done, held in enumerate(as_completed(holding), 1):
            if sys.stderr.isatty():
                print(f"\r{done} of {len(jobs)} sessions", end="", file=sys.stderr)
            yield held.result()


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    """A line of the table."""
    first = [(o, said) for o in outcomes for said in o.first_sayings_over_us]
    once = sum(said.obeyed_at is not None for _, said in first)
    twice = sum(o.is_obeyed_in_the_end(said) for o, said in first)
    share, low, high = intervals.share(twice, len(first))
    silent = [said for o in outcomes for said in o.first_sayings_in_silence]
    in_silence = sum(said.obeyed_at is not None for said in silent)
    hours = sum(o.seconds for o in outcomes) / 3600
    accepts, _, most = intervals.rate(sum(len(o.false_accepts) for o in outcomes), hours)
    lines, whole = sum(o.lines for o in outcomes), sum(o.whole_lines for o in outcomes)
    cells = [
        f"{len(outcomes)}",
        f"{len(first)}",
        f"{100 * once / max(1, len(first)):.0f} %",
        f"{share:.0f} % [{low:.0f}-{high:.0f}]",
        f"{100 * in_silence / max(1, len(silent)):.0f} % of {len(silent)}",
        f"{sum(len(o.wrong) for o in outcomes)}",
        f"{sum(len(o.self_triggers) for o in outcomes)}",
        f"{accepts:.1f} [-{most:.1f}]",
        f"{sum(len(o.own_stops) for o in outcomes)}",
        f"{sum(len(o.noise_stops) for o in outcomes)}",
        latencies(outcomes),
        f"{whole} of {lines}",
    ]
    return f"| {name} | " + " | ".join(cells) + " |"


def latencies(outcomes: Iterable[Outcome]) -> str:
    """From the onset of a word over a line to the decision to stop: median, 95th percentile."""
    all_ms = [
        1000 * (said.stopped_at - said.onset)
        for o in outcomes
        for said in o.first_sayings_over_us
        if said.stopped_at is not None
    ]
    if not all_ms:
        return ""
    return f"{np.percentile(all_ms, 50):.0f}, {np.percentile(all_ms, 95):.0f} ms ({len(all_ms)})"


HEAD = (
    "| | sessions | said over us | obeyed at once | at the first or second saying "
    "| once, in silence | wrong | self-triggers | false accepts/h | stopped by ourselves "
    "| by noise | onset to stop: median, 95 % | lines to the end |\n" + "|---" * 13 + "|"
)


def table(title: str, groups: dict[str, list[Outcome]]) -> None:
    """Print one table, and what set us off."""
    print(f"\n### {title}\n\n{HEAD}")
    for name in sorted(groups):
        print(row(name, groups[name]))
    for name, outcomes in sorted(groups.items()):
        for outcome in outcomes:
            for kind in ("self_triggers", "false_accepts", "wrong"):
                for at, command in getattr(outcome, kind):
                    scenario = outcome.scenario
                    print(f"- {name}, seed {scenario.seed}: {kind} {command} at {at:.1f} s")


def hear_alone(code: str, cache: Path) -> str:
    """Play all that we say in a language to an ear without a canceller; what it takes."""
    plan = session.plan(Scenario(language=code))
    voice, engine = session.voice(code, cache), session.engine(code)
    texts, random = alone.texts(plan), np.random.default_rng(0)
    taken = {True: 0, False: 0}
    for number, text in enumerate(texts):
        spoken, room = voice.speak(text), ROOMS[number % len(ROOMS)]
        box = Shoebox(room.size, room.reverberation_s)
        response = box.response(room.loudspeaker, room.microphone)
        level_db = float(random.choice((-50, -40, -30, -20, -10, 0)))
        sound = alone.microphone(spoken, response, level_db, seed=number)
        for context in (Context.QUESTION, Context.WAITING):
            for masked in taken:
                each = alone.taken(plan.language, engine, context, spoken, sound, masked)
                taken[masked] += len(list(each))
    return (
        f"{code}: {len(texts)} texts, uncancelled, at -50 to 0 dBFS: {taken[True]} taken for "
        f"commands with the mask, {taken[False]} without"
    )


def spread(outcomes: Sequence[tuple[str, Outcome]]) -> dict[str, list[Outcome]]:
    """By language and loudspeaker level, by language and noise, and by language."""
    groups: dict[str, list[Outcome]] = {}
    for _, outcome in outcomes:
        scenario = outcome.scenario
        snr = "clean" if scenario.snr_db is None else f"SNR {scenario.snr_db:.0f} dB"
        level = f"loudspeaker {scenario.loudspeaker_db:+.0f} dB"
        for name in ("all", level, snr):
            groups.setdefault(f"{scenario.language}, {name}", []).append(outcome)
    return groups


@click.command()
@click.option("--sessions", default=20, show_default=True, help="A language.")
@click.option("--languages", default="en,fr", show_default=True)
@click.option("--minutes", default=0.25, show_default=True, help="The longest phase.")
@click.option("--side-by-side", "beside", default=3, show_default=True, help="Sessions a care.")
@click.option("--noise", type=click.Path(exists=True, dir_okay=False), help="Else a steady hiss.")
@click.option("--processes", default=2, show_default=True)
@click.option("--quick", is_flag=True, help="Two sessions of one language, no other tables.")
@click.option("--scenario", type=click.Path(exists=True, path_type=Path), help="Only this one.")
@click.option("--alone", "only_us", is_flag=True, help="Only the mask, on all that we say.")
@click.option("--cache", default=Path(".cache/room"), type=click.Path(path_type=Path))
def main(
    sessions: int,
    languages: str,
    minutes: float,
    beside: int,
    noise: str | None,
    processes: int,
    quick: bool,
    scenario: Path | None,
    only_us: bool,
    cache: Path,
) -> None:
    """Hold sessions in virtual rooms, and tell by condition what came of them."""
    began = time.monotonic()
    if scenario is not None:
        table(scenario.name, {scenario.stem: [session.run(read(scenario), cache)]})
        return
    if only_us:
        for code in languages.split(","):
            print(hear_alone(code, cache))
        return
    spoken = languages.split(",")[:1] if quick else languages.split(",")
    sessions, beside = (2, 0) if quick else (sessions, beside)
    scenarios = [conversation(c, n, noise, minutes) for c in spoken for n in range(sessions)]
    jobs = [Job("spread", each, cache) for each in scenarios]
    for name, care in SIDE_BY_SIDE:
        for code in spoken:
            for n in range(beside):
                each = conversation(code, 100 + 12 * n + 1 + n % 2, noise, minutes)
                other = msgspec.structs.replace(each, care=care)
                jobs.append(Job(f"{code}, {name}", other, cache))
    if not quick:
        for code in spoken:
            jobs.append(Job(f"{code}, faults", faults(conversation(code, 201, noise, 0.5)), cache))
    results = list(hold_all(jobs, processes))
    table("By condition", spread([r for r in results if r[0] == "spread"]))
    others: dict[str, list[Outcome]] = {}
    for name, outcome in results:
        if name != "spread":
            others.setdefault(name, []).append(outcome)
    if others:
        table("The same sessions with more and more care, and with a bad sound card", others)
    hours = sum(outcome.seconds for _, outcome in results) / 3600
    print(f"\n{hours:.1f} h in {(time.monotonic() - began) / 60:.0f} min.")


if __name__ == "__main__":
    main()
