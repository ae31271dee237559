"""What a group hears when something breaks around it; and it never gets less time for that."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.session.events import Absent, News, Present, Remark, Restored
from voice_facilitator.session.machine import begin, handle
from voice_facilitator.session.state import Mode


@pytest.fixture
def talking():
    return Room(SMALL, start_now=True).go_to("talking")


@pytest.fixture
def silence():
    return Room(SMALL, start_now=True).go_to("silence")


def test_a_fault_survived_is_told_after_what_is_being_said(talking):
    talking.say("help").happens(Remark(talking.now, News.WAS_DEAF))
    talking.hear_out()
    assert talking.sounds[-2:] == ["help_talk", "was_deaf"]


def test_a_fault_in_the_silence_is_told_after_its_closing_bell_and_before_the_next_prompt(silence):
    silence.wait(20).happens(Remark(silence.now, News.WAS_DEAF))
    closed = silence.listen_for("bell close")
    silence.listen_for("prompt")
    assert silence.since(closed) == ["bell close", "was_deaf", "prompt"]
    assert silence.last("was_deaf").at > silence.last("bell close").until - 1e-6


def test_nothing_comes_between_the_words_that_lead_into_a_silence_and_its_bell():
    room = Room(SMALL, start_now=True)
    while room.state.phase is None or room.state.phase.id != "silence":
        room.wait(5).say("next")
    room.happens(Remark(room.now, News.WAS_DEAF))
    room.listen_for("bell close")
    assert room.sounds[-3:] == ["prompt", "bell open", "bell close"]
    room.listen_for("was_deaf")


def test_the_same_fault_twice_in_a_silence_is_told_once(silence):
    for _ in range(3):
        silence.wait(20).happens(Remark(silence.now, News.WAS_DEAF))
    silence.listen_for("prompt")
    assert silence.sounds.count("was_deaf") == 1


def test_a_remark_that_a_command_cuts_off_before_it_begins_comes_later(talking):
    talking.say("help").happens(Remark(talking.now, News.NO_JOURNAL))
    talking.wait(1).say("time")
    talking.hear_out()
    assert talking.sounds[-2:] == ["time_left", "no_journal"]


def test_while_nobody_can_hear_us_the_clock_stands(talking):
    left_s = talking.left_s
    talking.happens(Absent(talking.now)).wait(20).happens(Present(talking.now))
    talking.hear_out()
    assert talking.sounds[-2:] == ["was_away_clock_stood", "resumed"]
    assert talking.last("was_away_clock_stood").line.seconds == pytest.approx(20)
    assert talking.state.place.paused_s == pytest.approx(20)
    assert talking.left_s == pytest.approx(
        left_s - (talking.now - talking.last("resumed").until) - 8
    )


def test_a_prompt_cut_off_by_the_speaker_is_said_again(talking):
    talking.say("next")
    talking.wait(3).happens(Absent(talking.now)).wait(5).happens(Present(talking.now))
    talking.hear_out()
    assert talking.sounds[-3:] == ["prompt", "was_away_clock_stood", "prompt"]


def test_a_silence_that_nobody_could_hear_end_lasts_longer_by_the_absence(silence):
    opened = silence.last("bell open").at
    silence.wait(100).happens(Absent(silence.now)).wait(200).happens(Present(silence.now))
    closed = silence.listen_for("bell close")
    assert closed - opened == pytest.approx(180 + 200)
    silence.listen_for("prompt")
    assert silence.since(closed) == ["bell close", "was_away_clock_stood", "prompt"]


def test_who_types_resume_needs_no_speaker(talking):
    talking.happens(Absent(talking.now)).wait(5).say("resume")
    left_s = talking.left_s
    talking.wait(20)
    assert talking.left_s == pytest.approx(left_s - 20)
    talking.happens(Present(talking.now)).hear_out()
    assert talking.sounds[-1] == "was_away"


def test_who_types_pause_meanwhile_stays_paused(talking):
    talking.happens(Absent(talking.now)).wait(5).say("pause")
    talking.wait(5).happens(Present(talking.now)).hear_out()
    assert talking.state.place.paused
    assert talking.sounds[-1] == "was_away"


def test_a_question_that_nobody_could_hear_is_asked_again(talking):
    talking.say("stop").happens(Absent(talking.now)).wait(2).happens(Present(talking.now))
    talking.hear_out()
    assert talking.sounds[-1] == "really_stop"
    talking.say("yes").hear_out()
    assert talking.state.ended


def test_a_laptops_sleep_is_an_absence_that_the_clock_has_not_seen(talking):
    talking.happens(Absent(talking.now)).happens(Present(talking.now, 600))
    assert talking.sounds[-1] == "was_away_clock_stood"
    assert talking.last("was_away_clock_stood").line.seconds == pytest.approx(600)
    assert talking.state.place.paused_s == pytest.approx(600)


def test_a_goodbye_that_nobody_can_hear_is_an_end_all_the_same(talking):
    talking.say("stop", "yes").happens(Absent(talking.now)).hear_out()
    assert talking.state.ended


def cut_off(room, gone_s=90.0, at=7.0):
    """The room's session in another process, on another clock."""
    return Room(SMALL, state=room.state, event=Restored(at, gone_s), at=at)


