"""What is doubtful is heard once more, a little slower.

In noise much of what a recogniser makes of a word is chance: slowed down, the same
word falls on other frames, and is misheard in another way. What was said is common to
both listenings, so their scores are averaged. Little of what people talk is doubtful,
so that this costs little.
"""

import numpy as np
import numpy.typing as npt
import soxr

from voice_facilitator.hearing import decision
from voice_facilitator.hearing.encoder import RATE
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.vocabulary import Vocabulary

SLOWER = 1.2
"""How many times as long, and as much lower in pitch."""
HOPELESS = -10.0
"""What is less like a command than this is not made one by another listening."""
CLEAR = 2.0
"""What is likelier than this stays believed after another."""

_Floats = npt.NDArray[np.float32]


class Relistening:
    """An engine that is asked again where it is in doubt; its scale stays the same."""

    def __init__(self, engine: Engine) -> None:
        """`engine` keeps nothing of what it hears, and gives every phrase a score."""
        self.name = engine.name
        self._engine = engine
        self._weights = decision.load()[engine.name].weights

    def begin(self) -> None:
        """Another stream begins."""
        self._engine.begin()

    def score(self, segment: _Floats, vocabulary: Vocabulary) -> Scores:
        """Weigh `segment`, twice if need be, on the engine's own scale."""
        first = self._engine.score(segment, vocabulary)
        if not HOPELESS < decision.decide(first, 0.0, self._weights).margin < CLEAR:
            return first
        return _mean(first, self._engine.score(_slowed(segment), vocabulary))


def _slowed(segment: _Floats) -> _Floats:
    return np.asarray(soxr.resample(segment, RATE, RATE * SLOWER), np.float32)


def _mean(first: Scores, second: Scores) -> Scores:
    """What both say, in the words of the first."""
    phrases = {
        phrase: (score + second.phrases[phrase]) / 2 for phrase, score in first.phrases.items()
    }
    return Scores(phrases, (first.none + second.none) / 2, first.text)
