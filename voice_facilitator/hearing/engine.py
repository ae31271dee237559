"""The port that every recogniser stands behind.

An engine is not asked "what was said?" but "how well does this segment fit each
phrase that I know, and how well anything else?": the answer to the second
question is right far more often, since the language model's surprise at a lone
"stop" no longer counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voice_facilitator.hearing.vocabulary import Phrase, Vocabulary


@dataclass(frozen=True, slots=True)
class Scores:
    """How well a segment fits."""

    phrases: Mapping[Phrase, float]
    """The log score of each phrase of the vocabulary, on the engine's own scale."""
    none: float
    """The log score of everything else together, on the same scale."""
    text: str | None
    """What the engine would write down, in lower case, without marks; None if it cannot say."""


class Engine(Protocol):
    """A recogniser for one language."""

    name: str
    """As in `--engine` and in the table of thresholds."""

    def begin(self) -> None:
        """Another stream begins, perhaps in another room: what was learned of the last is void."""

    def score(self, segment: npt.NDArray[np.float32], vocabulary: Vocabulary) -> Scores:
        """Weigh `segment` (mono, 16 kHz, -1 ... 1; a second or two) against `vocabulary`."""
