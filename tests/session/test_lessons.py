"""A group teaches us its words where no clock runs, and the session waits for the end of it."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.commands import Command, Context
from voice_facilitator.session.events import (
    Absent,
    CommandDoubted,
    LessonOver,
    News,
    Outcome,
    Present,
    Remark,
)
from voice_facilitator.session.timing import LESSON_S, READY_REMINDER_S


@pytest.fixture
def waiting():
    """A room that has been asked whether it is ready."""
    room = Room(SMALL)
    room.listen_to_the_end_of("ready")
    return room


@pytest.fixture
def paused():
    """A room that has paused a minute into the four minutes of talking."""
    room = Room(SMALL, start_now=True).go_to("talking").wait(60).say("pause")
    room.hear_out()
    return room


def over(room, outcome=Outcome.LEARNED):
    """The room when the lesson has come to its end."""
    room.happens(LessonOver(room.now, outcome)).hear_out()
    return room


def test_who_waits_to_begin_can_teach_and_then_begins(waiting):
    waiting.say("teach").wait(300)
    assert waiting.lessons == 1
    assert over(waiting).sounds[-1] == "lesson_learned"
    assert waiting.context is Context.QUESTION
    waiting.say("yes").wait(1)
    assert waiting.sounds[-1] == "prompt"


def test_in_a_pause_a_group_can_teach_and_then_resume(paused):
    left_s = paused.left_s
    paused.say("teach").wait(300)
    over(paused, Outcome.NOTHING).say("resume").wait(1)
    assert paused.sounds[-3:] == ["lesson_nothing", "<resumed>", "resumed"]
    assert paused.left_s == pytest.approx(left_s - 1)


def test_nothing_is_said_meanwhile_and_reminders_begin_anew(waiting):
    waiting.say("teach")
    taught = waiting.now
    mumbled = CommandDoubted(waiting.now, Command.PAUSE)
    waiting.happens(Remark(waiting.now, News.WAS_DEAF)).happens(mumbled).wait(500)
    assert waiting.since(taught) == []
    over(waiting)
    assert waiting.sounds[-2:] == ["lesson_learned", "was_deaf"]
    told = waiting.now
    assert waiting.listen_for("ready_reminder") - told == pytest.approx(READY_REMINDER_S, abs=9)


@pytest.mark.parametrize("command", sorted({*Command} - {Command.LOUDER, Command.QUIETER}))
def test_any_command_ends_it_and_does_no_more(paused, command):
    place = paused.say("teach").state.place
    paused.say(command)
    assert paused.lessons_ended == 1
    assert paused.state.place == place
    assert over(paused).sounds[-1] == "lesson_learned"


def test_a_lesson_that_cannot_be_held_is_told(waiting):
    over(waiting.say("teach"), Outcome.IMPOSSIBLE)
    assert waiting.sounds[-1] == "lesson_impossible"


def test_nobody_teaches_while_time_runs_nor_in_the_silence(paused):
    paused.say("resume", "teach")
    paused.go_to("silence").wait(5).say("teach", "pause", "teach").wait(5)
    assert paused.lessons == 0


def test_a_lesson_that_never_tells_its_end_is_not_waited_for(waiting):
    asked = waiting.say("teach").now
    assert waiting.listen_for("lesson_nothing") - asked == pytest.approx(LESSON_S)
    assert waiting.lessons_ended == 1


def test_the_end_of_a_lesson_that_nobody_waits_for_is_no_news(paused):
    sounds = len(paused.sounds)
    assert len(over(paused).sounds) == sounds


def test_where_it_means_nothing_it_leaves_the_question_and_what_was_said_goes_on():
    room = Room(SMALL)
    room.wait(2).say("stop").hear_out()
    room.say("teach").hear_out()
    assert room.lessons == 0
    assert room.sounds[-3:] == ["go_on", "welcome", "ready"]


def test_where_nobody_can_hear_us_nobody_is_asked_to_teach(paused):
    paused.happens(Absent(paused.now)).say("teach").hear_out()
    assert paused.lessons == 0
    paused.happens(Present(paused.now)).hear_out()
    assert paused.context is Context.WAITING


def test_where_nobody_can_hear_us_any_more_the_lesson_is_over(waiting):
    waiting.say("teach").happens(Absent(waiting.now)).wait(5)
    assert waiting.lessons_ended == 1
    waiting.happens(Present(waiting.now)).hear_out()
    assert waiting.sounds[-1] == "ready"
