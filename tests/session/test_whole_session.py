"""From the welcome to the goodbye."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator import library
from voice_facilitator.commands import Context
from voice_facilitator.session.events import TimeReached
from voice_facilitator.session.machine import Advance, context_of, handle, next_deadline

CASE_CLINIC = library.load_protocol("case_clinic")


def test_a_group_that_says_next_goes_through_all_steps():
    room = Room(SMALL)
    room.listen_for("ready")
    room.say("yes")
    for phase in SMALL.phases:
        assert room.state.phase == phase
        if phase.id == "silence":
            room.listen_to_the_end_of("bell close")
            room.listen_for("prompt")
        else:
            room.listen_for("time_up_last" if phase.id == "leaving" else "time_up")
            room.hear_out()
            room.wait(7).say("next")
    room.hear_out()
    assert room.state.ended
    assert room.ends == 1
    assert room.sounds == [
        *("<welcome>", "welcome", "ready"),
        *("prompt", "<time_up>", "time_up"),
        *("prompt", "<half>", "time_warning", "<time_up>", "time_up"),
        *("prompt", "bell open", "bell close"),
        *("prompt", "<time_up>", "time_up_last", "goodbye"),
    ]


def test_an_automatic_session_needs_nobody_and_keeps_the_minutes_of_the_sheet():
    room = Room(CASE_CLINIC, advance=Advance.AUTO, start_now=True)
    room.wait(4200)
    assert room.state.ended
    prompts = [heard for heard in room.heard if heard.what == "prompt"]
    ids = ["choosing", "intention", "silence", "mirroring", "dialogue", "closing", "journal"]
    assert [heard.line.phase for heard in prompts] == ids
    over = [heard.at for heard in room.heard if heard.what in ("<time_up>", "bell close")]
    begun = [heard.until for heard in prompts]
    begun[2] = room.last("bell open").at
    minutes = [(end - start) / 60 for start, end in zip(begun, over, strict=True)]
    assert minutes == pytest.approx([2, 15, 3, 10, 20, 8, 2], abs=1e-6)


def test_time_begins_when_the_prompt_has_been_spoken():
    room = Room(SMALL, start_now=True)
    begun = room.listen_to_the_end_of("prompt")
    assert room.listen_for("<time_up>") - begun == pytest.approx(60)


def test_nobody_is_cut_off():
    room = Room(SMALL, start_now=True)
    up = room.listen_for("<time_up>")
    room.wait(1000)
    assert room.state.phase.id == "arriving"
    reminders = [heard.at - up for heard in room.heard if heard.what == "<time_up>"]
    assert reminders == pytest.approx([0, 120, 300, 480, 660, 840], abs=0.5)
    assert room.sounds.count("time_up_reminder") == 2


def test_a_group_that_settles_down_is_reminded_softly_and_never_hurried():
    room = Room(SMALL)
    room.listen_for("ready")
    room.wait(250)
    assert room.sounds == ["<welcome>", "welcome", "ready", "ready_reminder", "ready_reminder"]
    room.say("no")
    assert room.sounds[-1] == "no_hurry"
    room.wait(100)
    assert room.sounds[-1] == "no_hurry"
    room.say("start")
    assert room.sounds[-1] == "prompt"


@pytest.mark.parametrize("word", ["yes", "start", "next", "resume"])
def test_who_knows_the_welcome_goes_on_at_once(word):
    room = Room(SMALL).wait(3).say(word)
    assert room.last("welcome").cut
    assert room.sounds == ["<welcome>", "welcome", "prompt"]


def test_start_now_waits_for_nobody():
    room = Room(SMALL, start_now=True)
    room.listen_for("prompt")
    assert room.sounds == ["<welcome>", "welcome", "prompt"]


def test_next_goes_on_from_the_middle_of_a_prompt_and_of_a_phase():
    room = Room(SMALL).say("yes").wait(5).say("next")
    assert room.state.phase.id == "talking"
    room.hear_out()
    room.wait(30).say("next")
    assert room.state.phase.id == "silence"


def test_a_next_that_crosses_our_own_moving_on_counts_once():
    room = Room(SMALL, advance=Advance.AUTO, start_now=True)
    room.listen_for("time_up_auto")
    room.listen_for("prompt")
    room.wait(2).say("next")
    assert room.state.phase.id == "talking"
    assert room.sounds[-1] == "<heard>"
    room.listen_to_the_end_of("prompt")
    room.wait(1).say("next")
    assert room.state.phase.id == "silence"


def test_a_next_while_we_say_that_time_is_up_moves_on_once():
    room = Room(SMALL, advance=Advance.AUTO, start_now=True)
    room.listen_for("time_up_auto")
    room.wait(1).say("next")
    assert room.state.phase.id == "talking"
    room.wait(20)
    assert room.state.phase.id == "talking"


def test_the_end_of_the_time_waits_for_the_end_of_our_sentence():
    room = Room(SMALL, start_now=True)
    room.listen_to_the_end_of("prompt")
    room.wait(59).say("help")
    room.wait(20)
    help_line, earcon = room.last("help_talk"), room.last("<time_up>")
    assert not help_line.cut
    assert earcon.at == help_line.until


def test_how_we_listen_follows_what_happens():
    room = Room(SMALL)
    assert room.context is Context.QUESTION
    room.say("yes")
    assert room.context is Context.CONVERSATION
    room.listen_for("time_up")
    assert room.context is Context.WAITING
    room.say("stop")
    assert room.context is Context.QUESTION
    room.say("no")
    assert room.context is Context.WAITING
    room.go_to("silence")
    assert room.context is Context.SILENCE
    room.listen_for("bell close")
    assert room.context is Context.CONVERSATION


def test_yes_and_no_in_conversation_are_not_for_us():
    room = Room(SMALL, start_now=True)
    room.listen_to_the_end_of("prompt")
    before = list(room.sounds)
    room.wait(5).say("yes", "no")
    assert room.sounds == before


def test_a_laptop_that_slept_tells_the_end_only():
    room = Room(SMALL, start_now=True).go_to("talking")
    state, actions = handle(room.state, TimeReached(room.now + 3600))
    assert [type(action).__name__ for action in actions] == ["PlayEarcon", "Say", "Listen"]
    assert context_of(state) is Context.WAITING
    assert state.place.overrun_s == pytest.approx(3600 - 240)
    assert next_deadline(state) > room.now
