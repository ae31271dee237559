"""The port between our sentences and whatever voice speaks them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples, full scale at -1 and 1."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of speech as the voice made it."""

    samples: Samples
    """Mono, full scale at -1 and 1."""
    rate: int
    """Samples a second."""


class Synthesiser(Protocol):
    """A voice, ready to speak; may be called from any thread."""

    @property
    def name(self) -> str:
        """The engine, the voice and every setting that changes how it sounds."""

    @property
    def version(self) -> str:
        """The engine's version. Raises SpeechError when there is no engine to ask."""

    def synthesise(self, text: str) -> Clip:
        """Speak `text`, a sentence or so. Raises SpeechError that says what to do."""
