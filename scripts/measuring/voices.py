"""Free voices that say what no corpus has people say.

Each is a command-line synthesiser; a voice that is not installed is named with
what to install. MBROLA's may be used to measure, but nothing of theirs shipped.
"""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace

import click
import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from measuring import kokoro

RATE = 16_000
"""Hz of all that is said."""
PACKAGES = {"espeak-ng": "espeak-ng", "pico2wave": "libttspico-utils", "flite": "flite"}
"""Debian's names."""

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Espeak:
    """An espeak-ng voice at a rate (words a minute) and pitch (0 ... 99)."""

    voice: str
    rate: int = 160
    pitch: int = 50

    @property
    def name(self) -> str:
        """The voice, however fast."""
        return f"espeak-ng {self.voice}"

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        options = ["-v", self.voice, "-s", str(self.rate), "-p", str(self.pitch)]
        return _spoken(["espeak-ng", *options, "-w", _FILE, "--", text])


@dataclass(frozen=True)
class Pico:
    """Pico's voice of a language at a speed and pitch (per cent)."""

    voice: str
    speed: int = 100
    pitch: int = 100

    @property
    def name(self) -> str:
        """The voice, however fast or high."""
        return f"pico {self.voice}"

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        marked = f'<speed level="{self.speed}"><pitch level="{self.pitch}">{text}</pitch></speed>'
        return _spoken(["pico2wave", "-l", self.voice, "-w", _FILE, "--", marked])


@dataclass(frozen=True)
class Flite:
    """One of flite's English voices."""

    voice: str

    @property
    def name(self) -> str:
        """The voice."""
        return f"flite {self.voice}"

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        return _spoken(["flite", "-voice", self.voice, "-t", text, "-o", _FILE])


@dataclass(frozen=True)
class Kokoro:
    """One of Kokoro's voices, whatever its tongue, speaks a language at a speed (1: its own)."""

    voice: str
    language: str = "fr"
    speed: float = 1.0

    @property
    def name(self) -> str:
        """The voice, however fast."""
        return f"kokoro {self.voice}"

    def say(self, text: str) -> _Floats:
        """`text` spoken, mono, 16 kHz."""
        return kokoro.say(text, self.language, self.voice, self.speed, RATE)


Voice = Espeak | Pico | Flite | Kokoro


def brisk(voice: Voice, times: float) -> Voice:
    """`voice`, so many times as fast; flite's have one pace."""
    match voice:
        case Espeak():
            return replace(voice, rate=round(voice.rate * times))
        case Pico():
            return replace(voice, speed=round(voice.speed * times))
        case Flite():
            return voice


_SPEED = 150
"""Words a minute: people speak to a machine slowly."""
_VARIANTS = ("m1", "m4", "f1", "f3")

STRANGERS: dict[str, tuple[Voice, ...]] = {
    "en": (
        *(Espeak(f"mb-{name}", _SPEED) for name in ("en1", "us1", "us2", "us3")),
        *(Flite(name) for name in ("awb", "kal16", "rms", "slt")),
        *(Pico(name, 85) for name in ("en-GB", "en-US")),
        *(
            Espeak(f"{accent}+{kind}", _SPEED)
            for accent, kind in zip(
                ("en-us", "en-gb", "en-gb-scotland", "en-us"), _VARIANTS, strict=True
            )
        ),
    ),
    "fr": (
        *(Espeak(f"mb-fr{number}", _SPEED) for number in range(1, 8)),
        *(Espeak(f"mb-{name}", _SPEED) for name in ("ca1", "ca2")),
        *(
            Espeak(f"{accent}+{kind}", _SPEED)
            for accent, kind in zip(("fr", "fr-be", "fr-ch", "fr"), _VARIANTS, strict=True)
        ),
    ),
    "ko": (
        *(Espeak("ko" + kind, _SPEED) for kind in ("", "+m1", "+m4", "+m7", "+klatt2")),
        *(Espeak("ko" + kind, _SPEED) for kind in ("+f1", "+f2", "+f3", "+f5", "+Annie")),
    ),
}
"""Voices by language that no template is made of, and no threshold chosen on."""

_FILE = "{file}"
"""Where a command is told the name of the file to write."""


def _spoken(command: list[str]) -> _Floats:
    if shutil.which(command[0]) is None:
        package = PACKAGES[command[0]]
        raise click.ClickException(f"{command[0]} is missing; apt-get install {package}")
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = [file.name if part == _FILE else part for part in command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        samples, rate = soundfile.read(file.name, dtype="float32")
    return np.asarray(soxr.resample(samples, rate, RATE), np.float32)
