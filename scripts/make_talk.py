#!/usr/bin/env python3
"""Makes hours of a group that talks, as a corpus, to count what is wrongly obeyed.

Groups of five synthetic voices, each group in a room of its own, say sentences full of
the words of commands ("the next stop", "no more time", "let's go back"), with breaths
in the middle, short answers, long pauses; every minute or so somebody says a command to
us, with a pause on either side. `commands.csv` says when; all else is to be ignored.

    scripts/make_talk.py talk-en --language en --hours 3
    scripts/evaluate_hearing.py talk-en --language en --context conversation

Needs the voices that scripts/make_voices.py needs.
"""

import csv
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import click
import numpy as np
import soundfile
from measuring import grammar
from measuring.corpus import Samples
from measuring.grammar import Grammar
from measuring.party import RATE, Member, Party, Talk
from measuring.voices import STRANGERS, Voice, brisk

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.room.acoustics import Shoebox
from voice_facilitator.commands import Context
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language

_MINUTES = 10
"""Of each group."""
_PEOPLE = 5
_COMMANDS = 10
"""Of each group."""
_PACES = (0.9, 1.15)
"""How much faster they speak to each other than to us."""
_LEVELS_DB = (-34.0, -22.0)
_ROOM_M = ((3.5, 7.0), (3.0, 6.0), (2.4, 3.0))
_REVERBERATION_S = (0.25, 0.5)
_MARGIN_M = 0.6
_LOUD = 0.02
"""Of the peak: what a voice leaves silent before and after its words is quieter."""


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--language", "code", type=click.Choice(["en", "fr"]), default="en")
@click.option("--hours", default=3.0, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Another one is another talk.")
def main(folder: Path, code: str, hours: float, seed: int) -> None:
    """Write the corpus into FOLDER, which may be there already."""
    language, sentences = load_language(code), grammar.load(code)
    said = _commands(language, round(hours * 60 / _MINUTES), seed)
    (folder / "negative").mkdir(parents=True, exist_ok=True)

    def make(number: int) -> tuple[str, Talk]:
        talk = _group(STRANGERS[code], sentences, said[number], (seed, number))
        file = f"negative/group_{number:02}.flac"
        soundfile.write(folder / file, np.clip(talk.samples, -1, 1), RATE)
        return file, talk

    with ThreadPoolExecutor(2) as threads:
        talks = list(threads.map(make, range(len(said))))
    _write(folder / "manifest.csv", _MANIFEST, [(f, "negative", code, *_TALK) for f, _ in talks])
    rows = [(f, p.words, p.speaker, p.start_s, p.end_s) for f, talk in talks for p in talk.planted]
    _write(folder / "commands.csv", _PLANTED, rows)
    different = frozenset[str]().union(*(talk.sentences for _, talk in talks))
    click.echo(f"{folder}: {len(talks)} groups, {len(rows)} commands, {len(different)} sentences")


_MANIFEST = ("file", "kind", "language", "words", "speaker", "subset")
_TALK = ("", "five synthetic voices", "synthetic talk")
_PLANTED = ("file", "words", "speaker", "start_s", "end_s")


def _write(file: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(columns)
        writer.writerows(rows)


def _commands(language: Language, groups: int, seed: int) -> list[list[str]]:
    """What each group says to us: all wordings in turn."""
    wordings = [phrase.text for phrase in vocabulary(language, Context.CONVERSATION).phrases]
    order = np.random.default_rng(seed)
    count = groups * _COMMANDS
    rounds = [order.permutation(wordings) for _ in range(count // len(wordings) + 1)]
    said = np.concatenate(rounds)[:count].tolist()
    return [said[i : i + _COMMANDS] for i in range(0, count, _COMMANDS)]


def _group(
    voices: Sequence[Voice], sentences: Grammar, commands: Sequence[str], seed: tuple[int, int]
) -> Talk:
    chance = np.random.default_rng(seed)
    size = tuple(float(chance.uniform(*bounds)) for bounds in _ROOM_M)
    room = Shoebox((size[0], size[1], size[2]), float(chance.uniform(*_REVERBERATION_S)))
    here = (size[0] / 2, size[1] / 2, 0.8)

    def member(voice: Voice) -> Member:
        x, y = (float(chance.uniform(_MARGIN_M, side - _MARGIN_M)) for side in size[:2])
        response = room.response((x, y, 1.2), here)
        faster = brisk(voice, float(chance.uniform(*_PACES)))
        level_db = float(chance.uniform(*_LEVELS_DB))
        return Member(voice.name, partial(_said, faster), partial(_said, voice), response, level_db)

    chosen = chance.choice(len(voices), _PEOPLE, replace=False)
    party = Party([member(voices[int(number)]) for number in chosen], sentences, chance)
    return party.talk(60 * _MINUTES, commands)


def _said(voice: Voice, text: str) -> Samples:
    """`text`, without what the voice leaves silent around it."""
    samples = voice.say(text)
    loud = np.flatnonzero(np.abs(samples) > _LOUD * np.abs(samples).max(initial=0))
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


if __name__ == "__main__":
    main()
