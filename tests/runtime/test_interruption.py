"""Somebody speaks over us: we fall silent, listen, and go on with the sentence."""

import numpy as np
import pytest

from tests.runtime.test_performer import RATE, Diary, Room, say
from voice_facilitator.runtime.interruption import (
    CALLED_S,
    INSISTING_S,
    LISTENING_S,
    LONGEST_S,
)
from voice_facilitator.runtime.performance import EarconPlayed, Held, Said, Stopped, WentOn
from voice_facilitator.runtime.performer import GAP_S
from voice_facilitator.session.actions import (
    ChimeName,
    EarconName,
    PlayEarcon,
    RingChime,
    StopSpeaking,
)
from voice_facilitator.session.events import PlaybackEnded, PlaybackStarted
from voice_facilitator.speech.spoken import Sentence, Spoken


class StoryTeller:
    """Says every text in three sentences of a second, as loud as they are late."""

    def speak(self, text):
        levels = (0.1, 0.2, 0.3)
        samples = np.concatenate([np.full(RATE, level, np.float32) for level in levels])
        sentences = tuple(Sentence(f"{text} {n}", n, n + 1) for n in range(3))
        return Spoken(samples, RATE, sentences)


class Listening(Room):
    """A room in which somebody may speak over a story."""

    def __init__(self):
        super().__init__()
        self.performer._voice = StoryTeller()
        self.events = []

    def wait(self, seconds):
        """Play on in steps of 20 ms, as a live session does."""
        for _ in range(round(seconds / 0.02)):
            self.events += self.play(0.02)

    def cough(self):
        """A short sound; what it does shows within moments."""
        self.performer.hold(0.06)
        self.wait(0.1)

    def news(self, kind):
        return [page for page in self.diary.pages if isinstance(page, kind)]


@pytest.fixture
def room():
    room = Listening()
    room.performer.perform(say(1))
    room.wait(1.5)
    return room


def test_whoever_speaks_over_us_finds_us_silent_at_once(room):
    room.performer.hold(0.06)
    before = len(room.sound)
    room.wait(0.5)
    assert not room.sound[before + round(0.031 * RATE) :].any()
    assert np.abs(np.diff(room.sound[before : before + 30])).max() < 0.02
    assert isinstance(room.news(Held)[0], Held)


def test_if_it_was_nothing_the_sentence_begins_again(room):
    room.performer.hold(0.06)
    held = len(room.sound)
    room.wait(5)
    [went_on] = room.news(WentOn)
    assert went_on.at - held / RATE == pytest.approx(LISTENING_S, abs=0.05)
    assert [s.text for s in went_on.sentences] == ["hello 1", "hello 2"]
    after = room.sound[round(went_on.at * RATE) :]
    assert np.allclose(after[: 2 * RATE : 100], [0.2] * 10 + [0.3] * 10)


def test_for_the_session_the_line_has_begun_once_and_ends_once(room):
    room.performer.hold(0.06)
    room.wait(2.5)
    room.performer.hold(0.06)
    room.wait(6)
    kinds = [type(event) for event in room.events]
    assert kinds == [PlaybackStarted, PlaybackEnded]
    assert len(room.news(Said)) == 1 and len(room.news(Stopped)) == 1
    assert room.performer.is_quiet


def test_whoever_goes_on_speaking_is_let_finish(room):
    room.performer.hold(0.06)
    began = len(room.sound) / RATE
    for _ in range(30):
        room.wait(0.1)
        room.performer.hold(0.5)
    room.wait(3)
    assert room.news(WentOn)[0].at == pytest.approx(began + 3 + LISTENING_S, abs=0.1)


def test_whoever_says_it_again_as_we_listen_is_not_spoken_over(room):
    room.performer.hold(0.06)
    room.wait(LISTENING_S - 0.3)
    room.performer.hold(0.06)
    room.wait(LISTENING_S - 0.3)
    assert not room.news(WentOn)
    room.wait(0.5)
    assert len(room.news(WentOn)) == 1


def test_but_not_for_ever(room):
    began = len(room.sound) / RATE
    for _ in range(100):
        room.performer.hold(0.5)
        room.wait(0.1)
    assert room.news(WentOn)[0].at == pytest.approx(began + LONGEST_S, abs=0.1)


