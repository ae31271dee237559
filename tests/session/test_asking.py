"""A word that may have been a command is asked about, briefly, rarely, and never in the silence."""

import pytest

from tests.session.room import LINE_S, Room
from tests.session.small import SMALL
from voice_facilitator import library
from voice_facilitator.commands import ASKED_BACK, Command, Context
from voice_facilitator.session.events import CommandDoubted
from voice_facilitator.session.machine import Advance
from voice_facilitator.session.phrasebook import words

ASKED = ["<once_more>", "ask_back"]


def mumble(room, command):
    """Somebody may have said `command`."""
    return room.happens(CommandDoubted(room.now, Command(command)))


@pytest.fixture
def talking():
    """A room a minute into the four minutes of talking."""
    return Room(SMALL, start_now=True).go_to("talking").wait(60)


@pytest.fixture
def time_is_up(talking):
    """The same when the time is up and all is said about it."""
    talking.listen_to_the_end_of("time_up")
    return talking


def asked(room, command):
    """The room after somebody mumbled `command` and was asked about it."""
    mumble(room, command).hear_out()
    assert room.sounds[-2:] == ASKED
    assert room.context is Context.QUESTION
    return room.wait(1)


def test_whoever_says_yes_is_obeyed(talking):
    asked(talking, "pause").say("yes").wait(1)
    assert talking.sounds[-1] == "paused"
    assert talking.state.place.paused


def test_a_no_is_taken_and_changes_nothing(talking):
    mumbled, left_s = talking.now, talking.left_s
    asked(talking, "next").say("no").wait(5)
    assert talking.sounds[-3:] == [*ASKED, "<heard>"]
    assert talking.context is Context.CONVERSATION
    assert talking.left_s == pytest.approx(left_s - (talking.now - mumbled))


def test_who_was_only_talking_need_not_answer(talking):
    sounds = len(asked(talking, "next").sounds)
    talking.wait(3.1)
    assert talking.context is Context.CONVERSATION
    talking.say("yes").wait(10)
    assert len(talking.sounds) == sounds


def test_the_answer_counts_for_four_seconds(talking):
    mumble(talking, "pause")
    talking.hear_out()
    talking.wait(3.9).say("yes")
    assert talking.state.place.paused


@pytest.mark.parametrize("command", ["pause", "next"])
def test_who_says_it_again_is_obeyed(talking, command):
    asked(talking, "pause").say(command).wait(1)
    assert talking.sounds[-1] == {"pause": "paused", "next": "prompt"}[command]
    assert talking.context is not Context.QUESTION


def test_what_is_asked_is_the_command_and_no_more(talking):
    asked(talking, "back")
    said = talking.last("ask_back").line
    told = [words(said, SMALL, library.load_language(code)) for code in ("en", "fr")]
    assert told == ["Go back?", "Retour en arrière\u00a0?"]


def test_yes_can_be_undone(talking):
    asked(talking, "next").say("yes").wait(3).say("back").hear_out()
    assert talking.state.phase.id == "talking"
    assert talking.context is Context.CONVERSATION


def test_it_is_asked_once_a_minute_at_most(talking):
    asked(talking, "pause").wait(50)
    mumble(talking, "pause").wait(5)
    assert talking.sounds.count("ask_back") == 1
    talking.wait(10)
    asked(talking, "pause")


@pytest.mark.parametrize("command", [*sorted(set(Command) - ASKED_BACK), "resume"])
def test_what_moves_nothing_is_not_asked_about(talking, command):
    sounds = len(talking.sounds)
    mumble(talking, command).wait(10)
    assert len(talking.sounds) == sounds


@pytest.mark.parametrize("opened", ["prompt", "bell open", "bell close"])
def test_nothing_is_asked_in_the_silence_nor_in_the_words_and_bells_around_it(talking, opened):
    talking.say("next")
    since = talking.listen_for(opened)
    mumble(talking.wait(1), "next").wait(2)
    assert not set(ASKED) & set(talking.since(since))


def test_nothing_is_asked_in_a_paused_silence(talking):
    talking.go_to("silence").wait(5).say("pause").wait(5)
    since = talking.now
    mumble(talking, "resume").wait(5)
    assert talking.since(since) == []


def test_nothing_is_asked_over_our_own_voice(talking):
    talking.say("status").wait(1)
    mumble(talking, "pause").hear_out()
    assert not set(ASKED) & set(talking.sounds)


def test_when_time_is_up_next_is_asked_about(time_is_up):
    asked(time_is_up, "next").say("yes").wait(1)
    assert time_is_up.sounds[-1] == "prompt"


def test_in_a_pause_resume_is_asked_about(talking):
    talking.say("pause").hear_out()
    asked(talking, "resume").say("yes").wait(1)
    assert not talking.state.place.paused


def test_stop_asks_once_more_whether_to_end(talking):
    asked(talking, "stop").say("yes").wait(1)
    assert talking.sounds[-1] == "really_stop"
    talking.say("yes").hear_out()
    assert talking.state.ended


def test_the_clock_runs_on_beneath_and_tells_its_marks_in_time():
    talking = Room(SMALL, start_now=True).go_to("talking")
    begun = talking.last("prompt").until
    talking.wait(begun + 119.9 - talking.now)
    mumble(talking, "pause").wait(10)
    assert talking.sounds[-3:] == [*ASKED, "<half>"]
    assert talking.listen_for("<time_up>") - begun == pytest.approx(240)


def test_a_phase_that_ends_beneath_it_ends_in_time():
    talking = Room(SMALL, start_now=True, advance=Advance.AUTO).go_to("talking")
    begun = talking.last("prompt").until
    talking.wait(begun + 239.9 - talking.now)
    mumble(talking, "pause").wait(0.2)
    assert talking.state.place.left_s == 0
    talking.wait(3).say("no")
    assert talking.listen_for("prompt") - begun < 240 + 2 * LINE_S + 6
