"""A text as it sounds, and when each sentence of it is said."""

from dataclasses import dataclass

from voice_facilitator.speech.synthesiser import Samples


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and when it is heard, in seconds from the text's first sample."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text as it sounds."""

    samples: Samples
    """Mono, full scale at -1 and 1, about -20 dBFS while speaking."""
    rate: int
    """Samples a second."""
    sentences: tuple[Sentence, ...]
    """In order, with pauses between them."""

    @property
    def seconds(self) -> float:
        """How long it takes."""
        return self.samples.size / self.rate
