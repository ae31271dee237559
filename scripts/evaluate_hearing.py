#!/usr/bin/env python3
"""Measures how well we hear: hits, wrong commands, false accepts an hour, delay and cost.

Words of a corpus (a folder with `manifest.csv`) are streamed through the very
code of `voice-facilitator listen`, as they come, by telephone, in rooms and in
noise; then hours in which nobody speaks to us. Each figure stands beside its
exact 95 % interval, and below are the operating curves, that is what other
thresholds would give, to choose them on.

    scripts/evaluate_hearing.py CORPUS --language en
    scripts/evaluate_hearing.py VOICES CORPUS --language fr

VOICES are what scripts/make_voices.py makes: each wording by synthetic voices. What
scripts/make_talk.py makes is talk in which each command is said as well.
With `--insistence` each word is said twice, and counts when either is obeyed; with
`--as-session` the same, but no more is asked of a single saying than a session does, and
the operating curve is that of single sayings. With `--wake-word NAME` a synthetic voice
says that before it, and nothing else is obeyed. With `--ask-back` it is told what asking
about doubtful words would bring.
Conditions have names (`--condition`), or are put together:

    scripts/evaluate_hearing.py CORPUS --band telephone --room --noise kitchen --snr 15
"""

import datetime
import functools
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from measuring import asking, calls, ears, machine, meter
from measuring.air import CONDITIONS, PAUSE_S, built
from measuring.corpus import Corpus, by_subset, first, load
from measuring.ears import Insist
from measuring.meter import Task
from measuring.options import of_hearing
from measuring.tables import costs, report

from voice_facilitator.commands import Context
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.hearing import choice, decision, insistence
from voice_facilitator.hearing.decision import Margins
from voice_facilitator.hearing.wake_word import wish
from voice_facilitator.language import Language
from voice_facilitator.library import load_language


@click.command()
@of_hearing
@click.option("--context", "contexts", multiple=True, default=["question", "conversation"])
@click.option("--condition", "conditions", multiple=True, type=click.Choice(list(CONDITIONS)))
@click.option("--band", type=click.Choice(["wide", "telephone"]), help="A condition: the line.")
@click.option("--room/--no-room", default=None, help="It has one of the corpus' rooms.")
@click.option("--noise", help="It has this noise: a subset of the corpus'.")
@click.option("--snr", type=float, help="So many dB below the active speech.")
@click.option("--word", "only", multiple=True, help="Only these words of the corpus.")
@click.option("--limit", type=int, help="At most so many recordings of each word and subset.")
@click.option(
    "--insistence", "insist", is_flag=True, help="Every word is said twice, the talk is joined."
)
@click.option(
    "--as-session", is_flag=True, help="The same, with no more asked of a single saying than there."
)
@click.option("--wake-word", metavar="NAME|FILE.tflite", help="Every word follows this one.")
@click.option("--joined", is_flag=True, help="The talk of each subset is one stream.")
@click.option(
    "--ask-back", "ask", is_flag=True, help="Tell what asking back would bring; the talk is joined."
)
@click.option("--report", "file", type=click.Path(path_type=Path), help="Write here as well.")
def main(
    folders: Sequence[Path],
    name: str,
    engine: str,
    model: Path | None,
    contexts: Sequence[str],
    conditions: Sequence[str],
    band: str | None,
    room: bool | None,
    noise: str | None,
    snr: float | None,
    only: Sequence[str],
    limit: int | None,
    insist: bool,
    as_session: bool,
    wake_word: str | None,
    joined: bool,
    ask: bool,
    jobs: int,
    file: Path | None,
) -> None:
    """Measure how well each CORPUS is heard; all together are one."""
    if insist and as_session:
        raise click.UsageError("Said twice, either --insistence or --as-session.")
    try:
        corpus, language = load(*folders), load_language(name)
        chosen = choice.choose(language, engine, model)
        engine_name = chosen.load().name
        twice = _twice(insist, as_session)
        margins = _margins(engine_name, twice)
        wished = wish(wake_word) if wake_word else None
    except FacilitatorError as error:
        sys.exit(str(error))
    air = [CONDITIONS[condition] for condition in conditions]
    if not (band is room is noise is snr is None):
        _check_noise(corpus, language, noise, snr)
        air.append(built(band == "telephone", bool(room), noise, snr or 0.0))
    air = air or list(CONDITIONS.values())
    if twice is not None:
        air = [replace(condition, sayings=2) for condition in air]
    tasks: list[Task] = []
    for context in map(Context, contexts):
        words, talk = meter.said(corpus, language, context, only)
        tasks += [([r], c, context) for c in air for r in first(words, limit)]
        kept = first(talk, limit)
        streams = by_subset(kept) if twice or ask or wished or joined else [[r] for r in kept]
        tasks += [(stream, None, context) for stream in streams]
    if wished is not None:
        results = list(calls.hear(tasks, jobs, corpus, language, engine, wished))
        told = [f"{chosen.sentence} {datetime.date.today()}, {machine.name()}.\n"]
        _print([*told, *calls.report(results, wished)], file)
        return
    make = functools.partial(ears.ours, wanted=engine, model=model, insist=twice)
    cases = list(meter.hear(tasks, jobs, corpus, language, make))
    names = " and ".join(folder.resolve().name for folder in folders)
    lines = [
        f"# Hearing in {language.name}\n",
        f"{chosen.sentence} {datetime.date.today()}, {machine.name()}, {names}.\n",
        "In brackets exact 95 % intervals. There is little free conversation in the talk, so "
        "false accepts an hour are flattering. Delay: from the end of the word's active speech "
        f"(within {meter.ACTIVE_DB:g} dB of its peak) to the decision.\n",
    ]
    if twice is not None:
        lines.append(
            f"Every word is said twice, {PAUSE_S:g} s apart, and what is doubtful twice may be "
            "obeyed.\n"
        )
    if twice or joined:
        lines.append("The talk of each subset is one stream.\n")
    for context in map(Context, contexts):
        lines += report(cases, context, margins)
        if ask:
            lines += asking.report(cases, context, margins, decision.load()[engine_name].asking)
    lines.append(costs(cases))
    _print(lines, file)


def _print(lines: Sequence[str], file: Path | None) -> None:
    click.echo("\n".join(lines))
    if file is not None:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check_noise(corpus: Corpus, language: Language, noise: str | None, snr: float | None) -> None:
    known = sorted({recording.subset for recording in corpus.of("noise", "", language.code)})
    if (noise is None) != (snr is None):
        raise click.UsageError("A noise needs both --noise SUBSET and --snr DB.")
    if noise is not None and noise not in known:
        raise click.UsageError(f"The corpus' noises are {', '.join(known) or 'none'}.")


def _twice(strictly: bool, as_session: bool) -> Insist | None:
    """What is made of words said twice."""
    if as_session:
        return insistence.added
    return insistence.strict if strictly else None


def _margins(engine: str, twice: Insist | None) -> Margins:
    """What a single saying needs."""
    insisting = None if twice is None else twice(engine)
    return decision.load()[engine] if insisting is None else insisting.alone


if __name__ == "__main__":
    main()
