#!/usr/bin/env python3
"""Chooses how easily to believe: the thresholds of each context, on the words of a corpus.

Words are heard as they come, by telephone, in rooms and in noise, and talk in which
nobody speaks to us, all through the code of `voice-facilitator listen`. Chosen is the
lowest threshold that keeps within `measuring/limits.toml`: so many other commands
obeyed, so many false accepts an hour. That the choice isn't the test, what it is worth
is told by speakers that it was not made on (`measuring/folds.py`).

    scripts/choose_thresholds.py CORPUS --language en
    scripts/choose_thresholds.py VOICES TALK --language fr --write

With `--write` the thresholds go into voice_facilitator/hearing/thresholds.toml.
"""

import functools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
import tomlkit
from measuring import ears, folds, intervals, machine, meter
from measuring.air import CONDITIONS
from measuring.case import TALK, Case
from measuring.corpus import load
from measuring.folds import Chosen, Limits
from measuring.meter import Task
from measuring.options import of_hearing
from measuring.tables import curve

from voice_facilitator import datafile
from voice_facilitator.commands import Context
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.hearing import choice, decision
from voice_facilitator.library import load_language

_LIMITS = Path(__file__).parent / "measuring" / "limits.toml"
_THRESHOLDS = Path(decision.__file__).with_name("thresholds.toml")


@click.command()
@of_hearing
@click.option("--context", "wanted", multiple=True, help="Only these, of those with limits.")
@click.option("--folds", "count", default=5, show_default=True, help="Groups of speakers.")
@click.option("--write", is_flag=True, help="Keep what is chosen.")
def main(
    folders: Sequence[Path],
    name: str,
    engine: str,
    model: Path | None,
    wanted: Sequence[str],
    count: int,
    jobs: int,
    write: bool,
) -> None:
    """Choose the thresholds of an engine and language on each CORPUS; all together are one."""
    try:
        corpus, language = load(*folders), load_language(name)
        engine_name = choice.choose(language, engine, model).load().name
        limits = datafile.read(_LIMITS, dict[str, dict[Context, Limits]]).get(engine_name, {})
    except FacilitatorError as error:
        sys.exit(f"{error}")
    if not limits:
        sys.exit(f"Nothing limits the recogniser “{engine_name}”; add it to {_LIMITS}.")
    contexts = [context for context in limits if context in (wanted or limits)]
    tasks: list[Task] = []
    for context in contexts:
        words, talk = meter.said(corpus, language, context)
        air = [CONDITIONS[condition] for condition in limits[context].wrong]
        tasks += [([recording], condition, context) for condition in air for recording in words]
        tasks += [([recording], None, context) for recording in talk]
    make = functools.partial(ears.ours, wanted=engine, model=model)
    cases = list(meter.hear(tasks, jobs, corpus, language, make))
    names = " and ".join(folder.resolve().name for folder in folders)
    click.echo(f"{engine_name}, {names}, {machine.name()}.\n")
    for context in contexts:
        ours = [case for case in cases if case.context is context]
        used = decision.load()[engine_name].of(context)
        chosen = folds.choose(ours, limits[context], count)
        click.echo("\n".join(_report(context, ours, used, chosen, limits[context])))
        if write:
            _write(engine_name, context, chosen.over_all)


def _report(
    context: Context, cases: Sequence[Case], used: float, chosen: Chosen, limits: Limits
) -> Iterator[str]:
    low, high = min(chosen.of_folds), max(chosen.of_folds)
    yield f"## `{context}`: {chosen.over_all:g} (of folds {low:g} ... {high:g}), used {used:g}\n"
    yield "Hits and, behind a stroke, wrong commands in %; of talk, false accepts an hour.\n"
    yield "| condition | of | used | chosen | on speakers left out | hoped for | at most wrong |"
    yield "|---" * 7 + "|"
    ways = (
        [case.believed_from(used) for case in cases],
        [case.believed_from(chosen.over_all) for case in cases],
        chosen.cases,
    )
    for condition, wrong in limits.wrong.items():
        cells = [_words(way, condition) for way in ways]
        of = sum(case.condition == condition for case in cases)
        hits = limits.hits.get(condition)
        hoped = "" if hits is None else f"{hits:g}"
        yield "| " + " | ".join([condition, str(of), *cells, hoped, f"{wrong:g}"]) + " |"
    hours = sum(case.seconds for case in cases if case.condition == TALK) / 3600
    cells = [_talk(way, hours) for way in ways] if hours else ["", "", ""]
    row = ["talk", f"{hours:.2f} h", *cells, "", f"{limits.false_accepts:g}"]
    yield "| " + " | ".join(row) + " |\n"
    words = [case for case in cases if case.condition != TALK]
    talk = [case for case in cases if case.condition == TALK]
    yield from curve(words, talk, chosen.over_all)


def _words(cases: Sequence[Case], condition: str) -> str:
    these = [case for case in cases if case.condition == condition]
    return f"{_percent([case.hit for case in these])} / {_percent([case.wrong for case in these])}"


def _percent(of: Sequence[bool]) -> str:
    value, low, high = intervals.share(int(np.sum(of)), len(of))
    return f"{value:.1f} [{low:.0f}-{high:.0f}]"


def _talk(cases: Sequence[Case], hours: float) -> str:
    count = sum(case.false_accepts for case in cases if case.condition == TALK)
    value, low, high = intervals.rate(count, hours)
    return f"{value:.1f} [{low:.1f}-{high:.1f}]"


def _write(engine: str, context: Context, threshold: float) -> None:
    """Set a threshold, and leave all else in the file as it is."""
    document = tomlkit.parse(_THRESHOLDS.read_text(encoding="utf-8"))
    document[engine][context.value] = threshold
    _THRESHOLDS.write_text(tomlkit.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    main()
