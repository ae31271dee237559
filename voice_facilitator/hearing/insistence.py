"""A word that was not believed, and is said again: people who are not obeyed insist.

One doubtful "pause" may be anything. When the next short thing that is said, some
seconds later, is most like the same command, that is evidence: what the two
sayings lack is added up, and if it is not too much the second one is obeyed. One
that lacked nothing but was not believed all the same (over our own voice, or beside
another command) makes up for nothing that the other lacks.

Where people can be counted on to say it again, more can be asked of a single
saying, so that less is obeyed that was never meant (`strict`). A session does not
ask more: it is better to be obeyed at once than to be obeyed for sure (`added`).
"""

from dataclasses import dataclass

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.decision import Insisting, Margins

WINDOW_S = 6.0
"""The second saying begins within this time of the first one's end: longer than people wait for
an answer, shorter than it takes to come back to a subject."""


@dataclass(frozen=True, slots=True)
class _Doubtful:
    command: Command
    lacking: float
    end_s: float


class Insistence:
    """Remembers what was not believed just now, in one stream."""

    def __init__(self, alone: Margins, margins: Insisting) -> None:
        """A single saying is believed from `alone` on, two by their sum (see `Insisting`)."""
        self.alone = alone
        self._margins = margins
        self._before: _Doubtful | None = None

    def hear(
        self, command: Command, margin: float, context: Context, start_s: float, end_s: float
    ) -> bool:
        """Whether a doubtful `command` is to be obeyed, since it is said again.

        `margin` is how much likelier it is than all else, in `context`; the times
        are those of its segment, in seconds of the stream.
        """
        lacking = max(0.0, self._margins.of(context) - margin)
        before, self._before = self._before, _Doubtful(command, lacking, end_s)
        return (
            before is not None
            and before.command is command
            and start_s - before.end_s <= WINDOW_S
            and before.lacking + lacking <= self._margins.leeway
        )

    def overhear(
        self, command: Command, margin: float, context: Context, start_s: float, end_s: float
    ) -> bool:
        """The same of a scrap, which may be noise: of another command it changes nothing."""
        before = self._before
        if before is None or before.command is command or start_s - before.end_s > WINDOW_S:
            return self.hear(command, margin, context, start_s, end_s)
        return False

    def forget(self) -> None:
        """Something has been obeyed: nobody has to insist on what came before."""
        self._before = None


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
