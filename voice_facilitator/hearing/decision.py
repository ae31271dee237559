"""One rule for all engines: is this segment a command, and which?

The margin of a command is how much likelier it is than everything else together:
its score minus the log of the summed scores of the other commands, the decoys and
whatever the engine would have written. It is taken when the margin is over the
threshold of the context: people asked a question may be believed easily, people
in a conversation say "no" and "next" to each other all the time.

Where even a command that is much less likely than all else is believed, two of them
may be about equally so. To be obeyed wrongly is worse than to have to say it again, so
a command needs a lead over the other commands too.

The thresholds are data, in `thresholds.toml`, with the measurement each was
chosen on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec
import numpy as np

from voice_facilitator import datafile
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.engine import Scores


class Margins(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The margins from which one engine is believed, by context."""

    question: float
    waiting: float
    conversation: float
    silence: float

    def of(self, context: Context) -> float:
        """The margin needed in `context`."""
        needed: float = getattr(self, context.value)
        return needed


class Insisting(Margins, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The margins of a single saying where people can be counted on to say it again."""

    leeway: float
    """How much two doubtful sayings together may lack of them."""
    lead: float = -np.inf
    """How much likelier a command must be, in both together, than the next one."""


class Thresholds(Margins, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The margins from which one engine is believed, and what it misjudges."""

    while_we_speak: float = -np.inf
    """The margin that is needed in any context of what is heard over our voice."""
    interrupting: float = -np.inf
    """The same of what has made us fall silent: nearly always it is somebody else's voice."""
    called: float = -np.inf
    """The margin needed behind the wake word: the likeliest is meant, unless it is a murmur."""
    lead: float = -np.inf
    """How much likelier a command must be than all other commands together."""
    hasty_letter_s: float = 0.0
    """In a conversation, what is shorter than this a letter must be what the engine would write."""
    insistence: Insisting | None = None
    """The margins where a word may be said twice; None where nobody has measured it."""
    asking: Margins | None = None
    """The margins from which what is not believed is worth a question; infinite where none is.
    None where nobody has measured it."""
    weights: dict[str, float] = {}
    """Added to the scores of some phrases: the engine's prejudices, taken back."""


_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Decision:
    """What an engine's scores come to."""

    command: Command | None
    """The likeliest command; or, said twice, the one that both sayings come to."""
    margins: Mapping[Command, float]
    """How much likelier each command is than all else (natural logarithm for probabilities)."""
    ambiguous: bool
    """Whether it lacks a lead over the other commands."""
    accepted: bool
    """Whether the margin is enough, and nothing ambiguous."""

    @property
    def margin(self) -> float:
        """That of the command."""
        return -np.inf if self.command is None else self.margins[self.command]


def decide(
    scores: Scores,
    threshold: float,
    weights: Mapping[str, float] = _NONE,
    lead: float = -np.inf,
) -> Decision:
    """The likeliest command; whether its margin is over `threshold`, and it has a `lead`.

    `weights` are added to the scores of the phrases that they name. An engine that does not know
    what it heard (a score that is no number) has heard no command.
    """
    if np.isnan([scores.none, *scores.phrases.values()]).any():
        return Decision(None, {}, False, False)
    commands: dict[Command, list[float]] = {}
    for phrase, score in scores.phrases.items():
        commands.setdefault(phrase.command, []).append(score + weights.get(phrase.text, 0.0))
    summed = {command: _sum(each) for command, each in commands.items()}
    margins = {
        command: score - _sum([scores.none, *_rivals(summed, command)])
        for command, score in summed.items()
    }
    best = max(margins, key=lambda command: margins[command], default=None)
    if best is None:
        return Decision(None, margins, False, False)
    ambiguous = bool(summed[best] - _sum(_rivals(summed, best)) < lead)
    return Decision(best, margins, ambiguous, bool(margins[best] > threshold) and not ambiguous)


def load() -> Mapping[str, Thresholds]:
    """The thresholds of each engine, by its name."""
    return datafile.read(Path(__file__).with_name("thresholds.toml"), dict[str, Thresholds])


def asking(engine: str) -> Margins:
    """The margins from which to ask back. Raises HearingError for an engine not measured."""
    margins = load()[engine].asking
    if margins is None:
        raise HearingError(
            f"When to ask back is not known for the recogniser “{engine}”; leave --ask-back out."
        )
    return margins


def _rivals(summed: Mapping[Command, float], command: Command) -> list[float]:
    return [score for rival, score in summed.items() if rival is not command]


def _sum(scores: list[float]) -> float:
    return float(np.logaddexp.reduce([-np.inf, *scores]))
