"""What people can say to us, and when each word of it can be believed.

A command is what hearing hands to the session, whatever engine, keyboard or
language it came through. A context is what the session hands to hearing: what
can be said now, and how easily to believe it.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Command(StrEnum):
    """The commands, named as users type them."""

    NEXT = "next"
    BACK = "back"
    PAUSE = "pause"
    RESUME = "resume"
    REPEAT = "repeat"
    TIME = "time"
    MORE_TIME = "more_time"
    HELP = "help"
    STOP = "stop"
    YES = "yes"
    NO = "no"
    LOUDER = "louder"
    QUIETER = "quieter"
    START = "start"
    STATUS = "status"
    TEACH = "teach"


class Context(StrEnum):
    """How to listen."""

    QUESTION = "question"
    """We have just asked something: bare yes and no count beside all the rest."""
    WAITING = "waiting"
    """Time is up or stands still: a command is expected."""
    CONVERSATION = "conversation"
    """People are talking to each other: be strict."""
    SILENCE = "silence"
    """The group is silent: only what a silence needs."""


_ANSWERS = frozenset({Command.YES, Command.NO})
_AT_REST = frozenset({Command.TEACH})  # said where a group waits or pauses, not where it talks
_ALWAYS = frozenset(Command) - _ANSWERS - _AT_REST

HEARD_IN: Mapping[Context, frozenset[Command]] = MappingProxyType(
    {
        Context.QUESTION: _ALWAYS | _AT_REST | _ANSWERS,
        Context.WAITING: _ALWAYS | _AT_REST,
        Context.CONVERSATION: _ALWAYS,
        Context.SILENCE: frozenset({Command.PAUSE, Command.RESUME, Command.NEXT, Command.STOP}),
    }
)
"""The commands that may be taken from a voice in each context."""

ASKED_BACK = frozenset({Command.PAUSE, Command.RESUME, Command.NEXT, Command.BACK, Command.STOP})
"""The commands worth a question where they were not clear: what moves the session, and is easily
taken back."""