def test_a_session_cut_off_tells_where_it_was_and_yes_goes_on_there(talking):
    talking.wait(60)
    again = cut_off(talking)
    again.hear_out()
    returned = ["returned_in", "returned_after", "returned_question"]
    assert again.sounds == ["<welcome>", *returned]
    assert again.last("returned_in").line.seconds == pytest.approx(talking.left_s)
    again.wait(30).say("yes")
    again.hear_out()
    assert again.sounds[-2:] == ["<resumed>", "back_in"]
    assert again.left_s == pytest.approx(talking.left_s - 4.4)
    assert again.state.place.paused_s == pytest.approx(90 + 30 + 12.4)


def test_after_a_cut_no_begins_afresh_and_back_undoes_that(talking):
    talking.wait(60)
    again = cut_off(talking)
    again.hear_out()
    again.say("no").wait(3)
    assert again.sounds[-1] == "welcome"
    assert again.state.place.index == -1
    again.say("back").hear_out()
    assert again.left_s == pytest.approx(talking.left_s)


def test_nobody_there_after_a_cut_is_asked_again(talking):
    again = cut_off(talking)
    again.wait(300)
    assert again.sounds.count("returned_question") == 3


def test_a_silence_cut_off_begins_again_after_a_sentence(silence):
    silence.wait(100)
    again = cut_off(silence)
    again.hear_out()
    assert again.last("returned_in").line.seconds == pytest.approx(80)
    again.say("yes")
    opened = again.listen_for("bell open")
    assert again.sounds[-3:] == ["<resumed>", "silence_again", "bell open"]
    assert again.listen_for("bell close") - opened == pytest.approx(180)


def test_a_time_that_was_up_is_told_so():
    room = Room(SMALL, start_now=True).go_to("arriving").wait(80)
    assert room.state.place.mode is Mode.TIME_UP
    again = cut_off(room)
    again.hear_out()
    again.say("yes").hear_out()
    assert again.sounds[:2] == ["<welcome>", "returned_time_up"]
    assert again.sounds[-1] == "back_time_up"


def test_cut_off_twice_the_clock_stands_both_times(talking):
    once = cut_off(talking)
    once.hear_out()
    once.say("yes").hear_out()
    left_s = once.left_s
    twice = cut_off(once, at=100000.0)
    twice.hear_out()
    twice.say("yes").hear_out()
    assert twice.left_s == pytest.approx(left_s - 4.4)


def test_volume_outlives_a_cut(talking):
    talking.say("louder", "louder")
    assert cut_off(talking).volume == 2


def test_cut_off_before_it_began_a_session_begins():
    state, _ = handle(begin(SMALL), Restored(5.0, 10.0))
    assert state.place.mode is Mode.WELCOME
