"""Makes the templates that ship with us: free voices say a language's phrases and decoys.

    python scripts/make_examples.py --language fr

Needs espeak-ng and pico2wave (Debian: espeak-ng, libttspico-utils). espeak-ng's
output and Pico's (Apache-2.0) may be shipped; MBROLA's voices may not.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from voice_facilitator.hearing import maker
from voice_facilitator.hearing.encoder import RATE, Encoder, model_folder
from voice_facilitator.hearing.templates import shipped
from voice_facilitator.library import load_language

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Espeak:
    """An espeak-ng voice at a rate (words a minute) and pitch (0 ... 99)."""

    voice: str
    rate: int = 160
    pitch: int = 50

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            options = ["-v", self.voice, "-s", str(self.rate), "-p", str(self.pitch)]
            subprocess.run(["espeak-ng", *options, "-w", file.name, "--", text], check=True)
            return _read(file.name)


@dataclass(frozen=True)
class Pico:
    """Pico's voice of a language at a speed and pitch (per cent)."""

    voice: str
    speed: int = 100
    pitch: int = 100

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        marked = f'<speed level="{self.speed}"><pitch level="{self.pitch}">{text}</pitch></speed>'
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            command = ["pico2wave", "-l", self.voice, "-w", file.name, "--", marked]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            return _read(file.name)


def _read(file: str) -> _Floats:
    samples, rate = soundfile.read(file, dtype="float32")
    return np.asarray(soxr.resample(samples, rate, RATE), np.float32)


Voice = Espeak | Pico

VOICES: dict[str, tuple[list[Voice], list[Voice]]] = {
    "fr": (
        [
            *(Espeak(voice) for voice in ("fr", "fr-be", "fr-ch", "fr+f2", "fr+f5", "fr+m3")),
            *(Espeak(voice) for voice in ("fr+klatt2", "fr+Annie")),
            *(Pico("fr-FR", *how) for how in ((100, 100), (80, 100), (125, 100), (85, 85))),
        ],
        [
            *(Espeak(voice) for voice in ("fr", "fr+f2", "fr+m3")),
            *(Pico("fr-FR", *how) for how in ((100, 100), (115, 80), (90, 120))),
        ],
    ),
}
"""Who says the phrases, and who the decoys, in each language."""


def recordings(language: str) -> Iterator[maker.Recording]:
    """All that the voices of `language` say."""
    saying = list(zip(VOICES[language], maker.texts(load_language(language)), strict=True))
    jobs = [(voice, text) for voices, texts in saying for voice in voices for text in texts]
    with ThreadPoolExecutor(2) as threads:
        sounds = threads.map(lambda job: job[0].say(job[1]), jobs)
        for (voice, text), samples in zip(jobs, sounds, strict=True):
            yield maker.Recording(text, f"{type(voice).__name__} {voice.voice}", samples)


@click.command()
@click.option("--language", type=click.Choice(sorted(VOICES)), default="fr", show_default=True)
@click.option("--output", type=click.Path(path_type=Path), help="Default: where they ship.")
def main(language: str, output: Path | None) -> None:
    """Make the templates of a language."""
    made = maker.templates(recordings(language), Encoder(model_folder()))
    file = output or shipped(language)
    made.save(file)
    size = file.stat().st_size / 1e6
    click.echo(
        f"{file}: {len(made.texts)} templates of {len(set(made.texts))} texts, {size:.1f} MB"
    )


if __name__ == "__main__":
    main()
