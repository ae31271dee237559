"""“Back” undoes what was just done, or begins the step before again."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL


@pytest.fixture
def talking():
    """A room a minute into the four minutes of talking."""
    return Room(SMALL, start_now=True).go_to("talking").wait(60)


def test_a_next_by_mistake_is_undone_to_the_second(talking):
    left_s = talking.left_s
    talking.say("next").wait(8).say("back")
    assert talking.state.phase.id == "talking"
    assert talking.left_s == left_s
    assert talking.last("back_in").line.seconds == left_s
    talking.wait(10)
    assert talking.left_s == left_s - 10


def test_later_it_begins_the_step_before_again(talking):
    talking.say("next").wait(11).say("back")
    assert talking.state.phase.id == "talking"
    assert talking.sounds[-1] == "prompt"
    assert talking.left_s == 240


def test_in_the_first_step_it_begins_that_again():
    room = Room(SMALL, start_now=True).go_to("arriving").wait(30).say("back")
    assert room.state.phase.id == "arriving"
    assert room.left_s == 60


@pytest.mark.parametrize("action", ["pause", "more_time"])
def test_other_actions_are_undone_too(talking, action):
    left_s = talking.left_s
    talking.say(action).wait(5).say("back")
    assert not talking.state.place.paused
    assert talking.left_s == left_s


def test_an_undone_resume_pauses_again(talking):
    talking.say("pause").wait(30).say("resume").wait(5)
    left_s = talking.left_s + 5
    talking.say("back")
    assert talking.state.place.paused
    talking.wait(100)
    assert talking.left_s == left_s
    assert talking.sounds.count("still_paused") == 1


def test_an_undo_can_be_undone(talking):
    talking.say("next").wait(3).say("back").wait(3).say("back")
    assert talking.state.phase.id == "silence"
    assert talking.sounds[-1] == "prompt"


def test_a_question_in_between_leaves_the_undo_alone(talking):
    left_s = talking.left_s
    talking.say("next").wait(3).say("time").wait(3).say("back")
    assert talking.left_s == left_s


def test_back_into_an_interrupted_prompt_speaks_it_from_its_start(talking):
    room = Room(SMALL, start_now=True)
    room.listen_for("prompt")
    room.wait(5).say("next").wait(5).say("back")
    room.hear_out()
    assert room.state.phase.id == "arriving"
    assert not room.last("prompt").cut
    assert room.left_s == 60


def test_back_after_the_time_was_up_waits_again():
    room = Room(SMALL, start_now=True)
    room.listen_for("<time_up>")
    room.wait(20).say("next").wait(5).say("back")
    assert room.sounds[-1] == "back_time_up"
    assert room.state.place.overrun_s == pytest.approx(20)
    room.wait(30)
    assert room.state.place.overrun_s == pytest.approx(50)


def test_back_before_the_first_step_says_the_welcome_again():
    room = Room(SMALL)
    room.listen_for("ready")
    room.wait(20).say("back").wait(3)
    assert room.sounds[-2:] == ["<welcome>", "welcome"]


def test_back_after_beginning_waits_again():
    room = Room(SMALL)
    room.listen_for("ready")
    room.wait(20).say("yes").wait(4).say("back")
    assert room.sounds[-1] == "ready"
    assert room.state.phase is None
    room.wait(130)
    assert room.sounds[-1] == "ready_reminder"


def test_back_during_the_goodbye_returns():
    room = Room(SMALL, start_now=True).go_to("leaving")
    room.listen_for("<time_up>")
    room.wait(10).say("next").wait(5).say("back")
    room.wait(60)
    assert room.state.phase.id == "leaving"
    assert not room.state.ended
    room.say("next").wait(12).say("back")
    assert room.sounds[-1] == "prompt"
    assert room.left_s == 120


def test_an_ending_by_mistake_is_undone(talking):
    left_s = talking.left_s
    talking.say("stop").wait(6).say("yes").wait(3).say("back")
    assert not talking.state.ended
    assert talking.left_s == left_s - 6
