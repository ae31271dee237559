"""Samples in, utterances out: segmenter, engine and decision in one.

Everything that goes wrong for a command has its place here: it was too long to be
one, it does not count now, the score is too low, it came right behind another,
or it was our own voice. The reason is told, so that people can try their room.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.hearing.segmenter import Segment, Segmenter
from voice_facilitator.hearing.vocabulary import Vocabulary, vocabulary
from voice_facilitator.language import Language

_MASK_BEFORE_S = 0.1
_MASK_AFTER_S = 0.5
"""A masked word is ignored from a little before it is said until the room has fallen silent."""


class Utterance(msgspec.Struct, frozen=True):
    """One stretch of speech and what came of it. Seconds count from the stream's start."""

    start_s: float
    """Where speech began."""
    end_s: float
    """Where it ended."""
    decided_s: float
    """How much of the stream had been heard when it closed, plus the time that deciding took."""
    text: str | None
    """What the engine would write down, where it can say."""
    command: Command | None
    """The likeliest command, accepted or not."""
    accepted: bool
    """Whether it is to be obeyed."""
    reason: str
    """Why, or why not, in a few words."""

    def later(self, by_s: float) -> "Utterance":
        """The same in a stream that began `by_s` seconds earlier."""
        return msgspec.structs.replace(
            self,
            start_s=self.start_s + by_s,
            end_s=self.end_s + by_s,
            decided_s=self.decided_s + by_s,
        )

    def json(self) -> str:
        """One JSON line, times to the millisecond."""
        rounded = {
            name: round(getattr(self, name), 3) for name in ("start_s", "end_s", "decided_s")
        }
        return msgspec.json.encode(msgspec.structs.replace(self, **rounded)).decode()


@dataclass(frozen=True, slots=True)
class _Mask:
    words: frozenset[str]
    start_s: float
    end_s: float


class Ear:
    """Listens to one stream in one language."""

    def __init__(
        self, language: Language, engine: Engine, context: Context, refractory_s: float = 0.0
    ) -> None:
        """After a command, nothing is obeyed that began within `refractory_s` of its end."""
        self._language = language
        self._engine = engine
        self._thresholds = decision.load()[engine.name]
        self._segmenter = Segmenter()
        self._vocabularies: dict[Context, Vocabulary] = {}
        self._masks: list[_Mask] = []
        self._refractory_s = refractory_s
        self._deaf_until_s = -np.inf
        self.listen(context)

    @property
    def position_s(self) -> float:
        """Seconds of the stream that have been heard."""
        return self._segmenter.position_s

    def listen(self, context: Context) -> None:
        """From now on judge what closes by `context`."""
        self._context = context
        if context not in self._vocabularies:
            self._vocabularies[context] = vocabulary(self._language, context)

    def mask(self, text: str, start_s: float, end_s: float) -> None:
        """Ignore the words of `text` that are heard while we say it, in seconds of the stream."""
        now_s = self._segmenter.position_s
        self._masks = [mask for mask in self._masks if mask.end_s > now_s - 60]
        words = frozenset(_words(text))
        self._masks.append(_Mask(words, start_s - _MASK_BEFORE_S, end_s + _MASK_AFTER_S))

    def unmask(self, from_s: float) -> None:
        """We have stopped speaking at `from_s`: what was masked after it is believed again."""
        self._masks = [
            replace(mask, end_s=min(mask.end_s, from_s + _MASK_AFTER_S))
            for mask in self._masks
            if mask.start_s < from_s
        ]

    def feed(self, block: npt.NDArray[np.float32]) -> list[Utterance]:
        """What was said, as far as it is complete with `block` (mono, 16 kHz, -1 ... 1)."""
        return [self._judge(segment) for segment in self._segmenter.feed(block)]

    def flush(self) -> list[Utterance]:
        """What the end of the stream completes."""
        return [self._judge(segment) for segment in self._segmenter.flush()]

    def hear(self, blocks: Iterable[npt.NDArray[np.float32]]) -> Iterator[Utterance]:
        """All that is said in a stream of `blocks`, as it comes."""
        for block in blocks:
            yield from self.feed(block)
        yield from self.flush()

    def _judge(self, segment: Segment) -> Utterance:
        begun_s = time.perf_counter()
        text, command, reason = self._decide(segment)
        took_s = time.perf_counter() - begun_s
        if reason is None:
            self._deaf_until_s = segment.end_s + self._refractory_s
        return Utterance(
            segment.start_s,
            segment.end_s,
            segment.closed_s + took_s,
            text,
            command,
            accepted=reason is None,
            reason=reason or "clear",
        )

    def _decide(self, segment: Segment) -> tuple[str | None, Command | None, str | None]:
        """Text, likeliest command, and what speaks against obeying it."""
        if segment.samples is None:
            return None, None, "too long"
        words = self._vocabularies[self._context]
        scores = self._engine.score(segment.samples, words)
        needed = self._thresholds.of(self._context)
        decided = decision.decide(scores, needed, self._thresholds.weights)
        reason = None
        if not decided.accepted:
            barred = {phrase.text for phrase in words.barred}
            reason = "not in this context" if scores.text in barred else "below threshold"
        elif segment.start_s < self._deaf_until_s:
            reason = "refractory"
        elif self._masked(segment, decided.command):
            reason = "while we said it"
        return scores.text, decided.command, reason

    def _masked(self, segment: Segment, command: Command | None) -> bool:
        phrases = [
            phrase
            for phrase in self._vocabularies[self._context].phrases
            if phrase.command is command
        ]
        return any(
            segment.start_s < mask.end_s
            and segment.end_s > mask.start_s
            and any(mask.words.issuperset(_words(phrase.text)) for phrase in phrases)
            for mask in self._masks
        )


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c in "'’" else " " for c in text.lower()).split()
