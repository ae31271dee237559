"""What we answer, as it is spoken."""

import pytest

from tests.session.room import Room
from voice_facilitator import library
from voice_facilitator.session.phrasebook import words

CASE_CLINIC = library.load_protocol("case_clinic")
ENGLISH = library.load_language("en")


def spoken(room, since):
    """The words heard from then on."""
    return " ".join(
        words(heard.line, CASE_CLINIC, ENGLISH) for heard in room.heard if heard.at >= since
    )


def answer(room, command):
    """What we answer to a command."""
    room.wait(1)
    asked = room.now
    room.say(command).hear_out()
    return spoken(room, asked)


@pytest.fixture
def mirroring():
    return Room(CASE_CLINIC, start_now=True).go_to("mirroring").wait(120)


def test_time_left(mirroring):
    assert answer(mirroring, "time") == "8 minutes left."


def test_status_tells_where_we_are_and_what_comes_next(mirroring):
    assert answer(mirroring, "status") == (
        "Step 4 of 7: mirroring. 8 minutes left. After that comes the generative dialogue."
    )


def test_status_in_a_pause_and_in_the_last_step(mirroring):
    mirroring.go_to("journal").say("pause").wait(1)
    assert answer(mirroring, "status") == (
        "Step 7 of 7: the journal. 2 minutes left. "
        "The clock stands still. To let it run again, say “resume”. This is the last step."
    )


def test_the_slack_used_is_told_with_the_time(mirroring):
    mirroring.say("pause").wait(90).say("resume").wait(30)
    assert answer(mirroring, "time") == (
        "7 minutes left. You have used a minute and a half of 10 minutes to spare."
    )


def test_the_time_over_is_told_when_it_is_up(mirroring):
    mirroring.listen_for("<time_up>")
    mirroring.wait(60)
    assert answer(mirroring, "time").startswith("The time for mirroring has been over for one min")


def test_the_time_over_is_that_of_this_step_since_it_was_last_given_time(mirroring):
    mirroring.listen_for("<time_up>")
    mirroring.wait(300).say("more_time")
    mirroring.listen_for("<time_up>")
    mirroring.wait(60)
    assert "over for one minute" in answer(mirroring, "time")
    mirroring.say("next").hear_out()
    mirroring.listen_for("<time_up>")
    mirroring.wait(120)
    told = answer(mirroring, "time")
    assert "over for 2 minutes" in told
    assert told.endswith("You have used 8 minutes of 10 minutes to spare.")


def test_the_time_before_a_step_and_before_the_first():
    room = Room(CASE_CLINIC)
    room.listen_for("ready")
    assert answer(room, "time") == "We have not begun. In all, it takes about 70 minutes."
    room.say("yes")
    assert answer(room, "time").startswith("The clock does not run yet. You will have 2 minutes.")


@pytest.mark.parametrize("question", ["time", "status", "help", "repeat"])
def test_no_question_moves_the_clock(mirroring, question):
    begun = mirroring.last("prompt").until
    mirroring.say(question)
    assert mirroring.listen_for("<time_up>") - begun == pytest.approx(600)


@pytest.mark.parametrize("question", ["time", "status", "help"])
def test_an_answer_over_a_prompt_is_followed_by_the_prompt(question):
    room = Room(CASE_CLINIC, start_now=True)
    room.listen_for("prompt")
    room.wait(3).say(question)
    room.hear_out()
    assert room.sounds[-1] == "prompt"
    assert not room.last("prompt").cut
    assert room.left_s == 120


def test_repeat_says_what_was_asked_of_the_group(mirroring):
    assert answer(mirroring, "repeat").startswith("Step four: mirroring. You have 10 minutes.")
    mirroring.listen_for("<time_up>")
    assert answer(mirroring, "repeat").startswith("Step four: mirroring.")


def test_start_when_we_have_begun_tells_where_we_are(mirroring):
    assert answer(mirroring, "start").startswith("Step 4 of 7: mirroring.")


def test_help_is_about_now(mirroring):
    assert answer(mirroring, "help").startswith("To move on, say “next”; to halt the clock")
    mirroring.say("pause")
    assert answer(mirroring, "help").startswith("To let the clock run again, say “resume”")


def test_after_more_time_the_minutes_are_told(mirroring):
    assert answer(mirroring, "more_time") == "2 minutes more: 10 minutes left."
