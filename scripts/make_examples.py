"""Makes the templates that ship with us: free voices say a language's phrases and decoys.

    python scripts/make_examples.py --language fr

Needs espeak-ng and pico2wave (Debian: espeak-ng, libttspico-utils), whose output may
be shipped. French is then judged by MBROLA's voices (mbrola, mbrola-fr1 ... fr7, ca1,
ca2), which may not, and of which nothing is kept but one number a phrase.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from measuring.voices import Espeak, Pico, Voice

from voice_facilitator.commands import Context
from voice_facilitator.hearing import maker
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.templates import Templates, shipped
from voice_facilitator.hearing.texts import texts
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language


@dataclass(frozen=True)
class Cast:
    """Who speaks for a language."""

    phrases: tuple[Voice, ...]
    """Who says the phrases: several voices, and slowly too, as people speak to a machine."""
    decoys: tuple[Voice, ...]
    """Who says the rest."""
    judges: tuple[Voice, ...]
    """Voices that are none of these; nothing of theirs is kept but each phrase's handicap."""


CASTS = {
    "fr": Cast(
        phrases=(
            *(Espeak(voice) for voice in ("fr", "fr-be", "fr-ch", "fr+f2", "fr+f5", "fr+m3")),
            *(Espeak(voice) for voice in ("fr+klatt2", "fr+Annie", "fr-be+f5", "fr-ch+m7")),
            *(Espeak(voice, 100) for voice in ("fr", "fr+f2", "fr+m3", "fr-be+f5", "fr-ch+m7")),
            *(Pico("fr-FR", speed) for speed in (65, 80, 100, 125)),
            *(Pico("fr-FR", *how) for how in ((60, 80), (85, 85), (65, 120), (100, 130))),
        ),
        decoys=(
            Espeak("fr+f2"),
            Espeak("fr-be+f5", 130),
            Pico("fr-FR"),
            Pico("fr-FR", 75, 120),
        ),
        judges=tuple(Espeak(f"mb-{name}", 150) for name in ("fr1", "fr2", "fr3", "fr4", "fr5"))
        + tuple(Espeak(f"mb-{name}", 150) for name in ("fr6", "fr7", "ca1", "ca2")),
    ),
}

_FAIRNESS = 0.5
"""How much of a phrase's natural advantage is taken away: all of it would let in more talk."""


def recordings(cast: Cast, language: Language) -> Iterator[maker.Recording]:
    """All that `cast` says."""
    phrases, decoys = texts(language)
    jobs = [(voice, text, False) for voice in cast.phrases for text in phrases]
    jobs += [(voice, text, True) for voice in cast.decoys for text in decoys]
    with ThreadPoolExecutor(2) as threads:
        sounds = threads.map(lambda job: job[0].say(job[1]), jobs)
        for (voice, text, decoy), samples in zip(jobs, sounds, strict=True):
            yield maker.Recording(text, voice.name, samples, decoy)


def handicaps(
    templates: Templates, cast: Cast, language: Language, encoder: Encoder
) -> dict[str, float]:
    """What to take from the log odds of each phrase, by what `cast.judges` get for saying it."""
    odds: dict[str, list[float]] = {}
    words = vocabulary(language, Context.QUESTION)
    for judge in cast.judges:
        engine = Examples(encoder, templates)
        said = [(phrase, judge.say(phrase.text)) for phrase in words.phrases]
        for hearing in ("to know the voice", "to judge"):
            for phrase, samples in said:
                score = engine.score(samples, words).phrases[phrase]
                if hearing == "to judge" and np.isfinite(score):
                    odds.setdefault(phrase.text, []).append(score)
    means = {text: float(np.mean(each)) for text, each in odds.items()}
    usual = float(np.mean(list(means.values())))
    return {text: _FAIRNESS * (mean - usual) for text, mean in means.items()}


@click.command()
@click.option("--language", "code", type=click.Choice(sorted(CASTS)), default="fr")
@click.option("--output", type=click.Path(path_type=Path), help="Default: where they ship.")
def main(code: str, output: Path | None) -> None:
    """Make the templates of a language."""
    language, cast, encoder = load_language(code), CASTS[code], Encoder(model_folder())
    made = maker.templates(recordings(cast, language), encoder)
    made = replace(made, handicaps=handicaps(made, cast, language, encoder))
    file = output or shipped(code)
    made.save(file)
    size = file.stat().st_size / 1e6
    click.echo(
        f"{file}: {len(made.texts)} templates of {len(set(made.texts))} texts, {size:.1f} MB"
    )
    for text, handicap in sorted(made.handicaps.items(), key=lambda item: item[1]):
        click.echo(f"{handicap:6.2f}  {text}")


if __name__ == "__main__":
    main()
