"""The session: events in, actions out.

Theory of operation. A `State` is where the session stands. `handle` books the
time that has passed, deals with what has come due by then, then with the event
itself, and tells what is to be done. It has no clock: time comes in on the
events, and `next_deadline` says when to wake it. Sounds are asked for by number
and are over when their number comes back; whatever the session no longer waits
for may come back late without harm.

What can be said where stands in `obey.TABLE`, what it does in `deeds` and, in the
silence, `silence`; how the modes follow each other in `moves`; what is done about
failures in `mishaps`; how long things last in `timing`. `docs/session.md` is made
from them.

No sequence of events raises. Times that go backwards count as now.
"""

from collections.abc import Callable
from dataclasses import replace

from voice_facilitator.session import answers, lessons, mishaps, moves
from voice_facilitator.session.actions import Action, ChimeName, EarconName, Listen
from voice_facilitator.session.asking import ask_back
from voice_facilitator.session.events import (
    Abandoned,
    Absent,
    CommandDoubted,
    CommandHeard,
    Event,
    LessonOver,
    PlaybackEnded,
    PlaybackStarted,
    Present,
    Remark,
    Restored,
    RoomMeasured,
    Started,
    TimeReached,
)
from voice_facilitator.session.obey import context_of, obey
from voice_facilitator.session.state import Advance, Mode, Question, State, begin
from voice_facilitator.session.timing import (
    ASKED_S,
    BREATH_S,
    PAUSED_SENTENCE_EVERY,
    QUESTION_S,
    due_mark,
    next_deadline,
)
from voice_facilitator.session.turn import Turn

__all__ = ["Advance", "State", "begin", "context_of", "handle", "next_deadline"]


def handle(state: State, event: Event) -> tuple[State, tuple[Action, ...]]:
    """The state after `event`, and what is to be done now, in this order."""
    if state.ended:
        return state, ()
    turn = Turn(state)
    if isinstance(event, Restored):
        mishaps.come_back(turn, event)
    else:
        turn.pass_time(event.at)
        _wake(turn)
        _happen(turn, event)
    _wake(turn)
    mishaps.tell_remarks(turn)
    context = context_of(turn.state)
    if isinstance(event, Started | Restored) or context is not context_of(state):
        turn.actions.append(Listen(context))
    return turn.state, tuple(turn.actions)


def _happen(turn: Turn, event: Event) -> None:
    """Deal with the event itself."""
    match event:
        case Started() if turn.place.mode is Mode.NEW:
            moves.welcome(turn)
        case CommandHeard(command=command):
            obey(turn, command)
        case CommandDoubted(command=command):
            ask_back(turn, command)
        case PlaybackStarted(at=at, sound=sound):
            _sound_started(turn, sound, at)
        case PlaybackEnded(sound=sound):
            _sound_ended(turn, sound)
        case Remark():
            mishaps.remark(turn, event)
        case Absent():
            mishaps.leave(turn)
        case Present():
            mishaps.arrive(turn, event)
        case LessonOver(outcome=outcome):
            lessons.lesson_over(turn, outcome)
        case Abandoned():
            moves.end(turn)
        case Started() | TimeReached() | RoomMeasured() | Restored():
            pass


def _sound_started(turn: Turn, sound: int, at: float) -> None:
    """A bell that sounds opens or closes the silence, even one taken back too late."""
    mishaps.has_begun(turn, sound)
    bell = turn.state.bell
    if bell is None or sound != bell.sound:
        return
    if bell.name is ChimeName.OPEN and turn.place.mode is Mode.HUSH:
        # Its own time is finer than the event's; only nonsense is kept out.
        moves.open_silence(turn, min(max(at, bell.at - BREATH_S), turn.now))
    elif bell.name is ChimeName.CLOSE and turn.place.mode is Mode.SILENT:
        moves.close_silence(turn)


