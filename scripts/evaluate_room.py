#!/usr/bin/env python3
"""Measures whether we hear people while we speak, and never hear ourselves.

Whole sessions, with every prompt and short phases, are held in virtual rooms
faster than life: the real session, voice, mixer, canceller and recogniser, with
image-method rooms, a small loudspeaker and talkers who say a command over each
prompt, and once more when nothing comes of it: people and voices of corpora, each with
a manifest.csv, else espeak-ng's voices. Loudspeaker levels and
noise are spread over the sessions. The last table holds the same few sessions
with less and less care, and some on a bad sound card. --into FILE puts the tables
where it has the markers `<!-- rooms -->` and `<!-- care -->`, each up to `<!-- end -->`.

    scripts/evaluate_room.py --sessions 20 --talkers CORPUS --talkers VOICES-EN \\
        --talkers VOICES-FR --noise kitchen.flac --into docs/echo.md --into docs/hearing.md
"""

import dataclasses
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import click
import msgspec
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from measuring import machine
from measuring.rooms import spread, table
from measuring.talkers import Talkers, load

from tests.room import alone, session
from tests.room.air import echo_path
from tests.room.outcome import Outcome
from tests.room.scenario import Care, Moment, Room, Saying, Scenario, read
from voice_facilitator.commands import Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.utterance import UNCLEAR, UNHEEDED

SPREAD = "spread"
"""The group of the sessions that are told by condition."""
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
OUR_LEVELS_DB = (-50, -40, -30, -20, -10, 0)
"""Of our voice at the microphone, dBFS."""
STOPS = 8
"""Moments in each text at which we are --alone stopped."""
SOUNDING_S = 0.15
"""Nothing stops a sentence sooner."""
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


