"""The code of `voice-facilitator listen`, as something that can be measured."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from measuring.air import RATE
from measuring.corpus import Samples
from voice_facilitator.commands import Context
from voice_facilitator.hearing import choice
from voice_facilitator.hearing.cut import Cut
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Engine, Scores
from voice_facilitator.hearing.insistence import Insistence
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.hearing.vocabulary import Vocabulary
from voice_facilitator.hearing.wake_word import WakeWord, Wish
from voice_facilitator.language import Language

_BLOCK = RATE // 10

Insist = Callable[[str], Insistence | None]
"""What is to be made of words said twice, by the name of the engine: `insistence.strict`, say."""


class Ears:
    """An engine behind an ear; with `insist`, what is doubtful twice may be obeyed as it says."""

    def __init__(
        self,
        language: Language,
        engine: Engine,
        insist: Insist | None = None,
        cut: Cut | None = None,
        wake_word: Wish | None = None,
    ) -> None:
        self._language = language
        self._engine = _Watched(engine)
        self._insist = insist
        self._cut = cut
        self._wish = wake_word
        self.costs_s = self._engine.costs_s

    def hear(self, stream: Samples, context: Context) -> Iterable[Utterance]:
        """What is said in `stream`, and what comes of it."""
        self.costs_s.clear()
        twice = self._insist(self._engine.name) if self._insist else None
        word = WakeWord(self._wish) if self._wish else None
        ear = Ear(
            self._language,
            self._engine,
            context,
            insistence=twice,
            cut=self._cut,
            wake_word=word,
        )
        return ear.hear(stream[i : i + _BLOCK] for i in range(0, len(stream), _BLOCK))


def ours(
    language: Language,
    wanted: str = "auto",
    model: Path | None = None,
    insist: Insist | None = None,
    wake_word: Wish | None = None,
) -> Ears:
    """The engine that a session would choose. Raises HearingError when it cannot be had."""
    engine = choice.choose(language, wanted, model).load()
    return Ears(language, engine, insist, wake_word=wake_word)


class _Watched:
    """An engine whose cost is noted."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self.costs_s: list[float] = []
        self._engine = engine

    def begin(self) -> None:
        self._engine.begin()

    def score(self, segment: Samples, vocabulary: Vocabulary) -> Scores:
        began = time.thread_time()
        scores = self._engine.score(segment, vocabulary)
        self.costs_s.append(time.thread_time() - began)
        return scores
