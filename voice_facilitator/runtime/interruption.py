"""How we let ourselves be interrupted.

Whoever speaks over us finds us silent at once: we listen for two seconds from the
last that we hear of them, six at most, and if no command came we go on, from the start of the
sentence that was cut. A line that is stopped for nothing again and again is worse than
one that cannot be stopped by a cough: after two false stops it takes a longer
utterance to stop it, and after four only our name does.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voice_facilitator.speech.spoken import Sentence

CALLED_S = 5.0
"""Who has said the wake word has four seconds to say a command, which takes a while to judge."""
LISTENING_S = 2.0
"""Time to say a word again that was half lost under ours: who is cut short says it late."""
LONGEST_S = 6.0
"""Whoever speaks longer than this does not speak to us."""
FALSE_STOPS = 2
"""From so many on, a line is less easily stopped ..."""
INSISTING_S = 0.4
"""... namely by somebody who has spoken for so long: a command, not a cough."""

MOST_FALSE_STOPS = 4
"""Then it is not people who stop us, but a noise or our own echo."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be said of a line, from the start of a sentence."""

    sound: int
    """The line's number."""
    samples: npt.NDArray[np.float32]
    sentences: tuple[Sentence, ...]
    """Their times count from the first of `samples`."""


def rest(
    sound: int,
    samples: npt.NDArray[np.float32],
    rate: int,
    sentences: tuple[Sentence, ...],
    said_s: float,
) -> Rest | None:
    """The rest of a line of which `said_s` seconds have been heard; None when all is said."""
    left = [sentence for sentence in sentences if sentence.end_s > said_s]
    if not left:
        return None
    first_s = left[0].start_s
    moved = tuple(
        replace(sentence, start_s=sentence.start_s - first_s, end_s=sentence.end_s - first_s)
        for sentence in left
    )
    return Rest(sound, samples[round(first_s * rate) :], moved)


@dataclass(frozen=True, slots=True)
class Hold:
    """We have been interrupted, and listen."""

    rest: Rest
    since: float
    until: float
    """When we go on, on the session's clock."""

    def heard(self, at: float) -> "Hold":
        """They are speaking at `at`: give them time to finish, and to say it again."""
        until = min(at + LISTENING_S, self.since + LONGEST_S)
        return replace(self, until=max(self.until, until))

    def called(self, at: float) -> "Hold":
        """They have said the wake word by `at`: give them time for the command."""
        return replace(self, until=at + CALLED_S)


def hold(rest: Rest, at: float, for_s: float = LISTENING_S) -> Hold:
    """Listen from `at` on, `for_s` seconds long."""
    return Hold(rest, at, at + for_s)


class Manners:
    """Whether a line lets itself be stopped."""

    def __init__(self) -> None:
        self._sound: int | None = None
        self._false_stops = 0

    def yields(self, sound: int, lasted_s: float) -> bool:
        """Whether line `sound` stops for somebody who has spoken for `lasted_s` seconds."""
        false_stops = self._false_stops if sound == self._sound else 0
        if false_stops >= MOST_FALSE_STOPS:
            return False
        return false_stops < FALSE_STOPS or lasted_s >= INSISTING_S

    def stopped_for_nothing(self, sound: int) -> None:
        """Line `sound` was stopped and no command came."""
        if sound != self._sound:
            self._sound, self._false_stops = sound, 0
        self._false_stops += 1
