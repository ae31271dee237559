"""Being taught by the group, where no clock runs: while we wait to begin, and in a pause.

The session only says when; how a lesson goes is not its matter. Nothing else is said
meanwhile: reminders and remarks wait.
"""

from voice_facilitator.session import answers, deeds, moves
from voice_facilitator.session.actions import EndLesson, Teach
from voice_facilitator.session.events import Outcome
from voice_facilitator.session.timing import LESSON_S
from voice_facilitator.session.turn import Turn


def teach(turn: Turn) -> None:
    """learn how the group says the commands"""
    if turn.state.away is not None:  # nobody can hear what we would ask for
        deeds.not_now(turn)
        return
    turn.interrupt()
    turn.set(lesson_until=turn.now + LESSON_S)
    turn.actions.append(Teach())


def end_lesson(turn: Turn) -> None:
    """end the lesson"""
    turn.actions.append(EndLesson())


def lesson_over(turn: Turn, outcome: Outcome) -> None:
    """Tell what came of it, and go on waiting."""
    if turn.state.lesson_until is not None:
        turn.set(lesson_until=None, reminders=0)
        moves.take_up(turn, answers.line(turn.state, outcome))


def give_up(turn: Turn) -> None:
    """Go on without having been told that it is over."""
    turn.actions.append(EndLesson())
    lesson_over(turn, Outcome.NOTHING)
