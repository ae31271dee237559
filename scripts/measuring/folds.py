"""A threshold chosen on some speakers and judged by others.

Speakers fall into folds by the hash of their name. A threshold is chosen on all folds
but one, as the lowest that keeps within its limits there, and what it does is counted
on the one left out; so each word is judged by a threshold that has never heard its
speaker. Talk, of few speakers who say much, falls into folds by recording.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from measuring.case import TALK, Case, Heard

STEP = 0.05
"""Between the thresholds that are tried, on the engine's own scale."""
_STEPS = 400
"""To either side of 0."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a threshold of one context must keep to."""

    false_accepts: float
    """An hour of talk, at most; as a whole number in the talk there is."""
    wrong: dict[str, float] = {}
    """Other commands obeyed, in per cent at most, by condition."""
    hits: dict[str, float] = {}
    """What is hoped for, in per cent at least, by condition: it is printed, and decides nothing."""


@dataclass(frozen=True)
class Chosen:
    """A threshold for each fold, and what came of them where they were not chosen."""

    over_all: float
    """Chosen on all folds: the one to use."""
    of_folds: tuple[float, ...]
    """Chosen without each fold."""
    cases: tuple[Case, ...]
    """Every case, as judged by the threshold that was chosen without it."""


def choose(cases: Sequence[Case], limits: Limits, folds: int) -> Chosen:
    """Choose a threshold on `cases` of one context, over `folds` folds."""
    numbers = [_fold(case, folds) for case in cases]
    of_folds, judged = [], []
    for fold in range(folds):
        known = [case for case, number in zip(cases, numbers, strict=True) if number != fold]
        threshold = lowest(known, limits)
        of_folds.append(threshold)
        unknown = [case for case, number in zip(cases, numbers, strict=True) if number == fold]
        judged += [case.believed_from(threshold) for case in unknown]
    return Chosen(lowest(cases, limits), tuple(of_folds), tuple(judged))


def lowest(cases: Sequence[Case], limits: Limits) -> float:
    """The lowest threshold that is within `limits` on `cases`, as are all above it."""
    kept = np.ones(2 * _STEPS + 1, bool)
    thresholds = np.arange(-_STEPS, _STEPS + 1) * STEP
    talk = [case for case in cases if case.condition == TALK]
    if hours := sum(case.seconds for case in talk) / 3600:
        strays = [s.margin for case in talk for s in case.strays if not s.excluded]
        kept &= _over(strays, thresholds) <= round(limits.false_accepts * hours)
    for condition, words in _by_condition(cases).items():
        others = [
            max((h.margin for h in case.heard if _is_other(h, case)), default=-np.inf)
            for case in words
        ]
        kept &= _over(others, thresholds) <= limits.wrong.get(condition, 100) / 100 * len(words)
    below = np.flatnonzero(~kept)
    return float(round(thresholds[min(below[-1] + 1 if len(below) else 0, 2 * _STEPS)], 2))


def _is_other(heard: Heard, case: Case) -> bool:
    return heard.command is not case.command and not heard.excluded


def _over(margins: Sequence[float], thresholds: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
    """How many of `margins` are over each of `thresholds`."""
    return len(margins) - np.searchsorted(np.sort(margins), thresholds, side="right")


def _by_condition(cases: Sequence[Case]) -> Mapping[str, list[Case]]:
    words: dict[str, list[Case]] = {}
    for case in cases:
        if case.condition != TALK:
            words.setdefault(case.condition, []).append(case)
    return words


def _fold(case: Case, folds: int) -> int:
    name = str(case.recording.path) if case.condition == TALK else case.recording.speaker
    return hashlib.sha256(name.encode()).digest()[0] % folds
