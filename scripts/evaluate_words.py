#!/usr/bin/env python3
"""Measures recognition by example on words of French people, who gave us no commands.

CORPUS/french-words.csv names recordings of people and the noun that each says, mostly
with an article. Voices that may be shipped say every noun bare and with its articles;
then each recording is laid on all of them by the very engine, once to know the room
and once to judge. Printed is how often the right word is the nearest of 13 (as many
as a session has commands) and of all.

    scripts/evaluate_words.py CORPUS

What would come of *every* draw of 13 words is counted, not drawn; in brackets 95 % of
2,000 bootstrapped sets of words. Ways to recognise were chosen on the first half (every
other word, in the file's order): believe the second. Needs espeak-ng, Pico and Kokoro
(scripts/measuring/kokoro.py).
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from measuring.casts import ROBOTS, SPEAKERS
from measuring.clips import Clips
from measuring.voices import Voice

from voice_facilitator.hearing import maker
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.sound.wavefile import read

_AMONG = 13
_BOOTSTRAPS = 2000
_ALONE = ("le", "la", "un", "une", "les", "des")
"""Decoys, which the engine cannot do without: an article with nothing behind it."""
_FEMININE = [
    "Afrique",
    "Asie",
    "Autriche",
    "Bolivie",
    "Europe",
    "Hongrie",
    "Somalie",
    "Ukraine",
    "aiguille",
    "argile",
    "assiette",
    "autruche",
    "bulle",
    "cerise",
    "cheville",
    "citrouille",
    "colle",
    "crevette",
    "cuillère",
    "douche",
    "eau",
    "ferme",
    "flamme",
    "fontaine",
    "fraise",
    "guêpe",
    "haie",
    "hanche",
    "harpe",
    "herbe",
    "joue",
    "lampe",
    "langue",
    "maison",
    "miette",
    "médaille",
    "noix",
    "nuit",
    "papaye",
    "perruche",
    "pipe",
    "pizza",
    "poire",
    "porte",
    "poubelle",
    "radio",
    "rose",
    "route",
    "serviette",
    "souris",
    "télévision",
    "vapeur",
    "voile",
    "écharpe",
    "île",
]
_ASPIRATED = frozenset(("Hongrie", "haie", "hanche", "harpe"))
_VOWELS = tuple("aeiouhéîœ")

_Floats = npt.NDArray[np.float32]
_Ranks = npt.NDArray[np.int64]
"""How many wrong words were nearer than the right one, for each word."""


@dataclass(frozen=True)
class Word:
    """A noun and somebody who says it."""

    text: str
    samples: _Floats
    """Mono, 16 kHz."""

    @property
    def forms(self) -> tuple[str, str, str]:
        """How it may be said: bare, with the definite and with the indefinite article."""
        feminine = self.text in _FEMININE
        elided = self.text.lower().startswith(_VOWELS) and self.text not in _ASPIRATED
        definite = "l'" if elided else "la " if feminine else "le "
        indefinite = "une " if feminine else "un "
        return self.text, definite + self.text, indefinite + self.text


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path, exists=True))
@click.option("--robots", is_flag=True, help="Let only espeak-ng and Pico speak.")
@click.option("--clips", type=click.Path(path_type=Path), help="Keep what the voices say here.")
def main(corpus: Path, robots: bool, clips: Path | None) -> None:
    """Measure on the words of CORPUS."""
    words, voices = list(_words(corpus)), ROBOTS if robots else (*ROBOTS, *SPEAKERS)
    names = dict.fromkeys(voice.name for voice in voices)
    click.echo(f"{len(words)} words; {len(voices)} ways to say them by {', '.join(names)}.\n")
    ranks = _ranks(words, voices, Clips(clips))
    click.echo(f"| words | right of {_AMONG}, % | right of all {len(words)}, % |")
    click.echo("|---|---|---|")
    for name, these in (
        ("chosen on", ranks[::2]),
        ("the others", ranks[1::2]),
        ("all", ranks),
    ):
        cells = (_bracketed(_among(these, len(words))), _bracketed(these == 0))
        click.echo(f"| {name} | {' | '.join(cells)} |")


def _words(corpus: Path) -> Iterator[Word]:
    with (corpus / "french-words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            blocks = list(read(corpus / row["file"]))
            yield Word(row["word"], np.concatenate([np.zeros(0, np.float32), *blocks]))


def _recordings(
    words: Sequence[Word], voices: Sequence[Voice], clips: Clips
) -> Iterator[maker.Recording]:
    jobs = [(v, word.text, form, False) for v in voices for word in words for form in word.forms]
    jobs += [(voices[0], text, text, True) for text in _ALONE]
    sounds = clips.all((voice, said) for voice, _, said, _ in jobs)
    for (voice, text, _, decoy), samples in zip(jobs, sounds, strict=True):
        yield maker.Recording(text, voice.name, samples, decoy)


def _ranks(words: Sequence[Word], voices: Sequence[Voice], clips: Clips) -> _Ranks:
    encoder = Encoder(model_folder())
    engine = Examples(encoder, maker.templates(_recordings(words, voices, clips), encoder))
    for word in words:
        engine.distances(word.samples)
    ranks = []
    for word in words:
        distances, _ = engine.distances(word.samples)
        far = {each.text: engine.distance(distances, each.text) for each in words}
        ranks.append(sum(other < far[word.text] for other in far.values()))
    return np.array(ranks)


def _among(ranks: _Ranks, count: int) -> npt.NDArray[np.float64]:
    """The chance of each word to be nearest among itself and others that are drawn."""
    others = _AMONG - 1
    return np.array([comb(count - 1 - rank, others) / comb(count - 1, others) for rank in ranks])


def _bracketed(right: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> str:
    chance = np.random.default_rng(0)
    means = [chance.choice(right, len(right)).mean() for _ in range(_BOOTSTRAPS)]
    low, high = 100 * np.percentile(means, [2.5, 97.5])
    return f"{100 * right.mean():.1f} [{low:.0f}-{high:.0f}]"


if __name__ == "__main__":
    main()
