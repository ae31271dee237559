"""What came of one stream: a word in some air, or talk in which nobody speaks to us."""

from dataclasses import dataclass, replace

from measuring.corpus import Recording
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.decision import Insisting
from voice_facilitator.hearing.insistence import Insistence

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

    @property
    def hit(self) -> bool:
        """Whether the word was obeyed."""
        return any(h.accepted and h.command is self.command for h in self.heard)

    @property
    def wrong(self) -> bool:
        """Whether another command was."""
        return any(h.accepted and h.command is not self.command for h in self.heard)

    @property
    def false_accepts(self) -> int:
        """How much of it was obeyed, where nothing should have been."""
        return sum(h.accepted for h in self.heard)

    def insisting(self, margins: Insisting) -> "Case":
        """What would have come of it with these margins."""
        insistence = Insistence(margins, margins)
        again = []
        for h in self.heard:
            accepted = h.margin > margins.of(self.context)
            if h.command is not None and h.reason in ("below threshold", "said twice"):
                accepted = insistence.hear(h.command, h.margin, self.context, h.start_s, h.end_s)
            if accepted:
                insistence.forget()
            again.append(replace(h, accepted=accepted))
        return replace(self, heard=tuple(again))
