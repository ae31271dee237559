"""A word that was not believed, and is said again: people who are not obeyed insist.

One doubtful "pause" may be anything. When the next short thing that is said, some
seconds later, may be the same command, that is evidence: of each command, what the two
sayings lack is added up, and if it is not too much for the likeliest it is obeyed, even
if neither saying was quite most like it. One that lacked nothing but was not believed all
the same (over our own voice, or beside another command) makes up for nothing that the other
lacks. The second must be nearly as like what is obeyed as anything, or the surplus of a clear
first one would decide. Where there is a `lead`, the likeliest needs it over the next.

Where people can be counted on to say it again, more can be asked of a single
saying, so that less is obeyed that was never meant (`strict`). A session does not
ask more: it is better to be obeyed at once than to be obeyed for sure (`added`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.decision import Insisting, Margins

WINDOW_S = 6.0
"""The second saying begins within this time of the first one's end: longer than people wait for
an answer, shorter than it takes to come back to a subject."""

NEARLY = 2.0
"""The second saying is at most so much likelier another command (natural logarithm)."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A short thing that was said, and what it may have been."""

    margins: Mapping[Command, float]
    """How much likelier each command is than all else, in `context`."""
    context: Context
    start_s: float
    end_s: float
    """In seconds of the stream."""

    @property
    def likeliest(self) -> Command:
        """The command that it is most like."""
        return max(self.margins, key=lambda command: self.margins[command])

    @property
    def margin(self) -> float:
        """That of what it is most like."""
        return max(self.margins.values())


class Insistence:
    """Remembers what was not believed just now, in one stream."""

    def __init__(self, alone: Margins, margins: Insisting) -> None:
        """A single saying is believed from `alone` on, two by their sum (see `Insisting`)."""
        self.alone = alone
        self._margins = margins
        self._before: Saying | None = None

    def hear(self, saying: Saying) -> Command | None:
        """The command that is to be obeyed, since a doubtful `saying` says it again."""
        before, self._before = self._recent(saying), saying
        command = None if before is None else _meant(before, saying, self._margins.lead)
        if before is None or command is None:
            return None
        lacking = self._lacking(before, command) + self._lacking(saying, command)
        return command if lacking <= self._margins.leeway else None

    def overhear(self, scrap: Saying) -> Command | None:
        """The same of a scrap, which may be noise: what was said before counts on if it is not."""
        before = self._recent(scrap)
        if before is not None and before.likeliest is not scrap.likeliest:
            return None
        command = self.hear(scrap)
        if command is None and before is not None and scrap.margin < before.margin:
            self._before = before
        return command

    def forget(self) -> None:
        """Something has been obeyed: nobody has to insist on what came before."""
        self._before = None

    def _recent(self, saying: Saying) -> Saying | None:
        """What was said before, if it is not too long ago."""
        before = self._before
        return before if before and saying.start_s - before.end_s <= WINDOW_S else None

    def _lacking(self, saying: Saying, command: Command) -> float:
        return max(0.0, self._margins.of(saying.context) - saying.margins[command])


def _meant(before: Saying, saying: Saying, lead: float) -> Command | None:
    """The command that two sayings are together most like, with a `lead` over the next."""
    both = {
        command: before.margins[command] + margin
        for command, margin in saying.margins.items()
        if command in before.margins
    }
    ranked = sorted(both, key=lambda command: both[command], reverse=True)
    if not ranked or saying.margins[ranked[0]] < saying.margin - NEARLY:
        return None
    if len(ranked) > 1 and both[ranked[0]] - both[ranked[1]] < lead:
        return None
    return ranked[0]


def added(engine: str) -> Insistence | None:
    """What a session adds to the margins of an engine, by its name; None if not measured."""
    thresholds = decision.load()[engine]
    margins = thresholds.insistence
    return None if margins is None else Insistence(thresholds, margins)


def strict(engine: str) -> Insistence:
    """With more asked of a single saying. Raises HearingError for an engine not measured."""
    margins = decision.load()[engine].insistence
    if margins is None:
        raise HearingError(
            f"How much to believe what is said twice is not known for the recogniser “{engine}”; "
            "leave --insistence out."
        )
    return Insistence(margins, margins)
