#!/usr/bin/env python3
"""Makes a corpus of what no people were recorded saying: every wording, by synthetic voices.

Each wording of a language's commands and answers is said by every voice of
`STRANGERS`, none of which the templates were made of, into a folder with a `manifest.csv`, which
scripts/evaluate_hearing.py takes beside a corpus of people. MBROLA's French voices
weighed the templates' phrases against each other, though; espeak-ng's did nothing.

    scripts/make_voices.py voices-fr --language fr
    scripts/evaluate_hearing.py voices-fr CORPUS --language fr

Korean, whose file is one of the tests', is for Vosk, with the one model that pip has.

Debian: espeak-ng mbrola mbrola-{fr1,fr2,fr3,fr4,fr5,fr6,fr7,ca1,ca2,en1,us1,us2,us3}
libttspico-utils flite.
"""

import csv
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import numpy as np
import soundfile
from measuring.voices import RATE, STRANGERS, Voice

from voice_facilitator.hearing.texts import texts
from voice_facilitator.library import load_language

_COLUMNS = ("file", "kind", "language", "words", "speaker", "subset")
_LEVEL = 0.05
"""RMS, -26 dBFS."""


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--language", "name", default="fr", show_default=True, help="Its code, or its file.")
def main(folder: Path, name: str) -> None:
    """Write the corpus into FOLDER, which may be there already."""
    language = load_language(name)
    code = language.code
    if code not in STRANGERS:
        raise click.UsageError(f"There are voices of {', '.join(sorted(STRANGERS))} only.")
    phrases, _ = texts(language)
    rows = [(voice, text, _file(voice, text)) for voice in STRANGERS[code] for text in phrases]

    def write(row: tuple[Voice, str, Path]) -> None:
        voice, text, file = row
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        samples = voice.say(text)
        samples *= _LEVEL / np.sqrt(np.mean(samples**2))
        soundfile.write(folder / file, np.clip(samples, -1, 1), RATE)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, rows))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(_COLUMNS)
        writer.writerows(
            (file, "positive", code, text, voice.name, voice.name.split()[0])
            for voice, text, file in rows
        )
    click.echo(f"{folder}: {len(phrases)} wordings by {len(STRANGERS[code])} voices")


def _file(voice: Voice, text: str) -> Path:
    name = re.sub(r"\W+", "_", f"{voice.name} {text}")
    return Path("positive") / f"{name}.flac"


if __name__ == "__main__":
    main()
