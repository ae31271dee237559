"""An engine, and beside it the group's own sayings of some phrases.

What scores spellings knows a language, but not how this group speaks it. Where a
phrase was taught, the segment is also compared with examples, and whichever of the
two is surer of that phrase is believed; of the rest the engine judges alone.

Two engines' margins have scales of their own. They are brought together at what is
asked of each: an example that is just believed in the context where that is hardest
counts as much as the other engine's margin that is just believed there.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.vocabulary import Vocabulary


class Accents:
    """An engine that has been taught."""

    def __init__(self, engine: Engine, examples: Examples, taught: frozenset[str]) -> None:
        """`taught` are the phrases that `examples` is believed in."""
        self.name = engine.name
        self._engine = engine
        self._examples = examples
        self._taught = taught
        thresholds = decision.load()
        mine, theirs = thresholds[examples.name], thresholds[engine.name]
        self._weights, self._examples_weights = theirs.weights, mine.weights
        self._dearer = max(mine.of(context) - theirs.of(context) for context in Context)
        """What an example's margin has to be above the engine's to be worth as much."""

    def begin(self) -> None:
        """Another stream begins, for both."""
        self._engine.begin()
        self._examples.begin()

    def score(self, segment: npt.NDArray[np.float32], vocabulary: Vocabulary) -> Scores:
        """Weigh `segment`, on the engine's own scale."""
        scores = self._engine.score(segment, vocabulary)
        compared = self._examples.score(segment, vocabulary)
        phrase = max(compared.phrases, key=lambda phrase: compared.phrases[phrase], default=None)
        if phrase is None or phrase.text not in self._taught:
            return scores
        decided = decision.decide(compared, 0.0, self._examples_weights)
        if decided.command is not phrase.command:
            return scores
        margin = decided.margin - self._dearer
        rivals = [
            score + self._weights.get(other.text, 0.0)
            for other, score in scores.phrases.items()
            if other.command is not phrase.command
        ]
        rest = float(np.logaddexp.reduce([scores.none, *rivals]))
        needed = margin + rest - self._weights.get(phrase.text, 0.0)
        if needed <= scores.phrases[phrase]:
            return scores
        return replace(scores, phrases={**scores.phrases, phrase: needed}, text=phrase.text)
