"""Any language by example: which of the sayings we know is this segment most like?

No model of the language is needed, only a voice that can say its phrases, and
other things: the encoder's frames of the segment are laid on those of every
template (see `alignment`), and `phrases` tells from them how far each phrase is.

A phrase is only believed when it is nearer than whatever else was likely to be
said. Its rivals are the nearest of the other commands, the nearest decoys, of
which there must be hundreds for one of them to be near, and a patchwork of bits
of all decoys (see `patchwork`). What these distances say together is weighed by a
logistic regression: the score of a command is the logarithm of its odds.

Long phrases get high odds without effort, and short ones hardly any, so each of ours
has a weight of its own in `thresholds.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Command
from voice_facilitator.hearing.alignment import Bank
from voice_facilitator.hearing.edges import loud, speech
from voice_facilitator.hearing.encoder import Encoder
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.patchwork import Patchwork
from voice_facilitator.hearing.phrases import UNHEARD, Spoken
from voice_facilitator.hearing.room import Room
from voice_facilitator.hearing.templates import Templates
from voice_facilitator.hearing.vocabulary import Phrase, Vocabulary

_Floats = npt.NDArray[np.float32]

_EDGE = 2
"""Frames left out at either end of a segment: mostly silence (`edges.MARGIN_S`)."""
_FAR = 1.0
"""Distances are not told apart beyond this: nothing that fits is half as far."""
_DECOYS = 40
"""Templates of decoys that are averaged: with fewer, one near word decides."""
_SEAM = 0.8
"""The price of a seam: patches are then about a syllable long."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a segment is from a command and from its rivals; all distances 0 ... 1."""

    own: float
    """From the nearest phrase of the command."""
    other: float
    """From the nearest phrase of any other command, whether it counts in this context or not."""
    decoys: float
    """From the nearest decoys."""
    patchwork: float
    """From the best patchwork of decoys."""

    @property
    def log_odds(self) -> float:
        """That the command was said, and not something else.

        The weights were fitted on 13 French voices that are not among the templates (660
        sayings of commands, clean), 90 more in rooms in the middle of talk, what else was
        short in an hour and a half of that talk, and half an hour of people's French talk,
        beside a number for each phrase (`thresholds.toml`). Left alone they believe
        whatever is near, and would doubt people, who are farther from synthetic voices than
        these are from each other. So two things were held: all distances 0.1 farther cost 1,
        and decoys, whose weight would be nothing beside the patchwork of them, have some.
        """
        return 3.1 - 43.7 * self.own + 9.2 * self.other + 2.0 * self.decoys + 22.4 * self.patchwork


class Examples:
    """The engine: templates of one language, and what this room sounds like so far."""

    name = "examples"

    def __init__(self, encoder: Encoder, templates: Templates) -> None:
        self._encoder = encoder
        self._templates = templates
        self._bank = Bank(templates.rows)
        self._decoys = np.array(templates.decoys)
        self._patchwork = Patchwork(
            [rows for rows, decoy in zip(templates.rows, templates.decoys, strict=True) if decoy]
        )
        examples: dict[str, list[int]] = {}
        for number, text in enumerate(templates.texts):
            examples.setdefault(text, []).append(number)
        self._phrases = {
            text: Spoken(numbers, [templates.voices[number] for number in numbers])
            for text, numbers in examples.items()
        }
        votes = any(phrase.votes for phrase in self._phrases.values())
        self._unheard = UNHEARD if votes else 0.0
        self.begin()

    def begin(self) -> None:
        """Expect of the room what the templates' voices sounded like."""
        self._room = Room(self._templates.voice)

    def score(self, segment: _Floats, vocabulary: Vocabulary) -> Scores:
        """Weigh `segment` against `vocabulary`: the log odds of each command, `none` being 0.

        A command's odds stand at its nearest phrase, its others have none.
        """
        distances, patchwork = self.distances(segment)
        evidence = self.evidence(distances, patchwork, vocabulary)
        scores = dict.fromkeys(vocabulary.phrases, -np.inf)
        for phrase, each in evidence.items():
            scores[phrase] = each.log_odds
        return Scores(scores, 0.0, self._templates.texts[int(distances.argmin())])

    def distances(self, segment: _Floats) -> tuple[_Floats, float]:
        """How far `segment` is from each template, and from the best patchwork."""
        spoken = speech(segment)
        frames = self._encoder.frames(spoken)
        if len(frames) > 4 * _EDGE:
            frames, edge = frames[_EDGE:-_EDGE], _EDGE * len(spoken) // len(frames)
            spoken = spoken[edge:-edge]
        kept = loud(spoken, len(frames))
        rows = self._templates.project(frames[kept], self._room.hear(frames))
        distances = np.minimum(self._bank.distances(rows), _FAR)
        return distances, self._patchwork.distance(rows, _SEAM)

    def evidence(
        self, distances: _Floats, patchwork: float, vocabulary: Vocabulary
    ) -> dict[Phrase, Evidence]:
        """The evidence for each command of `vocabulary`, by its nearest phrase."""
        nearest: dict[Command, tuple[float, Phrase]] = {}
        for phrase in vocabulary.phrases:
            mine = (self.distance(distances, phrase.text), phrase)
            if mine[0] < nearest.get(phrase.command, (np.inf,))[0]:
                nearest[phrase.command] = mine
        barred = _least(self.distance(distances, phrase.text) for phrase in vocabulary.barred)
        decoys = float(np.sort(distances[self._decoys])[:_DECOYS].mean())
        evidence = {}
        for command, (own, phrase) in nearest.items():
            others = _least(d for c, (d, _) in nearest.items() if c is not command)
            evidence[phrase] = Evidence(own, min(barred, others), decoys, patchwork)
        return evidence

    def distance(self, distances: _Floats, text: str) -> float:
        """How far a segment is from `text`, by its distances to all templates."""
        known = self._phrases.get(text)
        if known is None:
            return _FAR
        return known.distance(distances) + (0.0 if known.votes else self._unheard)


def _least(distances: Iterable[float]) -> float:
    return min(distances, default=_FAR)
