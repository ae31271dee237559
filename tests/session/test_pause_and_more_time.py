"""The clock stands, and the clock is given more."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.commands import Context
from voice_facilitator.session.machine import Advance


@pytest.fixture
def talking():
    """A room ten seconds into the four minutes of talking."""
    return Room(SMALL, start_now=True).go_to("talking").wait(10)


def test_the_clock_stands_during_a_pause(talking):
    left_s = talking.left_s
    talking.say("pause").wait(100).say("resume")
    resumed = talking.now
    assert talking.left_s == left_s
    assert talking.listen_for("<time_up>") - resumed == pytest.approx(left_s)
    assert talking.last("resumed").line.seconds == left_s
    assert talking.state.place.paused_s == pytest.approx(100)


def test_a_pause_is_told_by_earcon_and_word_and_listens_for_its_end(talking):
    talking.say("pause")
    talking.hear_out()
    assert talking.sounds[-2:] == ["<paused>", "paused"]
    assert talking.context is Context.WAITING
    talking.say("resume").hear_out()
    assert talking.sounds[-2:] == ["<resumed>", "resumed"]
    assert talking.context is Context.CONVERSATION


def test_a_long_pause_is_told_softly_every_minute_and_in_words_every_third(talking):
    began = talking.now
    talking.say("pause").wait(370)
    soft = [h.at - began for h in talking.heard if h.what == "<paused>"]
    words = [h.at - began for h in talking.heard if h.what == "paused_reminder"]
    assert soft == pytest.approx([0, 60, 120, 180, 240, 300, 360], abs=1)
    assert words == pytest.approx([180, 360], abs=1)


def test_pause_and_resume_said_twice_say_so_and_change_nothing(talking):
    talking.say("resume")
    assert talking.sounds[-1] == "not_paused"
    talking.say("pause").wait(20).say("pause")
    assert talking.sounds[-1] == "still_paused"
    assert talking.state.place.paused
    left_s = talking.left_s
    talking.wait(20).say("resume")
    assert talking.left_s == left_s


def test_a_prompt_stopped_by_a_pause_is_spoken_again_from_its_start():
    room = Room(SMALL, start_now=True)
    room.listen_for("prompt")
    room.wait(8).say("pause")
    assert room.last("prompt").cut
    room.wait(30).say("resume")
    room.hear_out()
    assert room.sounds[-2:] == ["<resumed>", "prompt"]
    assert not room.last("prompt").cut
    assert room.left_s == 60


@pytest.mark.parametrize("moment", ["welcome", "ready", "<time_up>", "goodbye"])
def test_a_pause_can_be_taken_wherever_we_wait_or_speak(moment):
    room = Room(SMALL, start_now=moment != "ready")
    if moment == "goodbye":
        room.go_to("leaving").say("next")
        room.say("pause")
        assert not room.state.place.paused, "there is nothing left to pause"
        return
    if moment != "welcome":
        room.listen_for(moment)
    room.wait(1).say("pause").wait(50)
    assert room.state.place.paused_s == pytest.approx(50)
    room.say("resume")
    room.listen_for("<time_up>" if moment != "ready" else "ready_reminder")


def test_start_lets_a_stopped_clock_run(talking):
    talking.say("pause").wait(5).say("start")
    assert not talking.state.place.paused


def test_next_during_a_pause_goes_on(talking):
    talking.say("pause").wait(5).say("next")
    assert talking.state.phase.id == "silence"
    assert not talking.state.place.paused


def test_a_pause_while_moving_on_holds_the_next_step():
    room = Room(SMALL, start_now=True, advance=Advance.AUTO)
    room.listen_for("time_up_auto")
    room.wait(1).say("pause").wait(40)
    assert room.state.phase.id == "arriving"
    room.say("resume")
    room.listen_for("prompt", within=10)
    assert room.state.phase.id == "talking"


def test_more_time_lengthens_the_phase(talking):
    left_s = talking.left_s
    talking.say("more_time")
    assert talking.left_s == left_s + 120
    assert talking.last("more_time").line.seconds == left_s + 120


def test_more_time_after_the_end_lets_the_clock_run_again():
    room = Room(SMALL, start_now=True)
    room.listen_for("<time_up>")
    room.wait(30).say("more_time")
    assert room.left_s == 120
    again = room.listen_for("<time_up>")
    assert again - room.last("more_time").at == pytest.approx(120)
    assert room.state.place.overrun_s == pytest.approx(30)


def test_more_time_during_a_pause_leaves_the_clock_stopped(talking):
    left_s = talking.left_s
    talking.say("pause").wait(5).say("more_time").wait(60)
    assert talking.state.place.paused
    assert talking.left_s == left_s + 120


@pytest.mark.parametrize("moment", ["ready", "bell close"])
def test_more_time_where_there_is_none(moment):
    room = Room(SMALL, start_now=moment == "bell close")
    if moment == "bell close":
        room.go_to("silence")
    room.listen_for(moment)
    room.wait(1).say("more_time")
    assert room.sounds[-1] == "not_now"


def test_the_two_minute_warning_comes_again_after_more_time(talking):
    talking.listen_for("time_warning")
    talking.wait(10).say("more_time")
    talking.listen_for("<time_up>")
    assert talking.sounds.count("time_warning") == 2
    assert talking.sounds.count("<half>") == 1


def test_louder_and_quieter_can_be_heard_and_have_bounds(talking):
    talking.say("louder")
    assert (talking.volume, talking.sounds[-1]) == (1, "<heard>")
    talking.say(*["louder"] * 20)
    assert talking.volume == 4
    talking.say(*["quieter"] * 30)
    assert talking.volume == -6


def test_louder_over_a_prompt_does_not_stop_it():
    room = Room(SMALL, start_now=True)
    room.wait(5).say("louder")
    room.hear_out()
    assert "<heard>" not in room.sounds
    assert not room.last("welcome").cut
