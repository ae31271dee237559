"""Whether somebody goes on speaking right beside a segment.

In talk without a pause the room's floor rises into the speech itself, and only its
loudest syllables stand out. Such a scrap looks like a short word by itself, but the
voice that it is cut out of goes on before or after it, hardly softer. Beside a word
that is said to us there is the room only: its noise, babble far below, or an echo
that dies away.
"""

from collections import deque

import numpy as np

from voice_facilitator.hearing.cut import Cut, hops
from voice_facilitator.hearing.hops import Hop

_LOUDEST_PART = 0.9
"""How loud a segment is is the level that this part of its hops stays under."""
_SMOOTH = np.ones(3) / 3
"""Of levels, in which a rise is looked for: a voice flutters from hop to hop."""


class Surroundings:
    """Remembers the last hops, as far back as a segment and what was before it can begin."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        length = hops(cut.beside_s + cut.longest_s + cut.gap_s) + 2
        self._levels: deque[float] = deque(maxlen=length)
        self._voices: deque[bool] = deque(maxlen=length)

    def note(self, hop: Hop) -> None:
        """Another hop has been heard."""
        self._levels.append(hop.level_db)
        self._voices.append(hop.voice)

    def go_on(self, length: int, ago: int) -> bool:
        """Whether a voice goes on before or after a segment of `length` hops, ended `ago` hops."""
        levels, voices = np.array(self._levels), np.array(self._voices)
        end = len(levels) - ago
        first = max(end - length, 0)
        loud_db = float(np.quantile(levels[first:end], _LOUDEST_PART))
        near = voices & (levels > loud_db - self._cut.beside_db)
        before = near[max(first - hops(self._cut.beside_s), 0) : first]
        smooth = np.convolve(levels, _SMOOTH, "same")[end - 1 :]
        risen = smooth - np.minimum.accumulate(smooth) > self._cut.rise_db
        after = near[end - 1 :] & risen
        least = hops(self._cut.beside_least_s)
        return bool(max(np.sum(before), np.sum(after)) >= least)
