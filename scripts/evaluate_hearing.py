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
"""

import datetime
import multiprocessing
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from measuring import intervals
from measuring.air import CONDITIONS, Air, Condition
from measuring.corpus import Corpus, Recording, Samples, load

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.hearing import choice, decision
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.vocabulary import Vocabulary, vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language

RATE = 16_000
_BLOCK = RATE // 10
_ACTIVE_DB = 30.0
_STEPS_UP, _STEPS_DOWN = 6, 4
_STEP = 0.5
TALK = "talk"
"""The condition of recordings in which nobody speaks to us."""


@dataclass(frozen=True)
class Heard:
    """One utterance that was short enough to be scored."""

    command: Command | None
    accepted: bool
    margin: float
    delay_s: float
    """From the end of the clean word's active speech to the decision."""


@dataclass(frozen=True)
class Case:
    """One stream: a word in a condition, or talk."""

    context: Context
    command: Command | None
    """What the word means here; None for talk."""
    condition: str
    recording: Recording
    seconds: float
    cpu_s: float
    """For all of it."""
    scoring_s: tuple[float, ...]
    """Of that, for each segment that was scored."""
    heard: tuple[Heard, ...]

    @property
    def hit(self) -> bool:
        """Whether the word was obeyed."""
        return any(h.accepted and h.command is self.command for h in self.heard)

    @property
    def wrong(self) -> bool:
        """Whether another command was."""
        return any(h.accepted and h.command is not self.command for h in self.heard)


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

    def __init__(self, corpus: Corpus, language: Language, wanted: str, model: Path | None) -> None:
        self._air = Air(corpus, language.code)
        self._language = language
        self._engine = _Watched(choice.choose(language, wanted, model).load())

    def word(self, recording: Recording, condition: Condition, context: Context) -> Case:
        """How `recording` is heard."""
        stream = self._air.carry(recording, condition)
        end_s = condition.before_s + _speech_end_s(recording.samples())
        return self._hear(recording, condition.name, context, stream, end_s)

    def talk(self, recording: Recording, context: Context) -> Case:
        """What is taken for a command in `recording`, in which nobody speaks to us."""
        return self._hear(recording, TALK, context, recording.samples(), 0.0)

    def _hear(
        self, recording: Recording, name: str, context: Context, stream: Samples, end_s: float
    ) -> Case:
        self._engine.costs_s.clear()
        ear = Ear(self._language, self._engine, context)
        blocks = (stream[i : i + _BLOCK] for i in range(0, len(stream), _BLOCK))
        began = time.process_time()
        utterances = list(ear.hear(blocks))
        cpu_s = time.process_time() - began
        heard = tuple(
            Heard(u.command, u.accepted, u.margin, u.decided_s - end_s)
            for u in utterances
            if u.margin is not None
        )
        seconds, costs_s = len(stream) / RATE, tuple(self._engine.costs_s)
        command = meanings(self._language, context).get(recording.words) if name != TALK else None
        return Case(context, command, name, recording, seconds, cpu_s, costs_s, heard)


def meanings(language: Language, context: Context) -> dict[str, Command]:
    """What can be said, and what it means."""
    return {phrase.text: phrase.command for phrase in vocabulary(language, context).phrases}


def _speech_end_s(clip: Samples) -> float:
    """Where the active speech of a clean clip ends."""
    count = len(clip) // 160
    levels = 10 * np.log10(np.mean(clip[: count * 160].reshape(count, 160) ** 2, axis=1) + 1e-12)
    return float(np.flatnonzero(levels > levels.max() - _ACTIVE_DB)[-1] + 1) * 0.01


_meter: Meter


def _start(*arguments: object) -> None:
    global _meter
    _meter = Meter(*arguments)  # type: ignore[arg-type]


def _case(task: tuple[Recording, Condition | None, Context]) -> Case:
    recording, condition, context = task
    if condition is None:
        return _meter.talk(recording, context)
    return _meter.word(recording, condition, context)


def hear(
    tasks: Sequence[tuple[Recording, Condition | None, Context]], jobs: int, *arguments: object
) -> Iterator[Case]:
    """All cases, heard by `jobs` processes."""
    with multiprocessing.get_context("spawn").Pool(jobs, _start, arguments) as pool:
        yield from pool.imap(_case, tasks, chunksize=8)


def report(cases: Sequence[Case], context: Context, threshold: float) -> Iterator[str]:
    """The tables of one context, in Markdown."""
    words = [c for c in cases if c.context is context and c.condition != TALK]
    talk = [c for c in cases if c.context is context and c.condition == TALK]
    yield f"## `{context}`, threshold {threshold:g}\n"
    yield from _hits(words)
    yield from _false_accepts(talk)
    yield from _curve(words, talk, threshold)


