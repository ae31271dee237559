"""What we say ourselves: when, which words, and whether the microphone hears it.

A word is not obeyed while we say it. What else is heard while we speak may be our
own voice misunderstood, so more is asked of it; but where we spoke for a while
and nothing was heard, microphone and speaker do not hear each other, or somebody
cancels the echo, and it was people who spoke.
"""

from dataclasses import dataclass, replace

BEFORE_S = 0.1
AFTER_S = 0.5
"""A masked word is ignored from a little before it is said until the room has fallen silent."""
KEPT_S = 60.0
"""What ended longer ago is forgotten."""
UNHEARD_S = 4.0
"""So long we must have spoken, lately, without anything being heard."""


@dataclass(frozen=True, slots=True)
class Mask:
    """Words that we say between two moments of the stream, in seconds."""

    words: frozenset[str]
    start_s: float
    end_s: float

    def overlaps(self, start_s: float, end_s: float) -> bool:
        """Whether the mask and a stretch of the stream have a moment in common."""
        return start_s < self.end_s and end_s > self.start_s


class Masks:
    """All that we have said lately and are about to say."""

    def __init__(self) -> None:
        self._masks: list[Mask] = []
        self._heard_until_s = 0.0

    def add(self, text: str, start_s: float, end_s: float) -> None:
        """We say `text` between these moments of the stream."""
        self._masks = [mask for mask in self._masks if mask.end_s > start_s - KEPT_S]
        self._masks.append(Mask(frozenset(words(text)), start_s - BEFORE_S, end_s + AFTER_S))

    def cut(self, from_s: float) -> None:
        """We have stopped speaking at `from_s`, whatever we were going to say."""
        end_s = from_s + AFTER_S
        self._masks = [
            replace(mask, end_s=min(mask.end_s, end_s))
            for mask in self._masks
            if mask.start_s < from_s
        ]

    def over(self, start_s: float, end_s: float) -> list[Mask]:
        """Those that a stretch of the stream overlaps."""
        return [mask for mask in self._masks if mask.overlaps(start_s, end_s)]

    def note(self, start_s: float, end_s: float) -> None:
        """A sound was heard between these moments."""
        if self.over(start_s, end_s):
            self._heard_until_s = end_s

    def heard_before(self, start_s: float) -> bool:
        """Whether what we said lately before this moment was heard, as far as we can know."""
        spoken_s = sum(
            max(0.0, min(mask.end_s - AFTER_S, start_s) - max(mask.start_s, self._heard_until_s))
            for mask in self._masks
        )
        return spoken_s < UNHEARD_S


def words(text: str) -> list[str]:
    """The words of `text`, without what is written around them.

    An apostrophe parts two: whoever says “on m’arrête” says “arrête”.
    """
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()
