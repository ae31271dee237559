"""How well can a row of frames be pieced together from bits of other speech?

However a segment was recorded, and whoever speaks, some of its distance to a
phrase has nothing to do with what is said. What remains when it is laid on *any*
speech tells how much: the best way through pieces of all the decoys, each piece
played at its own pace as in `alignment`, with a price for each seam between two.
A command lies nearer to its phrase than any patchwork lies to it; another word is
pieced together more easily than it is bent into a phrase.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_Floats = npt.NDArray[np.float32]

_EDGE = 2
"""Empty frames before each piece: a step, of two frames at most, cannot come from another piece."""


class Patchwork:
    """Speech in pieces."""

    def __init__(self, pieces: Sequence[_Floats]) -> None:
        """Each piece is [frames, width], its rows of length one."""
        padded = [np.pad(piece, ((_EDGE, 0), (0, 0))) for piece in pieces]
        self._frames = np.concatenate(padded)
        self._edges = np.concatenate([np.arange(len(piece)) < _EDGE for piece in padded])

    def distance(self, query: _Floats, seam: float) -> float:
        """The mean distance (0 ... 2) of `query` [frames, width] to its best patchwork.

        `seam` is the price of a seam, in frames that do not fit at all.
        """
        costs = 1 - query @ self._frames.T
        costs[:, self._edges] = np.inf
        reached = costs[0]
        for cost in costs[1:]:
            best = np.minimum(reached, reached.min() + np.float32(seam))
            best[1:] = np.minimum(best[1:], reached[:-1])
            best[2:] = np.minimum(best[2:], reached[:-2])
            reached = best + cost
        return float(reached.min()) / len(query)
