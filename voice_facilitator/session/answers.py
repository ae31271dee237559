"""What we answer when asked where we are, and what we say on coming back there.

All pure: a state in, lines out.
"""

from voice_facilitator.session.actions import Line
from voice_facilitator.session.protocol import Kind
from voice_facilitator.session.state import Advance, Mode, State

_SLACK_WORTH_TELLING_S = 30.0
"""Less than that is no news to a group."""


def line(state: State, key: str, seconds: float | None = None) -> Line:
    """The line `key` about the phase we are in."""
    phases = state.protocol.phases
    index = state.place.index
    return Line(
        key,
        phase=phases[index].id if index >= 0 else None,
        next_phase=phases[index + 1].id if index + 1 < len(phases) else None,
        seconds=seconds,
        slack_seconds=state.place.slack_used_s,
        number=index + 1 if index >= 0 else None,
        count=len(phases),
    )


def prompt(state: State) -> Line:
    """What the group was told last about what to do."""
    return line(state, "welcome" if state.place.index < 0 else "prompt")


def time(state: State) -> list[Line]:
    """How much time is left, and how much of the slack is used."""
    lines = [_time_line(state)]
    if state.place.slack_used_s >= _SLACK_WORTH_TELLING_S and state.protocol.slack_s > 0:
        lines.append(line(state, "slack"))
    return lines


def status(state: State) -> list[Line]:
    """Which phase of how many, how much time is left, and what comes next."""
    lines = [] if state.place.index < 0 else [line(state, "where")]
    lines.append(_time_line(state))
    if state.place.paused:
        lines.append(line(state, "still_paused"))
    if state.place.index >= 0:
        lines.append(line(state, "where_last" if state.is_last else "where_next"))
    return lines


def help_now(state: State) -> Line:
    """What can be said now."""
    if state.question is not None:
        return line(state, "help_question")
    if state.gone_s is not None:
        return line(state, "returned_question")
    if state.place.paused:
        return line(state, "help_paused")
    match state.place.mode:
        case Mode.WELCOME | Mode.READY:
            return line(state, "help_ready")
        case Mode.TIME_UP:
            return line(state, "help_time_up")
        case _:
            return line(state, "help_talk")


def resumed(state: State) -> list[Line]:
    """What is said when the clock runs again; nothing where a text is said again anyway."""
    match state.place.mode:
        case Mode.RUNNING:
            return [line(state, "resumed", state.place.left_s)]
        case Mode.READY:
            return [line(state, "ready")]
        case Mode.TIME_UP:
            return [line(state, "resumed_time_up")]
        case Mode.MOVING_ON:
            return [line(state, "go_on")]
        case _:
            return []


def back(state: State) -> Line | None:
    """What is said when `back` has brought us here; nothing where a text says it all."""
    place = state.place
    match place.mode:
        case Mode.WELCOME | Mode.GOODBYE:
            return None
        case Mode.READY:
            return line(state, "ready")
        case Mode.TIME_UP | Mode.MOVING_ON:
            return line(state, "back_time_up")
        case Mode.PROMPTING if place.lead == prompt(state):
            return None
        case _:
            return line(state, "back_in", place.left_s)


def returned(state: State) -> Line:
    """Where the session was when it was cut off."""
    over = state.place.mode in (Mode.TIME_UP, Mode.MOVING_ON)
    return (
        line(state, "returned_time_up") if over else line(state, "returned_in", state.place.left_s)
    )


def time_up(state: State) -> Line:
    """That the time is over, and how it goes on."""
    auto = "_auto" if state.advance is Advance.AUTO else ""
    last = "_last" if state.is_last else ""
    return line(state, f"time_up{auto}{last}")


def _time_line(state: State) -> Line:
    """How much time is left."""
    place = state.place
    phase = state.phase
    if phase is None:
        return line(state, "time_before", state.protocol.minimum_minutes * 60)
    match place.mode:
        case Mode.TIME_UP:
            return line(state, "time_over", place.overrun_s - place.overrun_before_s)
        case Mode.MOVING_ON | Mode.GOODBYE:
            return line(state, "time_none")
        case Mode.PROMPTING if phase.kind is Kind.TALK:
            return line(state, "time_ahead", place.left_s)
        case Mode.PROMPTING:
            return line(state, "time_ahead_silence", place.left_s)
        case _:
            return line(state, "time_left", place.left_s)
