"""What each command does where, and how to listen there: the table of the session.

`TABLE` is what runs, and what `docs/session.md` shows; the first line of each
function's docstring is what it says there. A command that a situation does not
list does nothing at all there, not even a sound.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from voice_facilitator.commands import Command, Context
from voice_facilitator.session import answers, mishaps, moves
from voice_facilitator.session.actions import ChimeName, EarconName
from voice_facilitator.session.protocol import Kind
from voice_facilitator.session.state import Doubt, Mode, State
from voice_facilitator.session.timing import MOVED_S, ONCE_MORE_S
from voice_facilitator.session.turn import Turn

LOUDEST = 4
"""Steps of 3 dB above where the volume began."""
QUIETEST = -6

Obey = Callable[[Turn], None]


class Situation(StrEnum):
    """A mode, or what lies over it: a pause, a question."""

    BEFORE = "before it begins"
    WELCOME = "welcome"
    READY = "waiting to begin"
    PROMPTING = "prompt"
    RUNNING = "time runs"
    TIME_UP = "time is up"
    MOVING_ON = "moving on"
    SILENCE = "silence"
    PAUSED = "paused"
    PAUSED_IN_SILENCE = "paused in the silence"
    RETURNED = "asked whether to go on after a breakdown"
    QUESTION = "asked whether to end"
    GOODBYE = "goodbye"
    ENDED = "ended"


_OF_MODE = {
    Mode.NEW: Situation.BEFORE,
    Mode.WELCOME: Situation.WELCOME,
    Mode.READY: Situation.READY,
    Mode.PROMPTING: Situation.PROMPTING,
    Mode.RUNNING: Situation.RUNNING,
    Mode.TIME_UP: Situation.TIME_UP,
    Mode.MOVING_ON: Situation.MOVING_ON,
    Mode.HUSH: Situation.SILENCE,
    Mode.SILENT: Situation.SILENCE,
    Mode.GOODBYE: Situation.GOODBYE,
    Mode.ENDED: Situation.ENDED,
}


def situation(state: State) -> Situation:
    """What the commands mean now."""
    if state.question is not None:
        return Situation.QUESTION
    if state.gone_s is not None:
        return Situation.RETURNED
    if state.place.paused:
        return Situation.PAUSED_IN_SILENCE if state.place.in_silence else Situation.PAUSED
    return _OF_MODE[state.place.mode]


def begin_first(turn: Turn) -> None:
    """begin the first phase"""
    turn.remember()
    turn.interrupt()
    moves.go_next(turn)


def no_hurry(turn: Turn) -> None:
    """go on waiting"""
    turn.interrupt()
    moves.wait_until_ready(turn, "no_hurry")


def next_phase(turn: Turn) -> None:
    """go to the next phase"""
    turn.remember()
    turn.interrupt()
    moves.go_next(turn)


def next_unless_moved(turn: Turn) -> None:
    """go to the next phase; just after we have moved on by ourselves, say the prompt anew"""
    if not _just_moved(turn):
        next_phase(turn)
        return
    turn.interrupt()
    turn.earcon(EarconName.HEARD)
    moves.take_up(turn)


def next_at_last(turn: Turn) -> None:
    """go to the next phase at once; after a silence, when its bell has died away"""
    awaited = turn.state.awaited
    if awaited is not None and awaited not in turn.state.speaking:
        turn.earcon(EarconName.HEARD)  # the bell is still to be heard
    else:
        next_phase(turn)


def back(turn: Turn) -> None:
    """undo the last action of the past 10 s, else begin the previous phase again"""
    undo = turn.state.undo
    turn.remember()
    if undo is not None and turn.now <= undo.until:
        moves.restore(turn, undo.place)
        return
    turn.interrupt()
    turn.set(question=None)
    if turn.place.index < 0:
        moves.welcome(turn)
    elif turn.place.mode is Mode.GOODBYE:
        moves.enter_phase(turn, turn.place.index)
    else:
        moves.enter_phase(turn, max(0, turn.place.index - 1))


def pause(turn: Turn) -> None:
    """stop the clock, and what is being said"""
    mishaps.hold_clock(turn)
    turn.remember()
    turn.interrupt()
    turn.move(paused=True)
    turn.set(move_at=None, reminders=0)
    turn.earcon(EarconName.PAUSED)
    moves.take_up(turn, answers.line(turn.state, "paused"))


def paused_already(turn: Turn) -> None:
    """say that the clock stands"""
    mishaps.hold_clock(turn)
    turn.interrupt()
    moves.take_up(turn, answers.line(turn.state, "still_paused"))


def resume(turn: Turn) -> None:
    """let the clock run again; a text that was interrupted is said from its start"""
    turn.remember()
    turn.interrupt()
    turn.move(paused=False)
    turn.set(reminders=0, gone_s=None)
    turn.earcon(EarconName.RESUMED)
    moves.take_up(turn, *answers.resumed(turn.state))


def return_to_session(turn: Turn) -> None:
    """go on where the session was cut off"""
    turn.remember()
    turn.interrupt()
    turn.move(paused=False)
    turn.set(reminders=0, gone_s=None)
    turn.earcon(EarconName.RESUMED)
    said = None if turn.place.mode is Mode.PROMPTING else answers.back(turn.state)
    moves.take_up(turn, *[said] if said is not None else [])


def begin_afresh(turn: Turn) -> None:
    """begin the session again from its welcome"""
    turn.remember()
    turn.interrupt()
    mishaps.begin_afresh(turn)


def ask_to_return(turn: Turn) -> None:
    """say again where we were, and ask again"""
    turn.interrupt()
    mishaps.ask_to_return(turn)


def not_paused(turn: Turn) -> None:
    """say that the clock was not stopped"""
    turn.interrupt()
    moves.take_up(turn, answers.line(turn.state, "not_paused"))


def repeat(turn: Turn) -> None:
    """say the prompt again; the clock is not touched"""
    turn.interrupt()
    if turn.place.lead is None or turn.place.paused:
        moves.take_up(turn, answers.prompt(turn.state))
        return
    if turn.place.mode is Mode.PROMPTING:
        turn.move(lead=answers.prompt(turn.state))
    moves.take_up(turn)


def time(turn: Turn) -> None:
    """say how much time is left, and how much slack is used"""
    turn.interrupt()
    moves.take_up(turn, *answers.time(turn.state))


def status(turn: Turn) -> None:
    """say which phase of how many, how much time is left, what comes next"""
    turn.interrupt()
    moves.take_up(turn, *answers.status(turn.state))


def help_now(turn: Turn) -> None:
    """say what can be said now"""
    turn.interrupt()
    moves.take_up(turn, answers.help_now(turn.state))


def more_time(turn: Turn) -> None:
    """add some minutes to the phase"""
    phase = turn.state.phase
    if phase is None or not phase.more_time_minutes or _silence_is_over(turn):
        not_now(turn)
        return
    turn.remember()
    turn.interrupt()
    place = turn.place
    turn.move(
        length_s=place.length_s + phase.more_time_minutes * 60,
        overrun_before_s=place.overrun_s,
    )
    if place.mode in (Mode.TIME_UP, Mode.MOVING_ON):
        turn.move(mode=Mode.RUNNING)
        turn.set(move_at=None)
    moves.take_up(turn, answers.line(turn.state, "more_time", turn.place.left_s))


def not_now(turn: Turn) -> None:
    """say that this can't be had now"""
    turn.interrupt()
    moves.take_up(turn, answers.line(turn.state, "not_now"))


