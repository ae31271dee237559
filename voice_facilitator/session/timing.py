"""How long things last: where each second is booked, and when to wake the session.

All numbers here are seconds.
"""

from dataclasses import dataclass, replace

from voice_facilitator.session.protocol import Phase
from voice_facilitator.session.state import Mode, Place, State

READY_REMINDER_S = 120.0
"""A group that settles down takes its time; a reminder now and then tells that we wait for it."""
TIME_UP_FIRST_REMINDER_S = 120.0
"""Long enough to finish a thought, soon enough to know that we wait."""
TIME_UP_REMINDER_S = 180.0
"""Rarer than the first: by then the group knows and goes on talking on purpose."""
PAUSED_REMINDER_S = 60.0
"""A clock that stands must not be forgotten, nor taken for one that runs."""
PAUSED_SENTENCE_EVERY = 3
"""One reminder of so many comes with a sentence."""
UNDO_S = 10.0
"""How long “back” means: undo that. Later it means: the phase before."""
ONCE_MORE_S = 6.0
"""How soon a command must be said again in the silence."""
QUESTION_S = 20.0
"""How long “yes” counts after we have asked; longer, and it would be live in conversation."""
ASKED_S = 4.0
"""How long “yes” counts after we have asked back: those who meant it answer at once."""
ASK_AGAIN_S = 60.0
"""Who asks back more often than once a minute interrupts."""
LESSON_S = 1200.0
"""A lesson that has not told its end by then never will."""
HUSH_S = 1.5
"""From the last sound to the opening bell: a second without any sound, and some to spare."""
BELL_GRACE_S = 2.0
"""How late a bell may tell that it sounds before we go on without it."""
BELL_TAIL_S = 10.0
"""How long a bell that sounds may take to tell that it has ended."""
BREATH_S = 1.0
"""Between the end of a phase and the words of the next."""
MOVED_S = 3.0
"""A “next” so soon after the session has moved on by itself was meant for that move."""

_GRAIN_S = 1e-6
"""Times closer than this are the same: adding up floats is not exact."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment in a phase at which something is told."""

    spent_s: float
    """How much of the phase is gone by then."""
    is_half: bool
    """Half time; else so and so much time left."""


def booked(place: Place, seconds: float) -> Place:
    """`place` after `seconds` more, put to the account that is open."""
    if place.paused:
        return replace(place, paused_s=place.paused_s + seconds)
    match place.mode:
        case Mode.RUNNING | Mode.SILENT:
            spent_s = place.spent_s + seconds
            if spent_s < place.length_s - _GRAIN_S:
                return replace(place, spent_s=spent_s)
            over_s = max(0.0, spent_s - place.length_s)
            return replace(place, spent_s=place.length_s, overrun_s=place.overrun_s + over_s)
        case Mode.TIME_UP:
            return replace(place, overrun_s=place.overrun_s + seconds)
        case _:
            return place


def marks(phase: Phase, length_s: float) -> list[Mark]:
    """The moments told in a phase that has been given `length_s`, the earliest first."""
    told = [
        Mark(length_s - left * 60, is_half=False)
        for left in phase.warn_minutes_left
        if phase.minutes >= 2 * left
    ]
    half = Mark(phase.minutes * 30, is_half=True)
    if phase.half_time and all(abs(half.spent_s - mark.spent_s) > 30 for mark in told):
        told.append(half)
    return sorted(told, key=lambda mark: mark.spent_s)


def due_mark(state: State) -> Mark | None:
    """The latest moment that has come and has not been told."""
    place = state.place
    due = [mark for mark in _marks_ahead(state) if mark.spent_s <= place.spent_s + _GRAIN_S]
    return due[-1] if due else None


def next_deadline(state: State) -> float | None:
    """When the session wants a `TimeReached` if nothing happens before; None: not at all."""
    times = [_deadline_beneath(state), state.asked.until if state.asked is not None else None]
    return min((time for time in times if time is not None), default=None)


def _deadline_beneath(state: State) -> float | None:
    """The same without the question that asks back: what it lies over goes on."""
    place = state.place
    if state.lesson_until is not None:
        return state.lesson_until
    if state.question is not None:
        return state.question.until
    if place.paused:
        return state.remind_at
    match place.mode:
        case Mode.RUNNING:
            spent_s = min([place.length_s, *(mark.spent_s for mark in _marks_ahead(state))])
            return state.now + spent_s - place.spent_s
        case Mode.READY | Mode.TIME_UP:
            return state.remind_at
        case Mode.MOVING_ON:
            return state.move_at
        case Mode.HUSH | Mode.SILENT:
            bell = state.bell
            return None if bell is None or bell.cancelled else bell.at + BELL_GRACE_S
        case _:
            return None


def reminder_s(state: State) -> float:
    """How long to wait before the next reminder."""
    if state.gone_s is not None:
        return READY_REMINDER_S
    if state.place.paused:
        return PAUSED_REMINDER_S
    if state.place.mode is Mode.READY:
        return READY_REMINDER_S
    return TIME_UP_REMINDER_S if state.reminders else TIME_UP_FIRST_REMINDER_S


def _marks_ahead(state: State) -> list[Mark]:
    """The moments of the phase that have not been dealt with."""
    if state.phase is None:
        return []
    place = state.place
    ahead = marks(state.phase, place.length_s)
    return [mark for mark in ahead if mark.spent_s > place.marked_s + _GRAIN_S]
