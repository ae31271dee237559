"""Makes the templates that ship with us: free voices say a language's phrases and decoys.

    KOKORO=FOLDER scripts/make_examples.py --language fr

writes models/examples/fr.npz whole, the same from the same voices. Needs espeak-ng and
pico2wave (Debian: espeak-ng, libttspico-utils) and Kokoro in FOLDER
(scripts/measuring/kokoro.py), whose output may be shipped.
"""

from collections.abc import Iterator
from pathlib import Path

import click
from measuring.casts import CASTS, Cast
from measuring.clips import Clips

from voice_facilitator.hearing import maker
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.templates import shipped
from voice_facilitator.hearing.texts import texts
from voice_facilitator.language import Language
from voice_facilitator.library import load_language


def recordings(cast: Cast, language: Language, clips: Clips) -> Iterator[maker.Recording]:
    """All that `cast` says."""
    phrases, decoys = texts(language)
    jobs = [(voice, text, False) for voice in cast.phrases for text in phrases]
    jobs += [(voice, text, True) for voice in cast.decoys for text in decoys]
    sounds = clips.all((voice, text) for voice, text, _ in jobs)
    for (voice, text, decoy), samples in zip(jobs, sounds, strict=True):
        yield maker.Recording(text, voice.name, samples, decoy)


@click.command()
@click.option("--language", "code", type=click.Choice(sorted(CASTS)), default="fr")
@click.option("--output", type=click.Path(path_type=Path), help="Default: where they ship.")
@click.option("--clips", "kept", type=click.Path(path_type=Path), help="Keep what is said here.")
def main(code: str, output: Path | None, kept: Path | None) -> None:
    """Make the templates of a language."""
    language, cast, encoder = load_language(code), CASTS[code], Encoder(model_folder())
    clips = Clips(kept)
    made = maker.templates(recordings(cast, language, clips), encoder)
    file = output or shipped(code)
    made.save(file)
    size = file.stat().st_size / 1e6
    click.echo(
        f"{file}: {len(made.texts)} templates of {len(set(made.texts))} texts, {size:.1f} MB"
    )


if __name__ == "__main__":
    main()
