"""What each command does in a silence, where nothing may be said: earcons answer.

As in `deeds`, the docstrings are what `docs/session.md` says.
"""

from voice_facilitator.commands import Command
from voice_facilitator.session import deeds, mishaps, moves
from voice_facilitator.session.actions import ChimeName, EarconName
from voice_facilitator.session.state import Doubt, Mode
from voice_facilitator.session.timing import ONCE_MORE_S
from voice_facilitator.session.turn import Turn


def pause(turn: Turn) -> None:
    """stop the clock; the closing bell waits"""
    mishaps.hold_clock(turn)
    turn.remember()
    turn.cancel_bell()
    turn.move(paused=True)
    turn.set(reminders=0, doubt=None)
    turn.earcon(EarconName.PAUSED)
    turn.remind_later()


def still_paused(turn: Turn) -> None:
    """sound that the clock stands"""
    mishaps.hold_clock(turn)
    turn.earcon(EarconName.PAUSED)


def resume(turn: Turn) -> None:
    """let the clock run again; the closing bell comes later by the pause"""
    turn.remember()
    turn.move(paused=False)
    turn.set(reminders=0)
    turn.earcon(EarconName.RESUMED)
    if turn.place.mode is Mode.SILENT:
        turn.ring(ChimeName.CLOSE, turn.now + turn.place.left_s)


def not_paused(turn: Turn) -> None:
    """sound that the clock runs"""
    _reply(turn, EarconName.RESUMED)


def next_phase(turn: Turn) -> None:
    """said twice: leave the silence for the next phase"""
    if _said_again(turn, Command.NEXT):
        deeds.next_phase(turn)


def stop(turn: Turn) -> None:
    """said twice: leave the silence and ask whether to end"""
    if _said_again(turn, Command.STOP):
        turn.remember()
        moves.ask_to_stop(turn)


def _reply(turn: Turn, name: EarconName) -> None:
    """Play an earcon. An opening bell that waits is taken back: it needs its hush again."""
    if turn.place.mode is Mode.HUSH:
        turn.cancel_bell()
    turn.earcon(name)


def _said_again(turn: Turn, command: Command) -> bool:
    """Whether `command` was said a moment ago too; if not, ask for it by an earcon."""
    doubt = turn.state.doubt
    if doubt is not None and doubt.command is command and turn.now <= doubt.until:
        return True
    turn.set(doubt=Doubt(command, turn.now + ONCE_MORE_S))
    _reply(turn, EarconName.ONCE_MORE)
    return False
