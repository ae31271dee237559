"""Which command does what in each situation, and how to listen there: the table of the session.

`TABLE` is what runs, and what `docs/session.md` shows. A command that a situation
does not list does nothing at all there, not even a sound.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from voice_facilitator.commands import Command, Context
from voice_facilitator.session import asking, deeds, lessons, moves, silence
from voice_facilitator.session.situation import Situation, situation
from voice_facilitator.session.state import State
from voice_facilitator.session.turn import Turn

Obey = Callable[[Turn], None]


def beneath(turn: Turn, command: Command) -> None:
    """go on, and do as if nothing had been asked"""
    was_interrupted = turn.state.question is not None
    turn.set(question=None, asked=None)
    if command in TABLE[situation(turn.state)].commands:
        obey(turn, command)
    elif was_interrupted:
        moves.go_on(turn)


def meant(turn: Turn) -> None:
    """do what was asked about"""
    asked = turn.state.asked
    if asked is not None:
        beneath(turn, asked.command)


@dataclass(frozen=True, slots=True)
class Row:
    """One situation: how to listen there, and what is obeyed."""

    context: Context
    commands: Mapping[Command, Obey]


_VOLUME: dict[Command, Obey] = {Command.LOUDER: deeds.louder, Command.QUIETER: deeds.quieter}
_TELL: dict[Command, Obey] = {
    Command.REPEAT: deeds.repeat,
    Command.TIME: deeds.time,
    Command.HELP: deeds.help_now,
    Command.STATUS: deeds.status,
}
_EVERYWHERE = _TELL | _VOLUME | {Command.BACK: deeds.back, Command.STOP: deeds.stop}
_IN_PHASE = _EVERYWHERE | {
    Command.PAUSE: deeds.pause,
    Command.RESUME: deeds.not_paused,
    Command.MORE_TIME: deeds.more_time,
    Command.START: deeds.status,
}
_GO_ON = (Command.YES, Command.START, Command.NEXT, Command.RESUME)
_AT_THE_DOOR: dict[Command, Obey] = _EVERYWHERE | {
    **dict.fromkeys(_GO_ON, deeds.begin_first),
    Command.NO: deeds.no_hurry,
    Command.PAUSE: deeds.pause,
    Command.MORE_TIME: deeds.not_now,
}

TABLE: Mapping[Situation, Row] = MappingProxyType(
    {
        Situation.BEFORE: Row(Context.QUESTION, {}),
        Situation.WELCOME: Row(Context.QUESTION, _AT_THE_DOOR),
        Situation.READY: Row(Context.QUESTION, _AT_THE_DOOR | {Command.TEACH: lessons.teach}),
        Situation.PROMPTING: Row(
            Context.CONVERSATION, _IN_PHASE | {Command.NEXT: deeds.next_unless_moved}
        ),
        Situation.RUNNING: Row(
            Context.CONVERSATION, _IN_PHASE | {Command.NEXT: deeds.next_unless_moved}
        ),
        Situation.TIME_UP: Row(Context.WAITING, _IN_PHASE | {Command.NEXT: deeds.next_phase}),
        Situation.MOVING_ON: Row(
            Context.CONVERSATION, _IN_PHASE | {Command.NEXT: deeds.next_at_last}
        ),
        Situation.SILENCE: Row(
            Context.SILENCE,
            {
                Command.PAUSE: silence.pause,
                Command.RESUME: silence.not_paused,
                Command.NEXT: silence.next_phase,
                Command.STOP: silence.stop,
            },
        ),
        Situation.PAUSED: Row(
            Context.WAITING,
            _EVERYWHERE
            | {
                Command.NEXT: deeds.next_phase,
                Command.PAUSE: deeds.paused_already,
                Command.RESUME: deeds.resume,
                Command.START: deeds.resume,
                Command.MORE_TIME: deeds.more_time,
                Command.TEACH: lessons.teach,
            },
        ),
        Situation.PAUSED_IN_SILENCE: Row(
            Context.SILENCE,
            {
                Command.PAUSE: silence.still_paused,
                Command.RESUME: silence.resume,
                Command.NEXT: silence.next_phase,
                Command.STOP: silence.stop,
            },
        ),
        Situation.RETURNED: Row(
            Context.QUESTION,
            _VOLUME
            | dict.fromkeys(_GO_ON, deeds.return_to_session)
            | dict.fromkeys(_TELL, deeds.ask_to_return)
            | {Command.NO: deeds.begin_afresh, Command.STOP: deeds.stop},
        ),
        Situation.QUESTION: Row(
            Context.QUESTION,
            {
                **{command: partial(beneath, command=command) for command in Command},
                **_VOLUME,
                Command.YES: deeds.yes_stop,
                Command.NO: deeds.go_on,
                Command.BACK: deeds.go_on,
                Command.RESUME: deeds.go_on_running,
                Command.STOP: deeds.stop,
                Command.REPEAT: deeds.stop,
                Command.HELP: deeds.help_question,
            },
        ),
        Situation.ASKED: Row(
            Context.QUESTION,
            {
                **{command: partial(beneath, command=command) for command in Command},
                **_VOLUME,
                Command.YES: meant,
                Command.NO: asking.not_meant,
            },
        ),
        Situation.LESSON: Row(
            Context.WAITING, dict.fromkeys(Command, lessons.end_lesson) | _VOLUME
        ),
        Situation.GOODBYE: Row(
            Context.CONVERSATION, _VOLUME | {Command.BACK: deeds.back, Command.REPEAT: deeds.repeat}
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
