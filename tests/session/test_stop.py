"""“Stop” asks, and only “yes” ends."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.commands import Context


@pytest.fixture
def talking():
    """A room a minute into the four minutes of talking."""
    return Room(SMALL, start_now=True).go_to("talking").wait(60)


def test_yes_ends_with_a_goodbye(talking):
    talking.say("stop").wait(6)
    assert talking.context is Context.QUESTION
    talking.say("yes").hear_out()
    assert talking.sounds[-2:] == ["really_stop", "goodbye_early"]
    assert talking.state.ended


@pytest.mark.parametrize("answer", ["no", "back", "resume"])
def test_whoever_says_otherwise_goes_on(talking, answer):
    left_s = talking.left_s
    talking.say("stop").wait(6).say(answer)
    assert talking.sounds[-1] == "go_on"
    assert talking.context is Context.CONVERSATION
    assert talking.left_s == left_s - 6


def test_nobody_answering_ends_nothing(talking):
    talking.say("stop")
    asked = talking.hear_out()
    assert talking.listen_for("go_on") - asked == pytest.approx(20)
    talking.wait(30).say("yes")
    assert not talking.state.ended


def test_stop_again_asks_again(talking):
    talking.say("stop").wait(6).say("stop").hear_out()
    assert talking.sounds[-2:] == ["really_stop", "really_stop"]
    assert not talking.state.ended


def test_another_command_is_obeyed_and_the_question_forgotten(talking):
    talking.say("stop").wait(6).say("time")
    assert talking.sounds[-1] == "time_left"
    talking.wait(10).say("yes")
    assert not talking.state.ended


def test_help_tells_what_the_answers_mean(talking):
    talking.say("stop").wait(1).say("help").hear_out()
    assert talking.sounds[-1] == "help_question"
    talking.say("yes").hear_out()
    assert talking.state.ended


def test_a_time_that_ends_beneath_the_question_is_told_after_it(talking):
    talking.wait(175).say("stop")
    assert talking.left_s == 5
    talking.wait(15)
    assert talking.sounds[-1] == "really_stop"
    assert talking.state.place.overrun_s == 10
    talking.say("no").hear_out()
    assert talking.sounds[-3:] == ["go_on", "<time_up>", "time_up"]


def test_stop_in_a_prompt_speaks_it_again_afterwards():
    room = Room(SMALL, start_now=True)
    room.listen_for("prompt")
    room.wait(5).say("stop").wait(6).say("no")
    room.hear_out()
    assert room.sounds[-2:] == ["go_on", "prompt"]
    assert room.left_s == 60


def test_a_group_that_has_not_begun_can_leave_too():
    room = Room(SMALL)
    room.listen_for("ready")
    room.say("stop").wait(6).say("yes").hear_out()
    assert room.state.ended


def test_no_during_a_paused_question_leaves_the_clock_stopped(talking):
    talking.say("pause").wait(10).say("stop").wait(6).say("no")
    assert talking.sounds[-1] == "still_paused"
    assert talking.state.place.paused
