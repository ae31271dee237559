#!/usr/bin/env python3
"""Sets ways to hear commands side by side, in one run on the same recordings of people.

Beside ours stand what tutorials do (PocketSphinx looks for phrases in the open
stream), what comes to mind next (write down what is said, and compare), and parts
of ours by themselves. Of each word a sample is heard; the talk, in which nobody speaks
to us, is whole, one stream of each kind.

    scripts/compare_hearing.py CORPUS

CORPUS is a folder with `manifest.csv`, as scripts/evaluate_hearing.py takes it. The
table of docs/hearing.md, under "Side by side", is what this prints.
"""

import datetime
import functools
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from measuring import calls, ears, machine, meter, peers
from measuring.air import CONDITIONS
from measuring.case import Case
from measuring.corpus import Corpus, Recording, by_subset, first, load
from measuring.meter import Make, Task, meanings
from measuring.tables import side_by_side

from voice_facilitator.commands import Context
from voice_facilitator.hearing import insistence
from voice_facilitator.hearing.wake_word import Wish
from voice_facilitator.language import Language
from voice_facilitator.library import load_language

_CONDITIONS = (
    "clean",
    "telephone",
    "room+kitchen 20 dB",
    "room+kitchen 10 dB",
    "room+babble 20 dB",
)
_WAKE_WORD = "okay_nabu"
_TITLES = {
    Context.QUESTION: "After a question: *stop*, *yes* and *no*",
    Context.CONVERSATION: "In conversation: *stop*",
}


@dataclass(frozen=True)
class Way:
    """A row: a way to hear commands."""

    name: str
    make: Make
    air: Mapping[str, Any] = field(default_factory=dict)
    """What is different of every condition, by its field."""
    said: Callable[[Recording], Recording] | None = None
    """What is said instead of a word."""


def ways(language: Language, folder: Path) -> tuple[Way, ...]:
    """All rows; `folder` is where to make English templates."""
    wish = Wish(_WAKE_WORD, required=True)
    called = {"before_s": calls.AROUND_S, "after_s": calls.AROUND_S}
    return (
        Way("phrases spotted in the open stream, 1e-20", peers.Spotting),
        Way("the same, 1e-5", functools.partial(peers.Spotting, threshold=1e-5)),
        Way("free text equals a command", peers.free_text),
        Way("by example", functools.partial(peers.by_example, folder=folder)),
        Way("fused: by example beside scoring", functools.partial(peers.fused, folder=folder)),
        Way("scoring, cut by the voice detector alone", peers.detector_alone),
        Way("scoring, our segments, heard once", peers.once),
        Way("**scoring, our segments**", ears.ours),
        Way(
            "the same, said twice: insistence",
            functools.partial(ears.ours, insist=insistence.strict),
            {"sayings": 2},
        ),
        Way(
            "scoring behind a wake word, which is required",
            functools.partial(ears.ours, wake_word=wish),
            called,
            calls.Voices(language, wish).before,
        ),
    )


@click.command()
@click.argument("folder", metavar="CORPUS", type=click.Path(path_type=Path, exists=True))
@click.option("--limit", default=50, show_default=True, help="So many recordings of each word.")
@click.option("--way", "only", multiple=True, help="Only rows whose names contain this.")
@click.option("--jobs", default=2, show_default=True, help="Processes at work.")
def main(folder: Path, limit: int, only: Sequence[str], jobs: int) -> None:
    """Print how well each way hears the people of CORPUS, in English."""
    corpus, language = load(folder), load_language("en")
    tasks = list(_tasks(corpus, language, limit))
    cases: dict[str, list[Case]] = {}
    with tempfile.TemporaryDirectory() as made:
        for way in ways(language, Path(made)):
            if not only or any(part in way.name for part in only):
                click.echo(f"{datetime.datetime.now():%H:%M} {way.name}", err=True)
                heard = [_by(way, task) for task in tasks]
                cases[way.name] = list(meter.hear(heard, jobs, corpus, language, way.make))
    click.echo(f"{folder.resolve().name}, {datetime.date.today()}, {machine.name()}; ", nl=False)
    click.echo(f"{limit} recordings of each word at most.\n")
    for context, title in _TITLES.items():
        click.echo(f"**{title}**\n")
        click.echo("\n".join(side_by_side(cases, context)))


def _tasks(corpus: Corpus, language: Language, limit: int) -> Iterator[Task]:
    """What every way hears: words in all conditions, and the talk."""
    said, ours = corpus.of("positive", language.code), meanings(language, Context.QUESTION)
    talk = corpus.of("negative", language.code) + [r for r in said if r.words not in ours]
    for context in _TITLES:
        known = meanings(language, context)
        words = first([recording for recording in said if recording.words in known], limit)
        for condition in _CONDITIONS:
            yield from (([recording], CONDITIONS[condition], context) for recording in words)
        yield from ((recordings, None, context) for recordings in by_subset(talk))


def _by(way: Way, task: Task) -> Task:
    """The same as this way hears it."""
    recordings, condition, context = task
    if condition is None:
        return task
    said = recordings if way.said is None else [way.said(each) for each in recordings]
    return said, replace(condition, **way.air), context


if __name__ == "__main__":
    main()
