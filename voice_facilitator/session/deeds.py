"""What each command does, outside a silence; which one does what where tells `obey.TABLE`.

The first line of each function's docstring is what `docs/session.md` says there.
"""

from voice_facilitator.session import answers, mishaps, moves
from voice_facilitator.session.actions import EarconName
from voice_facilitator.session.protocol import Kind
from voice_facilitator.session.state import Mode
from voice_facilitator.session.timing import MOVED_S
from voice_facilitator.session.turn import Turn

LOUDEST = 4
"""Steps of 3 dB above where the volume began."""
QUIETEST = -6


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
