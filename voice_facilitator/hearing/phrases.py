"""How far is a segment from a phrase, of which several voices gave examples?

Two answers, and half of each counts. The nearest examples tell of a voice like the
speaker's. But what is nearest among many voices is
also nearest by chance, and there are as many chances as voices: ten of espeak-ng's
formant voices outvote one that was learned from a person. So the other half is a
vote: each kind of voice (synthesiser) has one, and within it each voice the same share.

What a group has said itself is compared by itself, and counts where it is nearer: whom
synthetic voices are unlike shall not be outvoted by them.

Of 118 words of French people the right one is nearest of 13 in 90.8 % by the first,
in 91.4 % by the second, in 92.0 % by both.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]

HERE = "people here"
"""The kind of voice that a group's own sayings have."""
_BESIDE = 0.1
"""A group's own saying must be so much nearer than strangers'. If it need not, nearly twice as much
talk is taken for a taught word after a question (scripts/evaluate_teach.py)."""
_NEAREST = 3
"""Examples that are averaged: one alone may be near by chance."""
_LEAD = 0.024
"""Taken from every vote, so that margins mean what they mean where nobody votes."""
UNHEARD = 0.038
"""What a phrase that was never put to the vote (a group's own wording) is farther beside those that
were: a vote on what was said is farther than its nearest by 0.10 in the mean of French voices."""


class Spoken:
    """A phrase, as the numbers of its examples."""

    def __init__(self, numbers: Sequence[int], voices: Sequence[str]) -> None:
        """`numbers` among all examples of the language; `voices` says each of these."""
        said = list(zip(numbers, voices, strict=True))
        strangers = [(number, voice) for number, voice in said if voice != HERE]
        self._own = np.array([number for number, voice in said if voice == HERE], np.intp)
        self._strangers = _Strangers(strangers) if strangers else None

    @property
    def votes(self) -> bool:
        """Whether there are several kinds of voices to vote."""
        return self._strangers is not None and self._strangers.votes

    def distance(self, distances: _Floats) -> float:
        """How far a segment is, by its `distances` to all examples of the language."""
        if self._strangers is None:
            return _nearest(distances[self._own])
        from_strangers = self._strangers.distance(distances)
        if not len(self._own):
            return from_strangers
        return min(from_strangers, _nearest(distances[self._own]) + _BESIDE)


class _Strangers:
    """Voices that are not the group's, as the number of each example and who says it."""

    def __init__(self, said: Sequence[tuple[int, str]]) -> None:
        ordered = sorted(said, key=lambda each: each[1])
        names, self._starts = np.unique([voice for _, voice in ordered], return_index=True)
        kinds = [name.partition(" ")[0] for name in names.tolist()]
        shares = [1 / (len(set(kinds)) * kinds.count(kind)) for kind in kinds]
        self._numbers = np.array([number for number, _ in ordered], np.intp)
        self._shares = np.array(shares, np.float32)
        self.votes = len(set(kinds)) > 1

    def distance(self, distances: _Floats) -> float:
        mine = distances[self._numbers]
        nearest = _nearest(mine)
        if not self.votes:
            return nearest
        vote = float(self._shares @ np.minimum.reduceat(mine, self._starts))
        return (nearest + vote - _LEAD) / 2


def _nearest(distances: _Floats) -> float:
    return float(np.sort(distances)[:_NEAREST].mean())
