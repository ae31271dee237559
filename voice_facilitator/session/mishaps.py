"""What a session does about the world's failures: it keeps the clock right, and tells later.

Three things can happen to it. There is something to tell, a *remark*: it is said
after what is being said, but never in a silence, nor over the bell that ends
it. Nobody can hear us for a while, an *absence*: the clock stands until we are
back, unless somebody lets it run. And the session was cut off and comes back
elsewhere, *restored*: it says where it was and asks whether to go on.
"""

from dataclasses import replace

from voice_facilitator.session import answers, moves
from voice_facilitator.session.actions import ChimeName, EarconName, EndLesson
from voice_facilitator.session.events import Present, Remark, Restored
from voice_facilitator.session.protocol import Kind
from voice_facilitator.session.state import Away, Mode, Place, Telling
from voice_facilitator.session.turn import FAR_S, Turn


def remark(turn: Turn, event: Remark) -> None:
    """Have something told as soon as it may be."""
    turn.remark(answers.line(turn.state, event.news, event.seconds))


def tell_remarks(turn: Turn) -> None:
    """Tell what is to be told, if it may be now."""
    if not turn.state.remarks or not _may_tell(turn):
        return
    state, place = turn.state, turn.place
    moves_on = place.mode is Mode.MOVING_ON and not place.paused and state.question is None
    for line in state.remarks:
        sound = turn.say(line)
        turn.set(telling=(*turn.state.telling, Telling(sound, line)))
        if moves_on:
            turn.set(awaited=sound, move_at=None)
    turn.set(remarks=())


def _may_tell(turn: Turn) -> bool:
    """Not before the welcome, nor when all has been said, nor in a silence and its bells.

    A silence begins with the words that lead into it: nothing comes after them.
    """
    state, place = turn.state, turn.place
    if place.mode in (Mode.NEW, Mode.GOODBYE, Mode.ENDED) or place.in_silence:
        return False
    if state.lesson_until is not None:
        return False
    if _leads_into_silence(turn) and not place.paused:
        return False
    bell_sounds = state.awaited is not None and state.awaited not in state.speaking
    return not (place.mode is Mode.MOVING_ON and bell_sounds)


def _leads_into_silence(turn: Turn) -> bool:
    """Whether a silence follows what is being said."""
    phase = turn.state.phase
    silent = phase is not None and phase.kind is Kind.SILENCE
    return silent and turn.place.mode is Mode.PROMPTING


def has_begun(turn: Turn, sound: int) -> None:
    """A sound has begun: if it is a remark, it counts as told."""
    telling = tuple(told for told in turn.state.telling if told.sound != sound)
    turn.set(telling=telling)


def leave(turn: Turn) -> None:
    """Nobody can hear us: let the clock stand. A goodbye goes on, so that there is an end."""
    place = turn.place
    if turn.state.away is not None or place.mode in (Mode.NEW, Mode.GOODBYE):
        return
    turn.set(away=Away(turn.now, holds_clock=not place.paused))
    turn.interrupt()
    if turn.state.lesson_until is not None:
        turn.set(lesson_until=None)
        turn.actions.append(EndLesson())
    if not place.paused:
        turn.cancel_bell()
        turn.move(paused=True)
        turn.set(move_at=None, reminders=0, doubt=None)
        turn.remind_later()


def hold_clock(turn: Turn) -> None:
    """Somebody wants the clock to stand: being heard again is no reason to let it run."""
    if turn.state.away is not None:
        turn.set(away=replace(turn.state.away, holds_clock=False))


def arrive(turn: Turn, event: Present) -> None:
    """We can be heard again: tell, and let the clock run if it stood for that alone."""
    away = turn.state.away
    if away is None:
        return
    unseen_s = _sensible(event.unseen_s)
    turn.set(away=None)
    turn.move(paused_s=turn.place.paused_s + unseen_s)
    stood = away.holds_clock and turn.place.paused
    news = answers.line(
        turn.state,
        "was_away_clock_stood" if stood else "was_away",
        turn.now - away.since + unseen_s,
    )
    turn.remark(news)
    if stood:
        tell_remarks(turn)
        turn.move(paused=False)
        turn.set(reminders=0)
        _go_on(turn)


def _go_on(turn: Turn) -> None:
    """Go on where the absence has interrupted."""
    place = turn.place
    if place.mode is Mode.SILENT:
        turn.ring(ChimeName.CLOSE, turn.now + place.left_s)
    elif place.mode is Mode.HUSH:
        moves.ring_after_hush(turn)
    elif turn.state.question is not None:
        moves.ask(turn, answers.line(turn.state, "really_stop"))
    else:
        moves.take_up(turn, *answers.resumed(turn.state))


def come_back(turn: Turn, event: Restored) -> None:
    """Stand where the session was cut off, on another clock, and ask whether to go on."""
    gone_s = _sensible(event.gone_s)
    _forget_sounds_and_times(turn, event.at)
    if turn.state.volume:
        turn.volume(turn.state.volume)
    if turn.place.index < 0:
        begin_afresh(turn)
    elif turn.place.mode is Mode.GOODBYE:
        moves.take_up(turn)
    else:
        turn.set(gone_s=gone_s)
        turn.move(paused=True, paused_s=turn.place.paused_s + gone_s)
        turn.earcon(EarconName.WELCOME)
        ask_to_return(turn)


def _forget_sounds_and_times(turn: Turn, at: float) -> None:
    """What sounded is no more, and no time of the old clock means anything on the new one."""
    turn.set(
        now=at if abs(at) < FAR_S else turn.now,
        speaking=frozenset(),
        awaited=None,
        bell=None,
        question=None,
        asked=None,
        asked_at=None,
        undo=None,
        doubt=None,
        reminders=0,
        remind_at=None,
        move_at=None,
        moved_at=None,
        remarks=(),
        telling=(),
        away=None,
        gone_s=None,
        lesson_until=None,
    )


def ask_to_return(turn: Turn) -> None:
    """Say where we were and how long ago, and ask whether to go on there."""
    if turn.place.in_silence:
        # It is told with what was left of it, and begun again from its beginning.
        where = answers.line(turn.state, "returned_in", turn.place.left_s)
        lead = answers.line(turn.state, "silence_again")
        turn.move(mode=Mode.PROMPTING, lead=lead, spent_s=0.0, marked_s=0.0)
    else:
        where = answers.returned(turn.state)
    turn.say(where)
    if turn.state.gone_s is not None and turn.state.gone_s >= 1:
        turn.say(answers.line(turn.state, "returned_after", turn.state.gone_s))
    turn.say(answers.line(turn.state, "returned_question"))
    turn.remind_later()


def begin_afresh(turn: Turn) -> None:
    """Begin the session again from its welcome."""
    turn.set(place=Place(), gone_s=None, reminders=0)
    moves.welcome(turn)


def _sensible(seconds: float) -> float:
    """A length of time as it came from outside: none that is negative, or no number."""
    return seconds if 0 <= seconds < FAR_S else 0.0
