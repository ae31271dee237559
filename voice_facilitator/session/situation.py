"""What the commands mean now: the mode of a session, or what lies over it."""

from enum import StrEnum

from voice_facilitator.session.state import Mode, State


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
    ASKED = "asked back whether a command was meant"
    LESSON = "being taught"
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
    if state.lesson_until is not None:
        return Situation.LESSON
    if state.question is not None:
        return Situation.QUESTION
    if state.asked is not None:
        return Situation.ASKED
    if state.gone_s is not None:
        return Situation.RETURNED
    if state.place.paused:
        return Situation.PAUSED_IN_SILENCE if state.place.in_silence else Situation.PAUSED
    return _OF_MODE[state.place.mode]
