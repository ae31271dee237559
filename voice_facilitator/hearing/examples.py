"""Any language by example: which of the sayings we know is this segment most like?

No model of the language is needed, only a voice that can say its phrases, and
other things: the encoder's frames of the segment are laid on those of every
template (see `alignment`), and a phrase is as far away as its nearest templates
are on average.

A phrase is only believed when it is nearer than whatever else was likely to be
said: the nearest of the other commands, and the nearest decoys, of which there
must be hundreds for one of them to be near. The score of a command is how much
nearer it is than those, on a scale on which it can be compared with a threshold.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Command
from voice_facilitator.hearing.alignment import Bank
from voice_facilitator.hearing.edges import speech
from voice_facilitator.hearing.encoder import Encoder
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.templates import Room, Templates
from voice_facilitator.hearing.vocabulary import Phrase, Vocabulary

_Floats = npt.NDArray[np.float32]

PAD = 3
"""Frames at either end of a template's recording that are mostly silence (`edges.MARGIN_S`)."""
_NEAREST = 3
"""Templates of a phrase that are averaged: one alone may be near by chance."""
_NEAREST_DECOYS = 10
_OWN_WEIGHT = 1.5
"""How much more a command's own distance counts than its rivals': a good fit must be good in
itself."""
_SCALE = 40.0
"""From distances (0 ... 2) to something like a logarithm of likelihoods."""
_TRUST = 100
"""The shipped mean and deviation weigh as much as this many frames (2.5 s) of the room."""
_MEMORY = 2400
"""Frames of the room that are remembered: a minute of speech."""


class Examples:
    """The engine: templates of one language, and what this room sounds like so far."""

    name = "examples"

    def __init__(self, encoder: Encoder, templates: Templates) -> None:
        self._encoder = encoder
        self._templates = templates
        self._bank = Bank(templates.rows)
        self._numbers = _numbers(templates.texts)
        self._heard = _Heard(templates.room)

    def score(self, segment: _Floats, vocabulary: Vocabulary) -> Scores:
        """Weigh `segment` against `vocabulary`; `none` is 0 and a command's score its lead."""
        frames = self._encoder.frames(speech(segment))
        room = self._heard.add(frames)
        inner = frames[1:-1] if len(frames) > PAD else frames
        distances = self._bank.distances(self._templates.project(inner, room))
        phrases = {
            phrase: self._nearest(distances, (phrase.text,), _NEAREST)
            for phrase in vocabulary.phrases
        }
        others = self._nearest(distances, vocabulary.others, _NEAREST_DECOYS)
        text = self._templates.texts[int(distances.argmin())]
        return Scores(_leads(phrases, others), 0.0, text)

    def _nearest(self, distances: _Floats, texts: Sequence[str], count: int) -> float:
        numbers = [self._numbers[text] for text in texts if text in self._numbers]
        if not numbers:
            return np.inf
        return float(np.sort(distances[np.concatenate(numbers)])[:count].mean())


def _numbers(texts: Sequence[str]) -> Mapping[str, npt.NDArray[np.int64]]:
    numbers: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        numbers.setdefault(text, []).append(number)
    return {text: np.array(each) for text, each in numbers.items()}


def _leads(distances: Mapping[Phrase, float], others: float) -> dict[Phrase, float]:
    commands: dict[Command, float] = {}
    for phrase, distance in distances.items():
        commands[phrase.command] = min(distance, commands.get(phrase.command, np.inf))
    leads = {}
    for phrase, distance in distances.items():
        rivals = [d for command, d in commands.items() if command is not phrase.command]
        leads[phrase] = _SCALE * (min([others, *rivals]) - _OWN_WEIGHT * distance)
    return leads


class _Heard:
    """A running mean and deviation of what this room's speech sounds like."""

    def __init__(self, prior: Room) -> None:
        self._count = float(_TRUST)
        self._sum = prior.mean * _TRUST
        self._squares = (prior.deviation**2 + prior.mean**2) * _TRUST

    def add(self, frames: _Floats) -> Room:
        """The room as it sounds with `frames` [T, 288] among the rest."""
        keep = min(1.0, _MEMORY / self._count)
        self._count = self._count * keep + len(frames)
        self._sum = self._sum * keep + frames.sum(axis=0)
        self._squares = self._squares * keep + (frames**2).sum(axis=0)
        mean = self._sum / self._count
        return Room(mean, np.sqrt(np.maximum(self._squares / self._count - mean**2, 1e-6)))
