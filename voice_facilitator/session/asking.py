"""Asking back: one word with a question mark, where a command may have been said.

It is an interruption, so it is rare and short, and it never comes in a silence, nor
over what is being said. The clock runs on beneath it. A yes counts for some
seconds; whoever says the command again, or another one, is obeyed as ever.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from voice_facilitator.commands import ASKED_BACK, Command
from voice_facilitator.session import answers
from voice_facilitator.session.actions import EarconName
from voice_facilitator.session.situation import Situation, situation
from voice_facilitator.session.state import Asked, State
from voice_facilitator.session.timing import ASK_AGAIN_S
from voice_facilitator.session.turn import Turn

_ASKED_IN: Mapping[Situation, frozenset[Command]] = MappingProxyType(
    {
        Situation.RUNNING: ASKED_BACK - {Command.RESUME},
        Situation.TIME_UP: ASKED_BACK - {Command.RESUME},
        Situation.PAUSED: ASKED_BACK - {Command.PAUSE},
    }
)


def ask_back(turn: Turn, command: Command) -> None:
    """Ask whether `command` was meant, if that may be asked now."""
    if not may_ask(turn.state, command):
        return
    turn.earcon(EarconName.ONCE_MORE)
    sound = turn.say(replace(answers.line(turn.state, "ask_back"), command=command))
    turn.set(asked=Asked(command, sound), asked_at=turn.now)


def may_ask(state: State, command: Command) -> bool:
    """Whether `command` would do something, and we neither talk nor have asked a moment ago."""
    asked_at = state.asked_at
    is_soon = asked_at is not None and state.now - asked_at < ASK_AGAIN_S
    is_heard = state.away is None and not state.speaking
    return is_heard and not is_soon and command in _ASKED_IN.get(situation(state), ())


def not_meant(turn: Turn) -> None:
    """go on"""
    turn.set(asked=None)
    turn.earcon(EarconName.HEARD)