def louder(turn: Turn) -> None:
    """speak louder"""
    _volume(turn, min(LOUDEST, turn.state.volume + 1))


def quieter(turn: Turn) -> None:
    """speak more quietly"""
    _volume(turn, max(QUIETEST, turn.state.volume - 1))


def stop(turn: Turn) -> None:
    """ask whether to end; the clock runs on beneath"""
    moves.ask_to_stop(turn)


def yes_stop(turn: Turn) -> None:
    """say goodbye and end"""
    turn.remember()
    turn.interrupt()
    moves.say_goodbye(turn, "goodbye_early")


def go_on(turn: Turn) -> None:
    """go on"""
    moves.go_on(turn)


def go_on_running(turn: Turn) -> None:
    """go on, and let the clock run if it was stopped"""
    if turn.place.paused:
        turn.set(question=None)
        resume(turn)
    else:
        moves.go_on(turn)


def help_question(turn: Turn) -> None:
    """say what the answers mean, and ask again"""
    turn.interrupt()
    moves.ask(turn, answers.help_now(turn.state))


def pause_silence(turn: Turn) -> None:
    """stop the clock; the closing bell waits"""
    mishaps.hold_clock(turn)
    turn.remember()
    turn.cancel_bell()
    turn.move(paused=True)
    turn.set(reminders=0, doubt=None)
    turn.earcon(EarconName.PAUSED)
    turn.remind_later()


def still_paused_in_silence(turn: Turn) -> None:
    """sound that the clock stands"""
    mishaps.hold_clock(turn)
    turn.earcon(EarconName.PAUSED)


def resume_silence(turn: Turn) -> None:
    """let the clock run again; the closing bell comes later by the pause"""
    turn.remember()
    turn.move(paused=False)
    turn.set(reminders=0)
    turn.earcon(EarconName.RESUMED)
    if turn.place.mode is Mode.SILENT:
        turn.ring(ChimeName.CLOSE, turn.now + turn.place.left_s)


def not_paused_in_silence(turn: Turn) -> None:
    """sound that the clock runs"""
    _reply_in_silence(turn, EarconName.RESUMED)


def next_in_silence(turn: Turn) -> None:
    """said twice: leave the silence for the next phase"""
    if _said_again(turn, Command.NEXT):
        next_phase(turn)


def stop_in_silence(turn: Turn) -> None:
    """said twice: leave the silence and ask whether to end"""
    if _said_again(turn, Command.STOP):
        turn.remember()
        moves.ask_to_stop(turn)