def conversation(talkers: Talkers, number: int, noise: str | None, minutes: float) -> Scenario:
    """Session `number`: its room, levels, and what is said when, all from the number."""
    random = np.random.default_rng([number, len(talkers.language)])
    conditions = [(level, snr) for snr in SNRS_DB for level in LEVELS_DB]
    level, snr = conditions[number % len(conditions)]
    room = ROOMS[int(random.integers(len(ROOMS)))]
    says: list[Saying] = []
    for prompt in PROMPTS:
        angle, away = random.uniform(0, 2 * np.pi), random.uniform(0.7, 1.3)
        x, y = away * np.cos(angle), away * np.sin(angle)
        place = (room.microphone[0] + float(x), room.microphone[1] + float(y), 1.2)
        says += talkers.says(prompt, float(random.uniform(3.5, 7)), place, random)
    return Scenario(
        language=talkers.language,
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


def hear_alone(code: str, cache: Path, responses: Sequence[Path], seed: int) -> str:
    """Play all that we say in a language to an ear without a canceller; what it takes.

    In measured rooms where there are `responses`, files, else in ours; which text in which, and
    how loud, `seed` decides.
    """
    rooms = _rooms(responses)
    plan = session.plan(Scenario(language=code))
    voice, engine = session.voice(code, cache), session.engine(code)
    texts, random = alone.texts(plan), np.random.default_rng(seed)
    taken, nearest = {True: 0, False: 0}, -np.inf
    for number, text in enumerate(texts):
        spoken, response = voice.speak(text), echo_path(rooms[(number + seed) % len(rooms)])
        level_db = float(random.choice(OUR_LEVELS_DB))
        sound = alone.microphone(spoken, response, level_db, seed=number)
        for context in (Context.QUESTION, Context.WAITING, Context.CONVERSATION):
            for masked in taken:
                for each in alone.heard(plan.language, engine, context, spoken, sound, masked):
                    taken[masked] += each.accepted
                    if masked and (each.accepted or each.reason in (UNCLEAR, UNHEEDED)):
                        nearest = max(nearest, each.margin or 0.0)
    needed = decision.load()[engine.name].while_we_speak
    near = f"what else passes for a command comes as near as {nearest:.1f} ({needed} is needed)"
    return (
        f"{code}: {len(texts)} texts in {len(rooms)} rooms, uncancelled, at -50 to 0 dBFS: "
        f"{taken[True]} taken for commands with the mask, {taken[False]} without; "
        f"{near if np.isfinite(nearest) else 'nothing else passes for a command'}"
    )


def stop_alone(code: str, cache: Path, responses: Sequence[Path], seed: int) -> str:
    """The same if our own voice makes us fall silent, anywhere in what we say."""
    rooms = _rooms(responses)
    plan = session.plan(Scenario(language=code))
    voice, engine = session.voice(code, cache), session.engine(code)
    stops, taken, nearest, random = 0, 0, -np.inf, np.random.default_rng(seed)
    for number, text in enumerate(alone.texts(plan)):
        whole, response = voice.speak(text), echo_path(rooms[(number + seed) % len(rooms)])
        for sentence in random.choice(np.array(whole.sentences, object), STOPS):
            at_s = random.uniform(sentence.start_s + SOUNDING_S, sentence.end_s)
            spoken, level_db = alone.stopped(whole, at_s), float(random.choice(OUR_LEVELS_DB))
            sound = alone.microphone(spoken, response, level_db, seed=number)
            stops += 1
            for each in alone.heard(plan.language, engine, Context.CONVERSATION, spoken, sound):
                taken += each.accepted
                if each.accepted or each.reason == UNCLEAR:
                    nearest = max(nearest, each.margin or 0.0)
    needed = decision.load()[engine.name].interrupting
    return (
        f"{code}: stopped by ourselves at {stops} moments, {taken} taken for commands; what passes "
        f"for one but for our voice comes as near as {nearest:.1f} ({needed} is needed)"
    )


def _rooms(responses: Sequence[Path]) -> Sequence[Room]:
    """Measured rooms where there are `responses`, files, else ours."""
    return [msgspec.structs.replace(ROOMS[0], response=str(path)) for path in responses] or ROOMS


@click.command()
@click.option("--sessions", default=20, show_default=True, help="A language.")
@click.option("--languages", default="en,fr", show_default=True)
@click.option("--minutes", default=0.25, show_default=True, help="The longest phase.")
@click.option("--side-by-side", "beside", default=3, show_default=True, help="Sessions a care.")
@click.option(
    "--talkers",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A corpus with those who talk; give several. Else espeak-ng's voices.",
)
@click.option("--noise", type=click.Path(exists=True, dir_okay=False), help="Else a steady hiss.")
@click.option("--processes", default=2, show_default=True)
@click.option("--quick", is_flag=True, help="Two sessions of one language, no other tables.")
@click.option("--scenario", type=click.Path(exists=True, path_type=Path), help="Only this one.")
@click.option("--alone", "only_us", is_flag=True, help="Only the mask, on all that we say.")
@click.option(
    "--response",
    "responses",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A measured room to be --alone in; give several.",
)
@click.option("--seed", default=0, show_default=True, help="How loud we are where, --alone.")
@click.option(
    "--into",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A page with a place for the tables; give several.",
)
@click.option("--cache", default=Path(".cache/room"), type=click.Path(path_type=Path))
def main(
    sessions: int,
    languages: str,
    minutes: float,
    beside: int,
    folders: tuple[Path, ...],
    noise: str | None,
    processes: int,
    quick: bool,
    scenario: Path | None,
    only_us: bool,
    responses: tuple[Path, ...],
    seed: int,
    into: tuple[Path, ...],
    cache: Path,
) -> None:
    """Hold sessions in virtual rooms, and tell by condition what came of them."""
    began = time.monotonic()
    codes = languages.split(",")
    if scenario is not None:
        print(table(scenario.name, {scenario.stem: [session.run(read(scenario), cache)]}))
        return
    if only_us:
        for code in codes:
            print(hear_alone(code, cache, responses, seed), flush=True)
            print(stop_alone(code, cache, responses, seed), flush=True)
        return
    jobs = []
    for code in codes[:1] if quick else codes:
        number, talkers = 2 if quick else sessions, load(code, folders)
        spoken = [conversation(talkers, n, noise, minutes) for n in range(number)]
        jobs += [Job(SPREAD, each, cache) for each in spoken]
        if not quick:
            jobs += comparison(talkers, beside, noise, minutes, cache)
    results = list(hold_all(jobs, processes))
    hours = sum(outcome.seconds for _, outcome in results) / 3600
    took_min = (time.monotonic() - began) / 60
    ended = f"{hours:.1f} h of sessions in {took_min:.0f} min on {machine.name()}.\n"
    deliver({name: f"{each}\n{ended}" for name, each in tables(results).items()}, into)


def comparison(
    talkers: Talkers, number: int, noise: str | None, minutes: float, cache: Path
) -> Iterator[Job]:
    """`number` sessions with each care, and as many with a bad sound card."""
    code = talkers.language
    for name, care in SIDE_BY_SIDE:
        for n in range(number):
            each = conversation(talkers, 100 + 12 * n + 1 + n % 2, noise, minutes)
            yield Job(f"{code}, {name}", msgspec.structs.replace(each, care=care), cache)
    for n in range(number):
        each = conversation(talkers, 201 + n, noise, 0.5)
        yield Job(f"{code}, bad card", faults(each), cache)


def tables(results: Sequence[tuple[str, Outcome]]) -> dict[str, str]:
    """By condition, and the others by their group; by the name of their place in the docs."""
    groups = spread([result for result in results if result[0] == SPREAD])
    found = {"rooms": table("By condition", groups)}
    others: dict[str, list[Outcome]] = {}
    for group, outcome in results:
        if group != SPREAD:
            others.setdefault(group, []).append(outcome)
    if others:
        found["care"] = table("With more and more care, and with a bad sound card", others)
    return found


def deliver(reports: dict[str, str], files: Sequence[Path]) -> None:
    """Print the tables, or put each where one of the files has a place for it."""
    if not files:
        print("\n".join(reports.values()))
    for file in files:
        text, places = file.read_text(encoding="utf-8"), 0
        for name, report in reports.items():
            before, mark, rest = text.partition(f"<!-- {name} -->\n")
            if mark:
                places += 1
                text = before + mark + report + rest[rest.index("<!-- end -->") :]
        if not places:
            raise click.ClickException(f"{file} has no place marked for what came of rooms.")
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
