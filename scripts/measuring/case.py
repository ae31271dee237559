"""What came of one stream: a word in some air, or talk in which nobody speaks to us."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from measuring.corpus import Planted, Recording
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.decision import Insisting
from voice_facilitator.hearing.insistence import Insistence, Saying
from voice_facilitator.hearing.utterance import DOUBTS, SAID_TWICE, TOO_SHORT

_DOUBTED = (*DOUBTS, SAID_TWICE)

TALK = "talk"
"""The condition of recordings in which nobody speaks to us."""


@dataclass(frozen=True)
class Heard:
    """One utterance that was short enough to be scored."""

    command: Command | None
    accepted: bool
    margin: float
    reason: str
    start_s: float
    end_s: float
    """In seconds of the stream."""
    delay_s: float
    """From the end of the clean word's active speech to the decision."""
    excluded: bool = False
    """Whether no margin would be enough: it may be another command, or is too brief."""
    possible: Mapping[Command, float] = field(default_factory=dict)
    """What it may have been if it is said again, and by which margins."""

    def over(self, threshold: float) -> bool:
        """Whether it would be obeyed with this threshold."""
        return self.margin > threshold and not self.excluded


@dataclass(frozen=True)
class Call:
    """A command in the middle of talk."""

    said: Planted
    command: Command
    """What it means."""


@dataclass(frozen=True)
class Case:
    """One stream."""

    context: Context
    command: Command | None
    """What the word means here; None for talk."""
    condition: str
    """How the word reached us, or `TALK`."""
    recording: Recording
    """What was said; of talk that was joined, its first part."""
    seconds: float
    cpu_s: float
    """For all of it."""
    scoring_s: tuple[float, ...]
    """Of that, for each segment that was scored."""
    heard: tuple[Heard, ...]
    peak_mb: float = 0.0
    """The most memory that the process has held so far: the recogniser's, and the measuring's."""
    calls: tuple[Call, ...] = ()
    """What is said to us in talk."""

    @property
    def hit(self) -> bool:
        """Whether the word was obeyed."""
        return any(h.accepted and h.command is self.command for h in self.heard)

    @property
    def wrong(self) -> bool:
        """Whether another command was."""
        return any(h.accepted and h.command is not self.command for h in self.heard)

    @property
    def strays(self) -> tuple[Heard, ...]:
        """All that was scored of what was not said to us."""
        return tuple(h for h in self.heard if not any(_is_of(h, call) for call in self.calls))

    @property
    def false_accepts(self) -> int:
        """How much of it was obeyed, where nothing should have been."""
        return sum(h.accepted for h in self.strays)

    def obeyed(self, call: "Call") -> set[Command | None]:
        """What was obeyed of the one or two segments that `call` fell into."""
        return {h.command for h in self.heard if h.accepted and _is_of(h, call)}

    def believed_from(self, threshold: float) -> "Case":
        """What would have come of it with this threshold."""
        heard = (replace(h, accepted=h.over(threshold)) for h in self.heard)
        return replace(self, heard=tuple(heard))

    def insisting(self, margins: Insisting) -> "Case":
        """What would have come of it with these margins."""
        insistence = Insistence(margins, margins)
        again = []
        for h in self.heard:
            command, accepted = h.command, h.over(margins.of(self.context))
            if h.possible and h.reason in _DOUBTED:
                saying = Saying(h.possible, self.context, h.start_s, h.end_s)
                hear = insistence.overhear if h.reason == TOO_SHORT else insistence.hear
                meant = hear(saying)
                command, accepted = meant or command, meant is not None
            if accepted:
                insistence.forget()
            again.append(replace(h, command=command, accepted=accepted))
        return replace(self, heard=tuple(again))


def _is_of(heard: Heard, call: Call) -> bool:
    """Whether what was heard is, in part at least, what was said to us."""
    return heard.start_s < call.said.end_s and heard.end_s > call.said.start_s
