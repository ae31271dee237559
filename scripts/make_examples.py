"""Makes the templates that ship with us: free voices say a language's phrases and decoys.

    python scripts/make_examples.py --language fr

Needs espeak-ng and pico2wave (Debian: espeak-ng, libttspico-utils) and Kokoro
(scripts/measuring/kokoro.py), whose output may be shipped. French is then judged by
MBROLA's voices (mbrola, mbrola-fr1 ... fr7, ca1, ca2), which may not, and of which
nothing is kept but one number a phrase.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from measuring.casts import CASTS, Cast
from measuring.clips import Clips

from voice_facilitator.commands import Context
from voice_facilitator.hearing import maker
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.templates import Templates, shipped
from voice_facilitator.hearing.texts import texts
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.library import load_language

_FAIRNESS = 0.5
"""How much of a phrase's natural advantage is taken away: all of it would let in more talk."""


def recordings(cast: Cast, language: Language, clips: Clips) -> Iterator[maker.Recording]:
    """All that `cast` says."""
    phrases, decoys = texts(language)
    jobs = [(voice, text, False) for voice in cast.phrases for text in phrases]
    jobs += [(voice, text, True) for voice in cast.decoys for text in decoys]
    sounds = clips.all((voice, text) for voice, text, _ in jobs)
    for (voice, text, decoy), samples in zip(jobs, sounds, strict=True):
        yield maker.Recording(text, voice.name, samples, decoy)


def handicaps(
    templates: Templates, cast: Cast, language: Language, encoder: Encoder, clips: Clips
) -> dict[str, float]:
    """What to take from the log odds of each phrase, by what `cast.judges` get for saying it."""
    odds: dict[str, list[float]] = {}
    words = vocabulary(language, Context.QUESTION)
    for judge in cast.judges:
        engine = Examples(encoder, templates)
        said = [(phrase, clips.say(judge, phrase.text)) for phrase in words.phrases]
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
@click.option("--clips", "kept", type=click.Path(path_type=Path), help="Keep what is said here.")
def main(code: str, output: Path | None, kept: Path | None) -> None:
    """Make the templates of a language."""
    language, cast, encoder = load_language(code), CASTS[code], Encoder(model_folder())
    clips = Clips(kept)
    made = maker.templates(recordings(cast, language, clips), encoder)
    made = replace(made, handicaps=handicaps(made, cast, language, encoder, clips))
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
