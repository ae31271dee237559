"""How clearly a command came, for people who try how well they are heard.

A margin means nothing to anybody; how it compares with what was needed does.
"""

from enum import StrEnum

from voice_facilitator.hearing.utterance import NOT_HERE, SAID_TWICE, TOO_LONG, Utterance

SURE = 2.0
"""More than was needed by this much is clear, less than needed by this much is nothing; a natural
logarithm, as all engines' margins are."""


class Clarity(StrEnum):
    """What to tell of an utterance."""

    CLEAR = "clear"
    """A command that would have been obeyed with less."""
    JUST = "just"
    """A command that was obeyed, and the next time may not be."""
    CALLED = "called"
    """The wake word."""
    TWICE = "twice"
    """A command that was obeyed because it was said before."""
    NEARLY = "nearly"
    """Perhaps a command: a little more, and it would have been obeyed."""
    NOT_HERE = "not_here"
    """A command that does not count in this context."""
    TOO_LONG = "too_long"
    """Speech too long to be a command."""
    OTHER = "other"
    """Anything else: nothing to obey."""


def clarity(utterance: Utterance) -> Clarity:
    """How clearly a command came, if it was one."""
    if utterance.calls:
        return Clarity.CALLED
    if utterance.reason == TOO_LONG:
        return Clarity.TOO_LONG
    if utterance.reason == NOT_HERE:
        return Clarity.NOT_HERE
    if utterance.reason == SAID_TWICE:
        return Clarity.TWICE
    if utterance.margin is None or utterance.needed is None:
        return Clarity.OTHER
    more = utterance.margin - utterance.needed
    if utterance.accepted:
        return Clarity.CLEAR if more > SURE else Clarity.JUST
    nearly = more > -SURE and (more <= 0 or utterance.excluded)
    return Clarity.NEARLY if nearly else Clarity.OTHER
