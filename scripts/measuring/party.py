"""A group that talks, in a room: turns, breaths, short answers, and now and then a command to us.

Nobody was recorded. Each member is a synthetic voice somewhere in the room, as loud
as it happens to be. The gap between two speakers is 0.25 s in the middle, as in
telephone conversations (Levinson and Torreira, 2015), and at times they begin too
early; some pauses are long, since these are people who listen to each other. Whoever
speaks to us leaves a pause before and after, and speaks slowly.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from measuring.corpus import Planted, Samples
from measuring.grammar import Grammar

RATE = 16_000

_AIR_DB = -66.0
"""Of the noise in the room, of equal power an octave."""
_GAP_S, _GAP_SPREAD_S = 0.25, 0.35
"""Between two speakers, in the middle, and the deviation."""
_SOONEST_S = -0.3
_BREATHS_S = (0.2, 1.1)
"""Inside a sentence and between two of a speaker's, where one is taken."""
_BREATHES = 0.6
"""How often one is, where it may be."""
_THINKS, _THINKING_S = 0.12, (1.5, 5.0)
"""How often there is a long pause between speakers."""
_MORE = 0.45
"""How often a speaker goes on with another sentence."""
_SHORT = 0.35
"""How often a turn is one short sentence."""
_ANSWERS = 0.35
"""How often a listener puts in a word in a turn."""
_ANSWER_DB = -4.0
_PAUSE_S = (1.0, 2.5)
"""Before and after what is said to us."""
_LONGEST_S = 30.0
"""Of sound that is put in at once."""


@dataclass(frozen=True)
class Member:
    """One of the group."""

    name: str
    say: Callable[[str], Samples]
    """To the others."""
    command: Callable[[str], Samples]
    """To us."""
    room: Samples
    """How the room carries this one's voice."""
    level_db: float
    """Root of the mean square at the microphone, in dBFS."""


@dataclass(frozen=True)
class Talk:
    """What the microphone hears, and what of it is ours."""

    samples: Samples
    planted: tuple[Planted, ...]
    sentences: frozenset[str]
    """All that was said, each once."""


class Party:
    """A group in the middle of talking."""

    def __init__(
        self, members: Sequence[Member], grammar: Grammar, chance: np.random.Generator
    ) -> None:
        self._members = members
        self._grammar = grammar
        self._chance = chance
        self._sentences: set[str] = set()

    def talk(self, seconds: float, commands: Sequence[str]) -> Talk:
        """Talk for `seconds`, and say each of `commands` to us, evenly spread."""
        self._air = _air(round((seconds + _LONGEST_S) * RATE), self._chance)
        planted: list[Planted] = []
        now_s = 1.0
        speaker = self._members[0]
        for number, words in enumerate(commands):
            now_s = self._talk_until(now_s, seconds * (number + 0.5) / len(commands), speaker)
            speaker = self._another(speaker)
            start_s = now_s + self._between(_PAUSE_S)
            end_s = self._put(speaker, speaker.command(words), start_s)
            planted.append(Planted(words, speaker.name, start_s, end_s))
            now_s = end_s + self._between(_PAUSE_S)
        self._talk_until(now_s, seconds - _LONGEST_S / 2, speaker)
        return Talk(self._air[: round(seconds * RATE)], tuple(planted), frozenset(self._sentences))

    def _talk_until(self, now_s: float, until_s: float, speaker: Member) -> float:
        while now_s < until_s:
            speaker = self._another(speaker)
            now_s = self._turn(speaker, now_s) + self._gap_s()
        return now_s

    def _turn(self, speaker: Member, start_s: float) -> float:
        """When `speaker`, who begins at `start_s`, has finished."""
        end_s = start_s
        for number, piece in enumerate(self._pieces()):
            if number and self._chance.random() < _BREATHES:
                end_s += self._between(_BREATHS_S)
            end_s = self._put(speaker, speaker.say(piece), end_s)
        if self._chance.random() < _ANSWERS:
            (word,) = self._grammar.draw(self._grammar.backchannels, self._chance)
            listener = self._another(speaker)
            at_s = self._between((start_s + 0.3, end_s + 0.8))
            end_s = max(end_s, self._put(listener, listener.say(word), at_s, _ANSWER_DB))
        return end_s

    def _pieces(self) -> Iterator[str]:
        short = self._chance.random() < _SHORT
        while True:
            templates = self._grammar.short if short else self._grammar.long
            pieces = self._grammar.draw(templates, self._chance)
            self._sentences.add(", ".join(pieces))
            yield from pieces
            if short or self._chance.random() > _MORE:
                return

    def _put(self, who: Member, dry: Samples, start_s: float, louder_db: float = 0.0) -> float:
        """Say `dry` at `start_s`; when it ends."""
        wet = fftconvolve(dry, who.room)
        spread_db = float(self._chance.normal(0, 1.5))
        level = 10 ** ((who.level_db + louder_db + spread_db) / 20)
        wet *= level / (np.sqrt(np.mean(wet[: len(dry)] ** 2)) + 1e-9)
        start = round(start_s * RATE)
        self._air[start : start + len(wet)] += wet[: len(self._air) - start]
        return start_s + len(dry) / RATE

    def _gap_s(self) -> float:
        if self._chance.random() < _THINKS:
            return self._between(_THINKING_S)
        return max(float(self._chance.normal(_GAP_S, _GAP_SPREAD_S)), _SOONEST_S)

    def _another(self, than: Member) -> Member:
        others = [member for member in self._members if member is not than]
        return others[int(self._chance.integers(len(others)))]

    def _between(self, bounds: tuple[float, float]) -> float:
        return float(self._chance.uniform(*bounds))


def _air(count: int, chance: np.random.Generator) -> Samples:
    """Pink noise: that of a quiet room."""
    spectrum = np.fft.rfft(chance.standard_normal(count))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, count)
    noise *= 10 ** (_AIR_DB / 20) / np.sqrt(np.mean(noise**2))
    return np.asarray(noise, np.float32)
