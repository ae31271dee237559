"""How far is a row of frames from each of many others, spoken faster or slower?

Dynamic time warping: every frame of the query is laid on a frame of the template,
in order; the template may stand still, go on by one frame or leave one out. The
distance is the mean over the query's frames of one minus the cosine of the two.
Up to `FREE` frames at either end of the template may be left out besides, since
a word's edges are where cutting is uncertain.

The query sets the pace so that the recursion runs over the query's frames only,
and each step is a few numpy operations on all frames of all templates at once:
2,500 templates take some 20 ms. The symmetric recursion with the path's length
as divisor told phrases apart no better, at many times the cost.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]

FREE = 3
"""Frames that may be missing at either end: 75 ms."""
_GROUP = 256
"""Templates of about the same length are computed together, so that little is padded."""
FAR = np.float32(2.0)
"""The largest distance there is: what cannot be laid on each other."""


class Bank:
    """Templates, laid out to be compared all at once."""

    def __init__(self, templates: Sequence[_Floats]) -> None:
        """Each template is [frames, width], its rows of length one."""
        self._count = len(templates)
        lengths = [len(template) for template in templates]
        order = sorted(range(len(templates)), key=lambda index: lengths[index])
        groups = [order[i : i + _GROUP] for i in range(0, len(order), _GROUP)]
        self._groups = [_Group(group, [templates[index] for index in group]) for group in groups]

    def distances(self, query: _Floats) -> _Floats:
        """How far (0 ... 2) `query` [frames, width], rows of length one, is from each template."""
        distances = np.full(self._count, FAR, np.float32)
        for group in self._groups:
            distances[group.numbers] = group.distances(query)
        return distances


class _Group:
    """Templates of similar length, padded to the longest: frames first, templates second."""

    def __init__(self, numbers: list[int], templates: Sequence[_Floats]) -> None:
        self.numbers = np.array(numbers)
        self._lengths = np.array([len(template) for template in templates])
        longest, width = int(self._lengths.max()), templates[0].shape[1]
        frames = np.zeros((longest, len(templates), width), np.float32)
        for number, template in enumerate(templates):
            frames[: len(template), number] = template
        self._shape = frames.shape[:2]
        self._frames = frames.reshape(-1, width)

    def distances(self, query: _Floats) -> _Floats:
        costs = 1 - (query @ self._frames.T).reshape(len(query), *self._shape)
        longest = self._shape[0]
        # Two rows of "cannot be" above the first frame let a step look back over the edge.
        reached = np.full((longest + 2, self._shape[1]), np.inf, np.float32)
        reached[2 : 2 + FREE + 1] = costs[0, : FREE + 1]
        for cost in costs[1:]:
            stayed, stepped, leapt = reached[2:], reached[1:-1], reached[:-2]
            best = np.minimum(np.minimum(stayed, stepped), leapt)
            reached[2:] = best + cost
        return np.minimum(self._ends(reached[2:]) / len(query), FAR)

    def _ends(self, reached: _Floats) -> _Floats:
        last = self._lengths - 1
        ends = np.stack([np.maximum(last - left_out, 0) for left_out in range(FREE + 1)])
        best: _Floats = np.take_along_axis(reached, ends, axis=0).min(axis=0)
        return best
