"""How a session goes from one mode to the next, by itself or because somebody said so.

Each function takes the turn on and leaves it at a new place with everything
asked for that the place needs: a mode that waits for a text to be spoken has
had it said, one that waits for time has its time.
"""

from voice_facilitator.session import answers
from voice_facilitator.session.actions import ChimeName, EarconName, End, Line
from voice_facilitator.session.protocol import Kind
from voice_facilitator.session.state import Advance, Mode, Place, Question
from voice_facilitator.session.timing import BELL_TAIL_S, HUSH_S
from voice_facilitator.session.turn import Turn


def welcome(turn: Turn) -> None:
    """Greet with a chime, and speak the welcome."""
    turn.earcon(EarconName.WELCOME)
    turn.move(mode=Mode.WELCOME, lead=Line("welcome"), paused=False)
    take_up(turn)


def wait_until_ready(turn: Turn, key: str) -> None:
    """Wait for the group to be ready, saying the line `key`."""
    turn.move(mode=Mode.READY, lead=None)
    take_up(turn, answers.line(turn.state, key))


def take_up(turn: Turn, *lines: Line) -> None:
    """Say `lines`, then go on at the place where we are.

    What has to be spoken to its end there is spoken again, and reminders wait their time.
    """
    said = [turn.say(line) for line in lines]
    place = turn.place
    if place.paused:
        turn.remind_later()
        return
    match place.mode:
        case Mode.WELCOME | Mode.PROMPTING | Mode.GOODBYE:
            if place.lead is not None:
                turn.set(awaited=turn.say(place.lead))
        case Mode.MOVING_ON:
            turn.set(
                awaited=said[-1] if said else None,
                move_at=None if said else turn.now,
            )
        case Mode.READY | Mode.TIME_UP:
            turn.remind_later()
        case _:
            pass


def enter_phase(turn: Turn, index: int) -> None:
    """Begin the phase `index` with its prompt."""
    turn.cancel_bell()
    turn.move(
        mode=Mode.PROMPTING,
        index=index,
        length_s=turn.state.protocol.phases[index].minutes * 60,
        spent_s=0.0,
        marked_s=0.0,
        paused=False,
    )
    turn.set(question=None, asked=None, doubt=None, bell=None, move_at=None, moved_at=None)
    turn.set(entered=turn.state.entered + 1)
    turn.move(lead=answers.prompt(turn.state))
    take_up(turn)


def go_next(turn: Turn) -> None:
    """Go on to the next phase, or to the goodbye after the last."""
    if turn.state.is_last:
        say_goodbye(turn, "goodbye")
    else:
        enter_phase(turn, turn.place.index + 1)


def go_next_by_itself(turn: Turn) -> None:
    """Go on without having been told to."""
    go_next(turn)
    turn.set(moved_at=turn.now)


def say_goodbye(turn: Turn, key: str) -> None:
    """Speak the goodbye `key`, after which the session ends."""
    turn.cancel_bell()
    turn.move(mode=Mode.GOODBYE, lead=answers.line(turn.state, key), paused=False)
    turn.set(question=None, asked=None, doubt=None, bell=None, move_at=None, gone_s=None)
    take_up(turn)


def lead_spoken(turn: Turn) -> None:
    """What had to be spoken here has been spoken to its end."""
    turn.set(awaited=None)
    match turn.place.mode:
        case Mode.WELCOME if turn.state.start_now:
            go_next_by_itself(turn)
        case Mode.WELCOME:
            wait_until_ready(turn, "ready")
        case Mode.PROMPTING:
            _begin_time(turn)
        case Mode.GOODBYE:
            end(turn)
        case _:
            pass


def end(turn: Turn) -> None:
    """All is over."""
    turn.move(mode=Mode.ENDED, lead=None, paused=False)
    turn.set(question=None, asked=None, bell=None, gone_s=None, lesson_until=None)
    turn.actions.append(End())


def _begin_time(turn: Turn) -> None:
    """Let the phase's clock run, or prepare the bell that does."""
    phase = turn.state.phase
    silent = phase is not None and phase.kind is Kind.SILENCE
    turn.move(
        mode=Mode.HUSH if silent else Mode.RUNNING,
        lead=None,
        overrun_before_s=turn.place.overrun_s,
    )
    ring_after_hush(turn)


def ring_after_hush(turn: Turn) -> None:
    """Ask for the opening bell if it is time for it: all sounds are over and none is asked for."""
    place = turn.place
    waits = turn.state.bell is None or turn.state.bell.cancelled
    if place.mode is Mode.HUSH and not place.paused and waits and not turn.state.speaking:
        turn.ring(ChimeName.OPEN, turn.now + HUSH_S)


def open_silence(turn: Turn, onset: float) -> None:
    """The opening bell has begun to sound at `onset`: the silence counts from there."""
    place = turn.place
    if not place.paused:
        turn.ring(ChimeName.CLOSE, onset + place.left_s)
    turn.move(
        mode=Mode.SILENT,
        spent_s=min(place.length_s, place.spent_s + turn.now - onset),
    )


def close_silence(turn: Turn) -> None:
    """The closing bell sounds: when it has died away the next phase follows."""
    bell = turn.state.bell
    turn.move(mode=Mode.MOVING_ON, spent_s=turn.place.length_s)
    turn.set(
        bell=None,
        doubt=None,
        awaited=bell.sound if bell is not None else None,
        move_at=turn.now + BELL_TAIL_S,
    )


def time_is_up(turn: Turn) -> None:
    """Tell that the phase's time is over."""
    turn.earcon(EarconName.TIME_UP)
    turn.set(reminders=0)
    auto = turn.state.advance is Advance.AUTO
    turn.move(mode=Mode.MOVING_ON if auto else Mode.TIME_UP)
    take_up(turn, answers.time_up(turn.state))


def ask_to_stop(turn: Turn) -> None:
    """Ask whether to end. The clock runs on beneath; a silence is over and will be rung again."""
    turn.interrupt()
    if turn.place.in_silence:
        turn.cancel_bell()
        turn.move(mode=Mode.PROMPTING, lead=answers.line(turn.state, "go_on"))
    ask(turn, answers.line(turn.state, "really_stop"))


def ask(turn: Turn, line: Line) -> None:
    """Say `line`, which asks whether to end, and wait for the answer."""
    turn.set(question=Question(turn.say(line)), doubt=None, move_at=None)


def go_on(turn: Turn) -> None:
    """Go on as if nobody had asked to stop."""
    turn.interrupt()
    turn.set(question=None)
    going_on = answers.line(turn.state, "go_on")
    if turn.state.gone_s is not None:
        take_up(turn, answers.line(turn.state, "returned_question"))
    elif turn.place.paused:
        take_up(turn, answers.line(turn.state, "still_paused"))
    elif turn.place.lead is not None and turn.place.lead.key == "go_on":
        take_up(turn)
    else:
        take_up(turn, going_on)


def restore(turn: Turn, place: Place) -> None:
    """Stand at `place` again, the clock as it was, and say where that is."""
    turn.interrupt()
    turn.set(
        place=place,
        question=None,
        doubt=None,
        bell=None,
        move_at=None,
        moved_at=None,
        reminders=0,
    )
    said = answers.back(turn.state)
    lines = [] if said is None else [said]
    if said is not None and (place.in_silence or place.mode is Mode.PROMPTING):
        turn.move(mode=Mode.PROMPTING, lead=said)
        lines = [said] if place.paused else []
    if place.paused:
        lines.append(answers.line(turn.state, "still_paused"))
    take_up(turn, *lines)
