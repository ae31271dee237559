"""Three minutes in which nothing is said."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.commands import Command, Context
from voice_facilitator.session.actions import ChimeName, RingChime
from voice_facilitator.session.events import (
    CommandHeard,
    PlaybackEnded,
    PlaybackStarted,
    TimeReached,
)
from voice_facilitator.session.machine import Advance, handle


@pytest.fixture
def silence():
    """A room just after the opening bell."""
    return Room(SMALL, start_now=True).go_to("silence")


def bells(room):
    return [heard.at for heard in room.heard if heard.what.startswith("bell")]


def test_the_bells_are_three_minutes_apart_and_nothing_sounds_between(silence):
    opened = silence.last("bell open").at
    closed = silence.listen_for("bell close")
    assert closed - opened == pytest.approx(180, abs=1e-9)
    assert silence.since(opened) == ["bell open", "bell close"]


def test_a_second_without_any_sound_comes_before_the_opening_bell(silence):
    assert silence.last("bell open").at - silence.last("prompt").until >= 1


def test_the_next_step_follows_by_itself_when_the_bell_has_died_away(silence):
    silence.listen_for("bell close")
    prompt = silence.listen_for("prompt")
    assert prompt - silence.last("bell close").until == pytest.approx(1)
    assert silence.state.phase.id == "leaving"


def test_only_four_words_are_heard(silence):
    before = silence.state
    for word in ["time", "help", "status", "repeat", "more_time", "back", "start", "louder", "yes"]:
        silence.say(word)
    assert silence.state == before
    assert silence.context is Context.SILENCE


def test_a_pause_makes_the_silence_longer_by_itself(silence):
    opened = silence.last("bell open").at
    silence.wait(60).say("pause")
    silence.wait(45).say("resume")
    closed = silence.listen_for("bell close")
    assert closed - opened == pytest.approx(180 + 45, abs=1e-9)
    assert silence.since(opened + 1) == ["<paused>", "<resumed>", "bell close"]


def test_a_long_pause_is_told_by_earcons_only(silence):
    silence.wait(60).say("pause").wait(400)
    since = silence.since(silence.now - 399)
    assert set(since) == {"<paused>"}
    assert len(since) == 6
    assert silence.context is Context.SILENCE


def test_a_pause_in_the_hush_rings_the_bell_later():
    room = Room(SMALL, start_now=True)
    while room.state.phase is None or room.state.phase.id != "silence":
        room.wait(5).say("next")
    room.hear_out()
    room.wait(1).say("pause")
    room.wait(30)
    assert "bell open" not in room.sounds
    room.say("resume")
    opened = room.listen_for("bell open")
    assert opened - room.last("<resumed>").until >= 1
    assert room.listen_for("bell close") - opened == pytest.approx(180, abs=1e-9)


def test_resume_without_a_pause_is_answered_and_changes_nothing(silence):
    opened = silence.last("bell open").at
    silence.wait(10).say("resume")
    assert silence.sounds[-1] == "<resumed>"
    assert silence.listen_for("bell close") - opened == pytest.approx(180, abs=1e-9)


def test_next_said_once_is_asked_for_again(silence):
    silence.wait(60).say("next")
    assert silence.sounds[-1] == "<once_more>"
    silence.wait(7).say("next")
    assert silence.sounds[-1] == "<once_more>"
    assert silence.state.phase.id == "silence"


def test_next_said_twice_leaves_the_silence(silence):
    silence.wait(60).say("next").wait(3).say("next")
    assert silence.state.phase.id == "leaving"
    silence.wait(200)
    assert "bell close" not in silence.sounds


def test_next_and_stop_do_not_add_up(silence):
    silence.wait(60).say("next").wait(2).say("stop")
    assert silence.sounds[-1] == "<once_more>"


def test_stop_said_twice_asks_aloud_and_yes_ends(silence):
    silence.wait(60).say("stop").wait(2).say("stop")
    assert silence.sounds[-1] == "really_stop"
    silence.wait(5).say("yes")
    silence.hear_out()
    assert silence.state.ended
    assert silence.sounds[-1] == "goodbye_early"


@pytest.mark.parametrize("answer", ["no", None])
def test_after_the_question_the_rest_of_the_silence_is_rung_again(silence, answer):
    opened = silence.last("bell open").at
    silence.wait(60).say("stop").wait(2).say("stop")
    heard_s = silence.now - opened
    silence.wait(5)
    if answer:
        silence.say(answer)
    again = silence.listen_for("bell open")
    assert again - silence.last("go_on").until >= 1
    closed = silence.listen_for("bell close")
    assert closed - again == pytest.approx(180 - heard_s, abs=1e-9)


def test_back_after_leaving_by_mistake_rings_the_rest(silence):
    opened = silence.last("bell open").at
    silence.wait(60).say("next").wait(2).say("next")
    heard_s = silence.now - opened
    silence.wait(5).say("back")
    assert silence.sounds[-1] == "back_in"
    again = silence.listen_for("bell open")
    assert silence.listen_for("bell close") - again == pytest.approx(180 - heard_s, abs=1e-9)


def test_a_word_to_the_closing_bell_does_not_skip_the_next_step(silence):
    silence.listen_for("bell close")
    silence.wait(1).say("next")
    silence.listen_for("prompt")
    silence.wait(2).say("next")
    assert silence.state.phase.id == "leaving"


def test_a_question_in_the_bells_tail_strands_nobody(silence):
    """A random walk once found the way: stop, then next, while the bell died away."""
    silence.listen_for("bell close")
    silence.wait(1).say("stop").wait(5).say("next")
    assert silence.state.phase.id == "leaving"


def test_an_automatic_session_treats_the_silence_alike():
    room = Room(SMALL, start_now=True, advance=Advance.AUTO)
    room.wait(2000)
    opened, closed = bells(room)
    assert closed - opened == pytest.approx(180, abs=1e-9)


def test_a_bell_that_cannot_sound_leaves_nobody_in_the_silence():
    room = Room(SMALL, start_now=True)
    room.bells_work = False
    while room.state.phase is None or room.state.phase.id != "silence":
        room.wait(5).say("next")
    spoken = room.hear_out()
    prompt = room.listen_for("prompt")
    assert room.state.phase.id == "leaving"
    assert 180 < prompt - spoken < 186
    assert room.bells_asked_for == ["open"]


def test_a_pause_that_comes_too_late_for_the_opening_bell_stops_the_clock_all_the_same():
    room = Room(SMALL, start_now=True)
    while room.state.phase is None or room.state.phase.id != "silence":
        room.wait(5).say("next")
    room.hear_out()
    bell = room.state.bell
    room.wait(1.49).say("pause")
    state, _ = handle(room.state, PlaybackStarted(bell.at, bell.sound))
    state, actions = handle(state, CommandHeard(bell.at + 60, Command.RESUME))
    close = next(action for action in actions if isinstance(action, RingChime))
    assert close.name is ChimeName.CLOSE
    assert close.at == pytest.approx(bell.at + 60 + 180)


def test_a_pause_that_comes_too_late_for_the_closing_bell_holds_the_next_step(silence):
    bell = silence.state.bell
    silence.wait(bell.at - silence.now - 0.01).say("pause")
    state, _ = handle(silence.state, PlaybackStarted(bell.at, bell.sound))
    assert state.phase.id == "silence"
    assert state.place.paused
    state, _ = handle(state, CommandHeard(bell.at + 60, Command.RESUME))
    state, _ = handle(state, PlaybackEnded(bell.at + 62, state.awaited))
    state, _ = handle(state, TimeReached(bell.at + 64))
    assert state.phase.id == "leaving"


def test_back_into_a_paused_silence_says_where_that_is_and_waits(silence):
    silence.wait(60).say("pause").wait(20).say("next").wait(2).say("next").wait(5)
    left_s = silence.state.undo.place.left_s
    silence.say("back").hear_out()
    assert silence.sounds[-2:] == ["back_in", "still_paused"]
    silence.wait(30).say("resume")
    again = silence.listen_for("bell open")
    assert silence.listen_for("bell close") - again == pytest.approx(left_s, abs=1e-9)


def test_back_to_where_the_rest_was_about_to_be_rung_tells_how_much_that_is(silence):
    silence.wait(60).say("stop").wait(2).say("stop").wait(5).say("no")
    silence.wait(1).say("next").wait(5).say("back")
    assert silence.sounds[-1] == "back_in"
    silence.listen_for("bell open")


def test_a_bell_that_tells_late_when_it_sounded_is_believed():
    """Its own time counts, not that of the message, even through a pause."""
    room = Room(SMALL, start_now=True)
    while room.state.phase is None or room.state.phase.id != "silence":
        room.wait(5).say("next")
    room.hear_out()
    bell = room.state.bell
    state, _ = handle(room.state, TimeReached(bell.at + 0.7))
    state, _ = handle(state, PlaybackStarted(bell.at, bell.sound))
    state, _ = handle(state, CommandHeard(bell.at + 60, Command.PAUSE))
    state, actions = handle(state, CommandHeard(bell.at + 90, Command.RESUME))
    close = next(action for action in actions if isinstance(action, RingChime))
    assert close.at == pytest.approx(bell.at + 180 + 30)
