"""Events as chance has them: some that make sense at the moment, some that do not.

A step is plain numbers, so that hypothesis can shrink a sequence and the fuzzer
can make a million; what it means depends on the state that it meets.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from tests.session.invariants import Watcher
from voice_facilitator.commands import Command
from voice_facilitator.session.events import (
    Absent,
    CommandDoubted,
    CommandHeard,
    Event,
    LessonOver,
    News,
    Outcome,
    PlaybackEnded,
    PlaybackStarted,
    Present,
    Remark,
    Restored,
    RoomMeasured,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import State, handle, next_deadline
from voice_facilitator.session.state import Mode

COMMANDS = tuple(Command)
NEWS = tuple(News)
OUTCOMES = tuple(Outcome)


class Step(StrEnum):
    """What happens."""

    SAY = "say"
    """Somebody says the command number `pick`."""
    MUMBLE = "mumble"
    """Somebody may have said the command number `pick`."""
    END_SOUND = "end"
    """A sound that is asked for ends, the one number `pick` of them."""
    HEAR_OUT = "hear out"
    """What the session waits for ends."""
    BELL = "bell"
    """The bell that is asked for sounds, at its time."""
    DEADLINE = "deadline"
    """The deadline comes."""
    TIME = "time"
    """Time passes."""
    STRAY_START = "stray start"
    """A sound number `pick` begins, whatever that is, at a time that may be long past."""
    STRAY_END = "stray end"
    """A sound number `pick` ends, whatever that is."""
    START = "start"
    """`Started` comes, again or at last."""
    REMARK = "remark"
    """There is something to tell, the news number `pick`."""
    MEASURE = "measure"
    """The welcome's chime has told of the room."""
    LEAVE = "leave"
    """The speaker is gone."""
    ARRIVE = "arrive"
    """The speaker is back, perhaps after a sleep."""
    LESSON_OVER = "lesson over"
    """A lesson is over, with the outcome number `pick`."""
    CUT_OFF = "cut off"
    """The session is cut off, and comes back `pick` seconds later on another clock."""


@dataclass(frozen=True)
class Chance:
    """One step."""

    step: Step
    pick: int
    after_s: float


def event_of(state: State, chance: Chance) -> Event:
    """What `chance` means in `state`; if it makes no sense there, the oldest sound ends."""
    at = state.now + chance.after_s
    match chance.step:
        case Step.SAY:
            return CommandHeard(at, COMMANDS[chance.pick % len(COMMANDS)])
        case Step.MUMBLE:
            return CommandDoubted(at, COMMANDS[chance.pick % len(COMMANDS)])
        case Step.END_SOUND if state.speaking:
            sounds = sorted(state.speaking)
            return PlaybackEnded(at, sounds[chance.pick % len(sounds)])
        case Step.HEAR_OUT if state.awaited is not None:
            return PlaybackEnded(at, state.awaited)
        case Step.HEAR_OUT if state.question is not None:
            return PlaybackEnded(at, state.question.sound)
        case Step.BELL if state.bell is not None:
            return PlaybackStarted(max(state.now, state.bell.at), state.bell.sound)
        case Step.DEADLINE if next_deadline(state) is not None:
            return TimeReached(next_deadline(state) or at)
        case Step.STRAY_START:
            return PlaybackStarted(at - chance.pick * 7.0, chance.pick % (state.last_sound + 3))
        case Step.STRAY_END:
            return PlaybackEnded(at - chance.pick * 7.0, chance.pick % (state.last_sound + 3))
        case Step.START:
            return Started(at)
        case Step.TIME:
            return TimeReached(at)
        case Step.REMARK:
            return Remark(at, NEWS[chance.pick % len(NEWS)], chance.after_s)
        case Step.MEASURE:
            return RoomMeasured(at, -60.0, chance.pick % 2 == 0, 0.1, -30.0)
        case Step.LEAVE:
            return Absent(at)
        case Step.ARRIVE:
            return Present(at, chance.pick % 3 * 100.0)
        case Step.LESSON_OVER:
            return LessonOver(at, OUTCOMES[chance.pick % len(OUTCOMES)])
        case Step.CUT_OFF:
            return Restored(chance.after_s, chance.pick * 10.0)
        case _ if state.speaking:
            return PlaybackEnded(at, min(state.speaking))
        case _:
            return TimeReached(at)


_USUAL = (Step.SAY,) * 6 + (Step.END_SOUND, Step.HEAR_OUT, Step.BELL, Step.DEADLINE) * 3
_STEPS = (*_USUAL, *Step)


def draw(random: Random) -> Chance:
    """A step by chance, more often one that makes sense."""
    after_s = random.choice((0.0, 0.3, 2.0, 5.0, 40.0, random.expovariate(0.02)))
    return Chance(random.choice(_STEPS), random.randrange(60), after_s)


def walk(state: State, watcher: Watcher, chances: list[Chance]) -> State:
    """Let all of them happen under the eyes of `watcher`."""
    for chance in chances:
        event = event_of(state, chance)
        before = state
        state, actions = handle(before, event)
        watcher.saw(before, event, state, actions)
    return state


def begun(state: State) -> State:
    """`state` with its welcome begun."""
    return state if state.place.mode is not Mode.NEW else handle(state, Started(0.0))[0]
