"""Makes templates from recordings of voices that say the language's texts.

The same for the templates that ship with us, which a script makes from free
voices, and for those that a program makes on the spot for a language of the
user's own, from the one voice that is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.edges import speech
from voice_facilitator.hearing.encoder import RATE, Encoder
from voice_facilitator.hearing.templates import Saying, Templates, make
from voice_facilitator.language import Language

_Floats = npt.NDArray[np.float32]

_LEVEL = 0.05
"""RMS that recordings are brought to: -26 dBFS, as people's words are in our test recordings."""
_HISS = 10 ** (-70 / 20)
"""RMS of the noise under them: digital silence is a sound that no room makes."""
_MARGIN = round(0.1 * RATE)
EDGE = 3
"""Frames that are cut at either end of a template: the margin around its speech."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice says a text."""

    text: str
    voice: str
    """Whatever names the voice."""
    samples: _Floats
    """Mono, 16 kHz."""
    decoy: bool = False
    """Whether the text is no command."""


def texts(language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What voices should say for `language`: the phrases of its commands, and the decoys."""
    phrases = dict.fromkeys(
        text
        for wordings in (language.phrases, language.answers)
        for each in wordings.values()
        for text in each
    )
    decoys = dict.fromkeys(text for text in language.decoys if text not in phrases)
    return tuple(phrases), tuple(decoys)


def templates(recordings: Iterable[Recording], encoder: Encoder) -> Templates:
    """Templates of `recordings`."""
    noise = np.random.default_rng(0)
    return make(
        Saying(each.text, each.voice, _frames(each.samples, encoder, noise), each.decoy)
        for each in recordings
    )


def _frames(samples: _Floats, encoder: Encoder, noise: np.random.Generator) -> _Floats:
    level = float(np.sqrt(np.mean(samples**2))) + 1e-9
    padded = np.pad(samples * (_LEVEL / level), _MARGIN)
    hiss = noise.normal(0, _HISS, len(padded))
    frames = encoder.frames(speech((padded + hiss).astype(np.float32)))
    return frames[EDGE:-EDGE] if len(frames) > 4 * EDGE else frames
