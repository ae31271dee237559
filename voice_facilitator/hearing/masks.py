"""What we say ourselves: when, and which words.

A word is not obeyed while we say it. What else is heard while we speak may be our own
voice misunderstood. Whoever is noticed to speak over us makes us fall silent (see
`sound.echo_talker`): then it is somebody's word, and where it is doubtful it counts when
they say it again. Where we have simply gone on speaking it was nobody but ourselves. But the
canceller fails for a moment now and then, and at the end of what we say nobody can stop us:
so more is asked of all that is heard over us (see `decision.Thresholds`), also where
microphone and speaker seem not to hear each other, as they do while the canceller works.
What begins when we have just fallen silent is somebody who answers at once, unless it is
our own words: they come late where a sound card has a delay that it does not tell.
"""

from dataclasses import dataclass, replace

BEFORE_S = 0.1
AFTER_S = 0.5
"""A masked word is ignored from a little before it is said until the room has fallen silent."""
LEFT_S = 0.1
"""A line that stops with no more left than this has come to its own end: two clocks, one of the
loudspeaker and one of the microphone, never agree to the millisecond."""
BETWEEN_S = 1.0
"""Our next sentence follows within less."""
HEARD_OUT_S = 6.0
"""Who has made us fall silent has said what they want by then."""
KEPT_S = 60.0
"""What ended longer ago is forgotten."""


@dataclass(frozen=True, slots=True)
class Mask:
    """Words that we say between two moments of the stream, in seconds."""

    words: frozenset[str]
    start_s: float
    end_s: float
    is_cut: bool = False
    """Whether we fell silent before we had said it all."""

    def overlaps(self, start_s: float, end_s: float) -> bool:
        """Whether the mask and a stretch of the stream have a moment in common."""
        return start_s < self.end_s and end_s > self.start_s


class Masks:
    """All that we have said lately and are about to say."""

    def __init__(self) -> None:
        self._masks: list[Mask] = []

    def add(self, text: str, start_s: float, end_s: float) -> None:
        """We say `text` between these moments of the stream."""
        self._masks = [mask for mask in self._masks if mask.end_s > start_s - KEPT_S]
        self._masks.append(Mask(frozenset(words(text)), start_s - BEFORE_S, end_s + AFTER_S))

    def cut(self, from_s: float) -> None:
        """We have stopped speaking at `from_s`, whatever we were going to say."""
        end_s = from_s + AFTER_S
        is_cut = any(mask.end_s > end_s + LEFT_S for mask in self._masks)
        begun = [mask for mask in self._masks if mask.start_s < from_s]
        if begun and is_cut:
            # Between two sentences nothing is left of the one, and all of the other.
            last = begun.pop()
            begun.append(replace(last, end_s=min(last.end_s, end_s), is_cut=True))
        self._masks = begun

    def over(self, start_s: float, end_s: float) -> list[Mask]:
        """Those that a stretch of the stream overlaps."""
        return [mask for mask in self._masks if mask.overlaps(start_s, end_s)]

    def fell_silent_for(self, start_s: float, end_s: float) -> bool:
        """Whether this stretch, or what came not long before, made us fall silent, and we are."""
        said = [mask for mask in self._masks if mask.start_s < end_s]
        last = max(said, key=lambda mask: mask.end_s, default=None)
        return last is not None and last.is_cut and last.end_s - AFTER_S > start_s - HEARD_OUT_S

    def go_on_after(self, end_s: float) -> bool:
        """Whether at `end_s` we speak, or are about to, and nobody made us fall silent."""
        return any(
            mask.start_s < end_s + BETWEEN_S and mask.end_s - AFTER_S > end_s and not mask.is_cut
            for mask in self._masks
        )


def words(text: str) -> list[str]:
    """The words of `text`, without what is written around them.

    An apostrophe parts two: whoever says “on m’arrête” says “arrête”.
    """
    return "".join(c if c.isalnum() else " " for c in text.lower()).split()
