#!/usr/bin/env python3
"""Measures how well we hear: hits, wrong commands, false accepts an hour, delay and cost.

Words of a corpus (a folder with `manifest.csv`) are streamed through the very
code of `voice-facilitator listen`, as they come, by telephone, in rooms and in
noise; then hours in which nobody speaks to us. Each figure stands beside its
exact 95 % interval, and below are the operating curves, that is what other
thresholds would give, to choose them on.

    scripts/evaluate_hearing.py CORPUS --language en
    scripts/evaluate_hearing.py VOICES CORPUS --language fr

VOICES are what scripts/make_voices.py makes: each wording by synthetic voices.
With `--insistence` each word is said twice, and counts when either is obeyed.
"""

import datetime
import multiprocessing
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from measuring.air import CONDITIONS, PAUSE_S, Air, Condition
from measuring.case import TALK, Case, Heard
from measuring.corpus import Corpus, Recording, Samples, load
from measuring.tables import report

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.hearing import choice, decision, insistence
from voice_facilitator.hearing.decision import Margins
from voice_facilitator.hearing.ear import Ear, Utterance
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.vocabulary import Vocabulary, vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language

RATE = 16_000
_BLOCK = RATE // 10
_ACTIVE_DB = 30.0

Task = tuple[Sequence[Recording], Condition | None, Context]
"""A word (one recording) in a condition, or talk, to be heard in a context."""