def _hits(words: Sequence[Case]) -> Iterator[str]:
    conditions = list(dict.fromkeys(case.condition for case in words))
    if not conditions:
        return
    yield "| condition | said | hits, % | wrong, % | delay p50, p95, s |"
    yield "|---|---|---|---|---|"
    for condition in conditions:
        these = [case for case in words if case.condition == condition]
        delays = [h.delay_s for c in these for h in c.heard if h.accepted] or [float("nan")]
        p50, p95 = np.percentile(delays, [50, 95])
        row = [condition, str(len(these)), _share(these, "hit"), _share(these, "wrong")]
        yield "| " + " | ".join([*row, f"{p50:.2f}, {p95:.2f}"]) + " |"
    yield ""
    yield "| hits of, % | " + " | ".join(conditions) + " |"
    yield "|---" * (1 + len(conditions)) + "|"
    for word in sorted({case.recording.words for case in words}):
        these = [case for case in words if case.recording.words == word]
        each = [_share([c for c in these if c.condition == one], "hit") for one in conditions]
        yield "| " + " | ".join([word, *each]) + " |"
    yield ""


def _share(cases: Sequence[Case], what: str) -> str:
    value, low, high = intervals.share(sum(getattr(c, what) for c in cases), len(cases))
    return f"{value:.0f} [{low:.0f}-{high:.0f}]"


def _false_accepts(talk: Sequence[Case]) -> Iterator[str]:
    if not talk:
        return
    yield "| talk | minutes | short utterances | false accepts | an hour |"
    yield "|---|---|---|---|---|"
    for subset in [*dict.fromkeys(case.recording.subset for case in talk), "all"]:
        these = [case for case in talk if subset in (case.recording.subset, "all")]
        hours = sum(case.seconds for case in these) / 3600
        heard = [h for case in these for h in case.heard]
        count = sum(h.accepted for h in heard)
        value, low, high = intervals.rate(count, hours)
        yield (
            f"| {subset} | {60 * hours:.1f} | {len(heard)} | {count} "
            f"| {value:.1f} [{low:.1f}-{high:.1f}] |"
        )
    yield ""


def _curve(words: Sequence[Case], talk: Sequence[Case], used: float) -> Iterator[str]:
    margins = sorted((h.margin for case in talk for h in case.heard), reverse=True)
    hours = sum(case.seconds for case in talk) / 3600
    conditions = list(dict.fromkeys(case.condition for case in words))
    if not margins or not conditions:
        return
    yield "| threshold | false accepts/h | " + " | ".join(conditions) + " |"
    yield "|---" * (2 + len(conditions)) + "|"
    for threshold in used + _STEP * np.arange(_STEPS_UP, -_STEPS_DOWN - 1, -1):
        count = sum(margin > threshold for margin in margins)
        hits = []
        for condition in conditions:
            these = [case for case in words if case.condition == condition]
            hit = sum(
                any(h.command is c.command and h.margin > threshold for h in c.heard) for c in these
            )
            hits.append(f"{100 * hit / len(these):.0f}")
        yield f"| {threshold:g} | {count / hours:.1f} | " + " | ".join(hits) + " |"
    yield ""


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
    jobs: int,
    file: Path | None,
) -> None:
    """Measure how well each CORPUS is heard; all together are one."""
    try:
        corpus, language = load(*folders), load_language(name)
        chosen = choice.choose(language, engine, model)
        thresholds = decision.load()[chosen.load().name]
    except FacilitatorError as error:
        sys.exit(str(error))
    air = [CONDITIONS[condition] for condition in conditions or CONDITIONS]
    tasks: list[tuple[Recording, Condition | None, Context]] = []
    ours = meanings(language, Context.QUESTION)
    for context in map(Context, contexts):
        known = meanings(language, context)
        words = [r for r in corpus.of("positive", language.code) if r.words in (only or known)]
        others = [r for r in corpus.of("positive", language.code) if r.words not in ours]
        talk = corpus.of("negative", language.code) + others
        tasks += [(r, c, context) for c in air for r in _first(words, limit)]
        tasks += [(r, None, context) for r in _first(talk, limit)]
    cases = list(hear(tasks, jobs, corpus, language, engine, model))
    names = " and ".join(folder.resolve().name for folder in folders)
    lines = [
        f"# Hearing in {language.name}\n",
        f"{chosen.sentence} {datetime.date.today()}, {_machine()}, {names}.\n",
        "In brackets exact 95 % intervals. There is little free conversation in the talk, so "
        "false accepts an hour are flattering. Delay: from the end of the word's active speech "
        f"(within {_ACTIVE_DB:g} dB of its peak) to the decision.\n",
    ]
    for context in map(Context, contexts):
        lines += report(cases, context, thresholds.of(context))
    lines.append(_costs(cases))
    click.echo("\n".join(lines))
    if file is not None:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _first(recordings: Sequence[Recording], limit: int | None) -> list[Recording]:
    kept: dict[tuple[str, str], list[Recording]] = {}
    for recording in recordings:
        kept.setdefault((recording.subset, recording.words), []).append(recording)
    return [recording for group in kept.values() for recording in group[:limit]]


if __name__ == "__main__":
    main()
