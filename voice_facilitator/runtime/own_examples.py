"""Examples of phrases that we ship none of: a language or a wording of the user's own.

The embedded recogniser compares with examples (see `hearing.examples`). Those of
our own languages ship with us, from several free voices. What a user adds is said
by espeak-ng's voices of the language on the user's own machine, in some of their
variants, once: the templates are kept in a file that is named by what made them.

A saying takes some 12 ms, and its frames as much.
"""

import contextlib
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from voice_facilitator.errors import HearingError, SpeechError
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.texts import texts
from voice_facilitator.language import Language
from voice_facilitator.sound.wavefile import HEARING_RATE
from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice
from voice_facilitator.wholefile import replacing

log = logging.getLogger(__name__)

_VARIANTS = tuple((name, 160) for name in ("", "+f2", "+f5", "+m3", "+m7", "+klatt2", "+Annie"))
_PHRASE_VOICES = (*_VARIANTS, ("", 110), ("+f2", 110), ("+m3", 110))
"""Variants of the language's voice, and words a minute: people speak slowly to a machine."""
_DECOY_VOICES = (("+f2", 160), ("+m3", 130))
_KNOWN_BY = 15
"""Decoys that each voice says to be known by, some seconds, when only some phrases are new."""

_Voices = Sequence[tuple[str, int]]
_Job = tuple[_Voices, Sequence[str], bool]
"""Who says what, and whether those are decoys."""
_Said = tuple[str, str, npt.NDArray[np.float32], bool]
"""Text, voice, samples at 16 kHz, and whether it is a decoy."""


class OwnExamples:
    """The templates that a language needs beside those that ship with us."""

    def __init__(self, language: Language, folder: Path) -> None:
        """Nothing is made yet; `folder` is where it is to be kept."""
        self._language = language
        self._shipped = templates.shipped(language.code)
        known = templates.texts(self._shipped) if self._shipped.is_file() else frozenset()
        phrases, self._decoys = texts(language)
        self.missing = tuple(text for text in phrases if text not in known)
        """The phrases that there are no templates of."""
        self.file = folder / f"{self._key()}.npz"
        """Where the templates of those are, once they are made."""

    def make(self, progress: Callable[[int, int], object] | None = None) -> None:
        """Make what is missing, unless that is done; say so in one sentence if it cannot be.

        `progress` is told after each saying how many are done, of how many. Raises
        HearingError when the recogniser is missing.
        """
        if not self.missing or _is_good(self.file):
            return
        log.info("Making examples of %s in %s, once.", self._named(), self._language.name)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            made = self._made(progress or _tell_nobody)
            with replacing(self.file) as part:
                made.save(part)
        except SpeechError as error:
            log.warning("Cannot hear %s: there are no examples of it. %s", self._named(), error)
        except OSError as error:
            log.warning(
                "Cannot hear %s: its examples cannot be kept in %s (%s); choose another folder "
                "with --cache-dir.",
                self._named(),
                self.file.parent,
                error.strerror or error,
            )

    def _named(self) -> str:
        few = ", ".join(f"“{text}”" for text in self.missing[:3])
        return few if len(self.missing) <= 3 else f"{few} and {len(self.missing) - 3} more"

    def _made(self, progress: Callable[[int, int], object]) -> templates.Templates:
        # The recogniser's libraries are loaded only where there is something to make.
        from voice_facilitator.hearing import maker
        from voice_facilitator.hearing.encoder import Encoder, model_folder

        encoder = Encoder(model_folder())
        jobs, known = self._jobs(), self._shipped.is_file()
        total = sum(len(voices) * len(texts) for voices, texts, _ in jobs)
        recordings = (
            maker.Recording(text, voice, samples, decoy)
            for text, voice, samples, decoy in _counted(self._sayings(jobs), progress, total)
        )
        if not known:
            return maker.templates(recordings, encoder)
        return maker.more(templates.load(self._shipped), recordings, encoder)

    def _jobs(self) -> list[_Job]:
        phrases = (_PHRASE_VOICES, self.missing, False)
        if self._shipped.is_file():
            return [phrases, (_VARIANTS, self._decoys[:_KNOWN_BY], True)]
        return [phrases, (_DECOY_VOICES, self._decoys, True)]

    def _sayings(self, jobs: Sequence[_Job]) -> Iterator[_Said]:
        for voices, said, decoy in jobs:
            for variant, rate in voices:
                name = self._language.voice + variant
                with contextlib.closing(Pyttsx3Voice(name, rate)) as voice:
                    for text in said:
                        clip = voice.synthesise(text)
                        samples = np.asarray(
                            soxr.resample(clip.samples, clip.rate, HEARING_RATE), np.float32
                        )
                        yield text, f"espeak-ng {name}", samples, decoy

    def _key(self) -> str:
        """A name for these templates and no others."""
        shipped = self._shipped.stat().st_size if self._shipped.is_file() else 0
        voices = (self._language.voice, _PHRASE_VOICES, _DECOY_VOICES)
        made_of = (self._language.code, self.missing, self._decoys, voices, shipped)
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]


def _tell_nobody(done: int, total: int) -> None:
    """Who does not want to know how far it is."""


def _counted(
    sayings: Iterator[_Said], progress: Callable[[int, int], object], total: int
) -> Iterator[_Said]:
    for done, saying in enumerate(sayings, 1):
        yield saying
        progress(done, total)


def _is_good(file: Path) -> bool:
    """Whether templates are there and whole."""
    if not file.is_file():
        return False
    try:
        templates.load(file)
    except HearingError:
        return False
    return True