class _Watched:
    """An engine whose cost is noted."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.costs_s: list[float] = []
        self._engine = engine

    def begin(self) -> None:
        self._engine.begin()

    def score(self, segment: Samples, vocabulary: Vocabulary) -> Scores:
        began = time.thread_time()
        scores = self._engine.score(segment, vocabulary)
        self.costs_s.append(time.thread_time() - began)
        return scores


class Meter:
    """Hears cases in one process."""

    def __init__(
        self, corpus: Corpus, language: Language, wanted: str, model: Path | None, insist: bool
    ) -> None:
        self._insist = insist
        self._air = Air(corpus, language.code)
        self._language = language
        self._engine = _Watched(choice.choose(language, wanted, model).load())

    def word(self, recording: Recording, condition: Condition, context: Context) -> Case:
        """How `recording` is heard."""
        stream = self._air.carry(recording, condition)
        clip = recording.samples()
        apart_s = len(clip) / RATE + PAUSE_S
        first_s = condition.before_s + _speech_end_s(clip)
        ends_s = [first_s + apart_s * saying for saying in range(condition.sayings)]
        return self._hear(recording, condition.name, context, stream, ends_s)

    def talk(self, recordings: Sequence[Recording], context: Context) -> Case:
        """What is taken for a command in `recordings`, in which nobody speaks to us."""
        stream = np.concatenate([recording.samples() for recording in recordings])
        return self._hear(recordings[0], TALK, context, stream, [0.0])

    def _hear(
        self,
        recording: Recording,
        name: str,
        context: Context,
        stream: Samples,
        ends_s: Sequence[float],
    ) -> Case:
        self._engine.costs_s.clear()
        twice = insistence.strict(self._engine.name) if self._insist else None
        ear = Ear(self._language, self._engine, context, insistence=twice)
        blocks = (stream[i : i + _BLOCK] for i in range(0, len(stream), _BLOCK))
        began = time.process_time()
        utterances = list(ear.hear(blocks))
        cpu_s = time.process_time() - began
        heard = tuple(_heard(utterance, ends_s) for utterance in utterances)
        scored = tuple(each for each in heard if each is not None)
        seconds, costs_s = len(stream) / RATE, tuple(self._engine.costs_s)
        command = meanings(self._language, context).get(recording.words) if name != TALK else None
        return Case(context, command, name, recording, seconds, cpu_s, costs_s, scored)


def meanings(language: Language, context: Context) -> dict[str, Command]:
    """What can be said, and what it means."""
    return {phrase.text: phrase.command for phrase in vocabulary(language, context).phrases}


def _heard(utterance: Utterance, ends_s: Sequence[float]) -> Heard | None:
    """What came of it, if it was scored; `ends_s` is when each saying of the word ended."""
    if utterance.margin is None:
        return None
    said_s = max((end_s for end_s in ends_s if end_s < utterance.decided_s), default=ends_s[0])
    return Heard(
        utterance.command,
        utterance.accepted,
        utterance.margin,
        utterance.reason,
        utterance.start_s,
        utterance.end_s,
        utterance.decided_s - said_s,
    )


def _speech_end_s(clip: Samples) -> float:
    """Where the active speech of a clean clip ends."""
    count = len(clip) // 160
    levels = 10 * np.log10(np.mean(clip[: count * 160].reshape(count, 160) ** 2, axis=1) + 1e-12)
    return float(np.flatnonzero(levels > levels.max() - _ACTIVE_DB)[-1] + 1) * 0.01


_meter: Meter


def _start(*arguments: object) -> None:
    global _meter
    _meter = Meter(*arguments)  # type: ignore[arg-type]


def _case(task: Task) -> Case:
    recordings, condition, context = task
    if condition is None:
        return _meter.talk(recordings, context)
    return _meter.word(recordings[0], condition, context)


def hear(tasks: Sequence[Task], jobs: int, *arguments: object) -> Iterator[Case]:
    """All cases, heard by `jobs` processes."""
    with multiprocessing.get_context("spawn").Pool(jobs, _start, arguments) as pool:
        yield from pool.imap(_case, tasks, chunksize=8)


def _costs(cases: Sequence[Case]) -> str:
    segments = [cost_s for case in cases for cost_s in case.scoring_s] or [0.0]
    p50, p95 = np.percentile(segments, [50, 95])
    share = sum(case.cpu_s for case in cases) / sum(case.seconds for case in cases)
    return (
        f"A scored segment costs {1000 * p50:.0f} ms of one core (p95 {1000 * p95:.0f}); "
        f"all in all {100 * share:.1f} % of a core."
    )


def _machine() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ] or [platform.processor()]
    return f"{len(names)} x {names[0]}, Python {platform.python_version()}"


@click.command()
@click.argument(
    "folders",
    metavar="CORPUS...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True),
)
@click.option("--language", "name", default="en", show_default=True)
@click.option("--engine", default="auto", type=click.Choice(choice.WANTED))
@click.option("--model", type=click.Path(path_type=Path), help="The folder of a Vosk model.")
@click.option("--context", "contexts", multiple=True, default=["question", "conversation"])
@click.option("--condition", "conditions", multiple=True, type=click.Choice(list(CONDITIONS)))
@click.option("--word", "only", multiple=True, help="Only these words of the corpus.")
@click.option("--limit", type=int, help="At most so many recordings of each word and subset.")
@click.option(
    "--insistence", "insist", is_flag=True, help="Every word is said twice, the talk is joined."
)
@click.option("--jobs", default=2, show_default=True, help="Processes at work.")
@click.option("--report", "file", type=click.Path(path_type=Path), help="Write here as well.")
def main(
    folders: Sequence[Path],
    name: str,
    engine: str,
    model: Path | None,
    contexts: Sequence[str],
    conditions: Sequence[str],
    only: Sequence[str],
    limit: int | None,
    insist: bool,
    jobs: int,
    file: Path | None,
) -> None:
    """Measure how well each CORPUS is heard; all together are one."""
    try:
        corpus, language = load(*folders), load_language(name)
        chosen = choice.choose(language, engine, model)
        margins = _margins(chosen.load().name, insist)
    except FacilitatorError as error:
        sys.exit(str(error))
    air = [CONDITIONS[condition] for condition in conditions or CONDITIONS]
    if insist:
        air = [replace(condition, sayings=2) for condition in air]
    tasks: list[Task] = []
    ours = meanings(language, Context.QUESTION)
    for context in map(Context, contexts):
        known = meanings(language, context)
        words = [r for r in corpus.of("positive", language.code) if r.words in (only or known)]
        others = [r for r in corpus.of("positive", language.code) if r.words not in ours]
        talk = corpus.of("negative", language.code) + others
        tasks += [([r], c, context) for c in air for r in _first(words, limit)]
        kept = _first(talk, limit)
        streams = _by_subset(kept) if insist else [[r] for r in kept]
        tasks += [(stream, None, context) for stream in streams]
    cases = list(hear(tasks, jobs, corpus, language, engine, model, insist))
    names = " and ".join(folder.resolve().name for folder in folders)
    lines = [
        f"# Hearing in {language.name}\n",
        f"{chosen.sentence} {datetime.date.today()}, {_machine()}, {names}.\n",
        "In brackets exact 95 % intervals. There is little free conversation in the talk, so "
        "false accepts an hour are flattering. Delay: from the end of the word's active speech "
        f"(within {_ACTIVE_DB:g} dB of its peak) to the decision.\n",
    ]
    if insist:
        lines.append(
            f"Every word is said twice, {PAUSE_S:g} s apart, and what is doubtful twice may be "
            "obeyed; the talk of each subset is one stream.\n"
        )
    for context in map(Context, contexts):
        lines += report(cases, context, margins)
    lines.append(_costs(cases))
    click.echo("\n".join(lines))
    if file is not None:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _margins(engine: str, insist: bool) -> Margins:
    return insistence.strict(engine).alone if insist else decision.load()[engine]


def _by_subset(recordings: Sequence[Recording]) -> list[list[Recording]]:
    """Those of each subset, to be heard as one stream."""
    subsets: dict[str, list[Recording]] = {}
    for recording in recordings:
        subsets.setdefault(recording.subset, []).append(recording)
    return list(subsets.values())


def _first(recordings: Sequence[Recording], limit: int | None) -> list[Recording]:
    kept: dict[tuple[str, str], list[Recording]] = {}
    for recording in recordings:
        kept.setdefault((recording.subset, recording.words), []).append(recording)
    return [recording for group in kept.values() for recording in group[:limit]]


if __name__ == "__main__":
    main()
