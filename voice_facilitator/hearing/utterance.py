"""What was said, and what came of it.

The reason is told in a few words, for whoever tries a room; the measuring scripts
count by it, and `clarity` puts it into the group's language.
"""

from collections.abc import Mapping

import msgspec

from voice_facilitator.commands import Command

TOO_LONG = "too long"
AMID_SPEECH = "in the middle of speech"
TOO_SHORT = "too short"
FRAGMENT = "perhaps a fragment of a sentence"
TOO_SHORT_OVER_US = "too short while we speak"
NOT_HERE = "not in this context"
DOUBTFUL = "below threshold"
AMBIGUOUS = "may be another command"
SAID_TWICE = "said twice"
CALLED = "wake word"
UNCALLED = "without the wake word"
UNCLEAR = "not clear enough while we speak"
UNHEEDED = "while we went on speaking"

BRIEF = (TOO_SHORT, FRAGMENT)
"""What is not obeyed for one of these would not be with any margin."""
DOUBTS = (DOUBTFUL, AMBIGUOUS, *BRIEF, UNCLEAR, TOO_SHORT_OVER_US)
"""What is not obeyed for one of these may count when it is said again."""


class Utterance(msgspec.Struct, frozen=True):
    """One stretch of speech and what came of it. Seconds count from the stream's start."""

    start_s: float
    """Where speech began."""
    end_s: float
    """Where it ended."""
    decided_s: float
    """How much of the stream had been heard when it closed, or later when deciding took longer."""
    text: str | None
    """What the engine would write down, where it can say."""
    command: Command | None
    """The likeliest command, accepted or not; said twice, the one that both sayings come to."""
    accepted: bool
    """Whether it is to be obeyed."""
    reason: str
    """Why, or why not, in a few words."""
    margin: float | None = None
    """How much likelier the command is than all else, on the engine's scale; None unscored."""
    needed: float | None = None
    """The margin from which a single saying was believed then; None unscored."""
    ask: bool = False
    """Whether it is not clear enough to obey, but worth asking whether it was meant."""
    excluded: bool = False
    """Whether no margin would have been enough: it may be another command, or is too brief."""
    possible: Mapping[Command, float] = {}
    """What it may have been if it is said again, and by which margins; empty unscored."""

    @property
    def calls(self) -> bool:
        """Whether it is the wake word: what follows is meant for us."""
        return self.reason == CALLED

    def later(self, by_s: float) -> "Utterance":
        """The same in a stream that began `by_s` seconds earlier."""
        return msgspec.structs.replace(
            self,
            start_s=self.start_s + by_s,
            end_s=self.end_s + by_s,
            decided_s=self.decided_s + by_s,
        )

    def json(self) -> str:
        """One JSON line, times to the millisecond, margins to a hundredth."""
        fields = msgspec.structs.asdict(self)
        del fields["excluded"], fields["possible"]
        fields |= {name: round(fields[name], 3) for name in ("start_s", "end_s", "decided_s")}
        if self.margin is not None and self.needed is not None:
            fields |= {"margin": round(self.margin, 2), "needed": round(self.needed, 2)}
        return msgspec.json.encode(fields).decode()
