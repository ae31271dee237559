"""Makes templates from recordings of voices that say the language's texts.

The same for the templates that ship with us, which a script makes from free
voices, and for those that a program makes on the spot for a language of the
user's own, from the one voice that is there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.edges import speech
from voice_facilitator.hearing.encoder import RATE, Encoder
from voice_facilitator.hearing.templates import Saying, Templates, like, make

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
    """Its kind (the synthesiser), a space, and which one."""
    samples: _Floats
    """Mono, 16 kHz."""
    decoy: bool = False
    """Whether the text is no command."""


def templates(recordings: Iterable[Recording], encoder: Encoder) -> Templates:
    """Templates of `recordings`."""
    return make(_sayings(recordings, encoder))


def more(known: Templates, recordings: Iterable[Recording], encoder: Encoder) -> Templates:
    """Templates of `recordings` that are to be joined to those `known`."""
    return like(known, _sayings(recordings, encoder))


def _sayings(recordings: Iterable[Recording], encoder: Encoder) -> Iterator[Saying]:
    noise = np.random.default_rng(0)
    for each in recordings:
        frames = _frames(each.samples, encoder, noise)
        yield Saying(each.text, each.voice, frames, each.decoy)


def _frames(samples: _Floats, encoder: Encoder, noise: np.random.Generator) -> _Floats:
    level = float(np.sqrt(np.mean(samples**2))) + 1e-9
    padded = np.pad(samples * (_LEVEL / level), _MARGIN)
    hiss = noise.normal(0, _HISS, len(padded))
    frames = encoder.frames(speech((padded + hiss).astype(np.float32)))
    return frames[EDGE:-EDGE] if len(frames) > 4 * EDGE else frames