def _sound_ended(turn: Turn, sound: int) -> None:
    """A sound is over; the session may have waited for that."""
    state = turn.state
    turn.set(speaking=state.speaking - {sound})
    mishaps.has_begun(turn, sound)
    if state.asked is not None and sound == state.asked.sound:
        turn.set(asked=replace(state.asked, until=turn.now + ASKED_S))
    elif state.question is not None:
        if sound == state.question.sound:
            turn.set(question=Question(sound, turn.now + QUESTION_S))
    elif sound == state.awaited and state.place.mode is Mode.MOVING_ON:
        turn.set(awaited=None, move_at=turn.now + BREATH_S)
    elif sound == state.awaited:
        moves.lead_spoken(turn)
    moves.ring_after_hush(turn)


def _wake(turn: Turn) -> None:
    """Deal with all that has come due. Each thing dealt with sets its next time, or none."""
    while True:
        due = next_deadline(turn.state)
        if due is None or due > turn.now:
            return
        _come_due(turn)


def _come_due(turn: Turn) -> None:
    """Deal with one thing that has come due."""
    asked = turn.state.asked
    if asked is not None and asked.until is not None and asked.until <= turn.now:
        turn.set(asked=None)
    elif turn.state.lesson_until is not None:
        lessons.give_up(turn)
    elif turn.state.question is not None:
        moves.go_on(turn)
    elif turn.state.gone_s is not None:
        mishaps.ask_to_return(turn)
    elif turn.place.paused:
        _remind_of_pause(turn)
    else:
        _DUE_IN[turn.place.mode](turn)


def _remind_of_pause(turn: Turn) -> None:
    """Tell that the clock still stands; now and then in words, but never in the silence."""
    turn.set(reminders=turn.state.reminders + 1)
    turn.earcon(EarconName.PAUSED)
    if not turn.place.in_silence and turn.state.reminders % PAUSED_SENTENCE_EVERY == 0:
        turn.say(answers.line(turn.state, "paused_reminder"))
    turn.remind_later()


def _remind_to_begin(turn: Turn) -> None:
    """Tell that we wait for the group."""
    turn.set(reminders=turn.state.reminders + 1)
    turn.say(answers.line(turn.state, "ready_reminder"))
    turn.remind_later()


def _remind_of_time(turn: Turn) -> None:
    """Tell that the time is over; every other time in words."""
    turn.set(reminders=turn.state.reminders + 1)
    turn.earcon(EarconName.TIME_UP)
    if turn.state.reminders % 2 == 0:
        key = "time_up_reminder_last" if turn.state.is_last else "time_up_reminder"
        turn.say(answers.line(turn.state, key))
    turn.remind_later()


def _tell_time(turn: Turn) -> None:
    """Tell a moment of the phase, or that its time is over."""
    mark = due_mark(turn.state)
    turn.move(marked_s=turn.place.spent_s)
    if turn.place.left_s <= 0:
        moves.time_is_up(turn)
    elif mark is not None and mark.is_half:
        turn.earcon(EarconName.HALF)
    elif mark is not None:
        turn.say(answers.line(turn.state, "time_warning", turn.place.left_s))


def _do_without_opening_bell(turn: Turn) -> None:
    """The opening bell has not told that it sounds: its planned time counts."""
    if turn.state.bell is not None:
        moves.open_silence(turn, turn.state.bell.at)


def _do_without_closing_bell(turn: Turn) -> None:
    """The closing bell has not told that it sounds: nobody is left in the silence for that."""
    turn.cancel_bell()
    moves.close_silence(turn)
    turn.set(awaited=None, move_at=turn.now)


_DUE_IN: dict[Mode, Callable[[Turn], None]] = {
    Mode.READY: _remind_to_begin,
    Mode.RUNNING: _tell_time,
    Mode.TIME_UP: _remind_of_time,
    Mode.MOVING_ON: moves.go_next_by_itself,
    Mode.HUSH: _do_without_opening_bell,
    Mode.SILENT: _do_without_closing_bell,
}