def test_a_command_ends_what_was_held(room):
    room.performer.hold(0.06)
    room.wait(1)
    room.performer.perform(StopSpeaking())
    room.performer.perform(say(2))
    room.wait(4)
    assert PlaybackEnded(pytest.approx(2.5, abs=0.1), 1) in room.events
    assert not room.news(WentOn)
    assert [said.sound for said in room.news(Said)] == [1, 2]


def test_what_waits_waits_for_the_rest(room):
    room.performer.perform(PlayEarcon(2, EarconName.HEARD))
    room.performer.hold(0.06)
    room.wait(7)
    assert [e.sound for e in room.events if isinstance(e, PlaybackStarted)] == [1, 2]


def test_between_sentences_the_next_one_is_next():
    room = Listening()
    room.performer.perform(say(1))
    room.wait(1.0)
    room.performer.hold(0.06)
    room.wait(3)
    assert [s.text for s in room.news(WentOn)[0].sentences] == ["hello 1", "hello 2"]


def test_two_false_stops_make_a_line_harder_to_stop(room):
    for _ in range(2):
        room.cough()
        room.wait(LISTENING_S + 0.2)
    room.cough()
    assert len(room.news(Held)) == 2
    room.performer.hold(INSISTING_S)
    assert len(room.news(Held)) == 3


def test_what_stops_a_line_again_and_again_does_not_stop_it_for_ever(room):
    for _ in range(10):
        room.performer.hold(INSISTING_S)
        room.wait(LISTENING_S + 0.5)
    assert len(room.news(Held)) == 4
    assert room.performer.is_quiet


def test_the_next_line_is_as_polite_as_ever(room):
    for _ in range(2):
        room.cough()
        room.wait(LISTENING_S + 0.2)
    room.wait(4)
    room.performer.perform(say(2))
    room.wait(1)
    room.cough()
    assert len(room.news(Held)) == 3


def test_neither_chime_nor_earcon_is_held():
    room = Listening()
    room.performer.perform(RingChime(1, ChimeName.OPEN, 0.0))
    room.wait(0.1)
    room.performer.hold(1.0)
    room.wait(1)
    room.performer.perform(PlayEarcon(2, EarconName.HEARD))
    room.wait(0.04)
    room.performer.hold(1.0)
    room.wait(1)
    assert not room.news(Held)
    assert room.sound[:200].min() == 0.125


def test_nothing_is_held_in_silence():
    room = Listening()
    room.performer.hold(1.0)
    room.wait(3)
    assert room.diary.pages == Diary().pages and not room.sound.any()


def test_a_gap_stays_before_the_words_after(room):
    room.wait(2)
    room.performer.perform(say(2))
    room.wait(4)
    first, second = (said.at for said in room.news(Said))
    assert second - first >= 3 + GAP_S - 0.01


CALL = -1
"""The number of an earcon that no session has asked for."""


def test_who_calls_finds_us_silent_and_hears_that_we_listen(room):
    room.performer.attend(CALL)
    room.wait(0.2)
    [earcon] = room.news(EarconPlayed)
    assert earcon.name is EarconName.LISTENING
    assert len(room.news(Held)) == 1
    assert not room.sound[-50:].any()


def test_who_calls_has_time_for_a_command_before_we_go_on(room):
    room.performer.attend(CALL)
    room.wait(CALLED_S - 0.2)
    assert not room.news(WentOn)
    room.wait(0.4)
    assert len(room.news(WentOn)) == 1


def test_who_calls_is_heeded_where_a_cough_no_longer_is(room):
    for _ in range(2):
        room.cough()
        room.wait(LISTENING_S + 0.1)
    room.cough()
    assert len(room.news(Held)) == 2
    room.performer.attend(CALL)
    assert len(room.news(Held)) == 3


def test_who_calls_while_we_wait_already_has_the_time_of_a_call(room):
    room.cough()
    room.wait(LISTENING_S - 0.3)
    room.performer.attend(CALL)
    room.wait(CALLED_S - 0.2)
    assert not room.news(WentOn)


def test_a_call_while_nothing_is_said_only_sounds(room):
    room.wait(3.0)
    room.performer.attend(CALL)
    room.wait(0.3)
    assert len(room.news(EarconPlayed)) == 1
    assert not room.news(Held)