def beneath(turn: Turn, command: Command) -> None:
    """go on, and do as if nothing had been asked"""
    turn.set(question=None)
    obey(turn, command)


def _volume(turn: Turn, steps: int) -> None:
    """Set the volume, with a sound to judge it by unless something is being said anyway."""
    turn.volume(steps)
    if not turn.state.speaking:
        turn.earcon(EarconName.HEARD)


def _just_moved(turn: Turn) -> bool:
    """Whether we have come here by ourselves a moment ago."""
    return turn.state.moved_at is not None and turn.now - turn.state.moved_at <= MOVED_S


def _silence_is_over(turn: Turn) -> bool:
    """Whether the closing bell has sounded."""
    phase = turn.state.phase
    return turn.place.mode is Mode.MOVING_ON and phase is not None and phase.kind is Kind.SILENCE


def _reply_in_silence(turn: Turn, name: EarconName) -> None:
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
    _reply_in_silence(turn, EarconName.ONCE_MORE)
    return False


@dataclass(frozen=True, slots=True)
class Row:
    """One situation: how to listen there, and what is obeyed."""

    context: Context
    commands: Mapping[Command, Obey]


_VOLUME: dict[Command, Obey] = {Command.LOUDER: louder, Command.QUIETER: quieter}
_TELL: dict[Command, Obey] = {
    Command.REPEAT: repeat,
    Command.TIME: time,
    Command.HELP: help_now,
    Command.STATUS: status,
}
_EVERYWHERE = _TELL | _VOLUME | {Command.BACK: back, Command.STOP: stop}
_IN_PHASE = _EVERYWHERE | {
    Command.PAUSE: pause,
    Command.RESUME: not_paused,
    Command.MORE_TIME: more_time,
    Command.START: status,
}
_GO_ON = (Command.YES, Command.START, Command.NEXT, Command.RESUME)
_AT_THE_DOOR = _EVERYWHERE | {
    **dict.fromkeys(_GO_ON, begin_first),
    Command.NO: no_hurry,
    Command.PAUSE: pause,
    Command.MORE_TIME: not_now,
}

TABLE: Mapping[Situation, Row] = MappingProxyType(
    {
        Situation.BEFORE: Row(Context.QUESTION, {}),
        Situation.WELCOME: Row(Context.QUESTION, _AT_THE_DOOR),
        Situation.READY: Row(Context.QUESTION, _AT_THE_DOOR),
        Situation.PROMPTING: Row(
            Context.CONVERSATION, _IN_PHASE | {Command.NEXT: next_unless_moved}
        ),
        Situation.RUNNING: Row(Context.CONVERSATION, _IN_PHASE | {Command.NEXT: next_unless_moved}),
        Situation.TIME_UP: Row(Context.WAITING, _IN_PHASE | {Command.NEXT: next_phase}),
        Situation.MOVING_ON: Row(Context.CONVERSATION, _IN_PHASE | {Command.NEXT: next_at_last}),
        Situation.SILENCE: Row(
            Context.SILENCE,
            {
                Command.PAUSE: pause_silence,
                Command.RESUME: not_paused_in_silence,
                Command.NEXT: next_in_silence,
                Command.STOP: stop_in_silence,
            },
        ),
        Situation.PAUSED: Row(
            Context.WAITING,
            _EVERYWHERE
            | {
                Command.NEXT: next_phase,
                Command.PAUSE: paused_already,
                Command.RESUME: resume,
                Command.START: resume,
                Command.MORE_TIME: more_time,
            },
        ),
        Situation.PAUSED_IN_SILENCE: Row(
            Context.SILENCE,
            {
                Command.PAUSE: still_paused_in_silence,
                Command.RESUME: resume_silence,
                Command.NEXT: next_in_silence,
                Command.STOP: stop_in_silence,
            },
        ),
        Situation.RETURNED: Row(
            Context.QUESTION,
            _VOLUME
            | dict.fromkeys(_GO_ON, return_to_session)
            | dict.fromkeys(_TELL, ask_to_return)
            | {Command.NO: begin_afresh, Command.STOP: stop},
        ),
        Situation.QUESTION: Row(
            Context.QUESTION,
            {
                **{command: partial(beneath, command=command) for command in Command},
                **_VOLUME,
                Command.YES: yes_stop,
                Command.NO: go_on,
                Command.BACK: go_on,
                Command.RESUME: go_on_running,
                Command.STOP: stop,
                Command.REPEAT: stop,
                Command.HELP: help_question,
            },
        ),
        Situation.GOODBYE: Row(
            Context.CONVERSATION, _VOLUME | {Command.BACK: back, Command.REPEAT: repeat}
        ),
        Situation.ENDED: Row(Context.CONVERSATION, {}),
    }
)


def obey(turn: Turn, command: Command) -> None:
    """Do what `command` means in the situation."""
    do = TABLE[situation(turn.state)].commands.get(command)
    if do is not None:
        do(turn)


def context_of(state: State) -> Context:
    """How to listen now."""
    return TABLE[situation(state)].context
