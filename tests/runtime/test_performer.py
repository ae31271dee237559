"""The performer plays what is asked, in order, and says what was played."""

import numpy as np
import pytest

from voice_facilitator.errors import SpeechError
from voice_facilitator.runtime.calibration import TOO_LOUD_DBFS
from voice_facilitator.runtime.clocks import VirtualClock
from voice_facilitator.runtime.performance import EarconPlayed, Rang, Said, Stopped
from voice_facilitator.runtime.performer import GAP_S, Performer
from voice_facilitator.session.actions import (
    CancelChime,
    ChimeName,
    EarconName,
    Line,
    PlayEarcon,
    RingChime,
    Say,
    SetVolume,
    StopSpeaking,
)
from voice_facilitator.session.events import PlaybackEnded, PlaybackStarted
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.speech.speaker import Sentence, Spoken

RATE = 1000


class SteadyVoice:
    """Says every text in one second of ones; the text “mute” cannot be said."""

    def speak(self, text: str) -> Spoken:
        if text == "mute":
            raise SpeechError("no voice")
        return Spoken(np.full(RATE, 0.5, np.float32), RATE, (Sentence(text, 0, 1),))


class Diary:
    def __init__(self):
        self.pages = []

    def notice(self, performed):
        self.pages.append(performed)


class Room:
    """A performer on a slow tape, with everything it reports."""

    def __init__(self, clock=None, volume=1.0):
        self.mixer = Mixer(RATE)
        self.diary = Diary()
        self.sound = np.zeros(0, np.float32)
        sounds = {name: np.full(100, 0.25, np.float32) for name in EarconName}
        sounds |= {name: np.full(200, 0.125, np.float32) for name in ChimeName}
        self.performer = Performer(
            self.mixer,
            clock or VirtualClock(RATE),
            SteadyVoice(),
            sounds,
            lambda line: line.key,
            self.diary,
            volume,
        )

    def play(self, seconds):
        """Render so long, reacting to every change, and return the events."""
        events = self.performer.collect()
        end = self.mixer.position + round(seconds * RATE)
        while self.mixer.position < end:
            change = min(self.mixer.next_change() or end, end)
            self.sound = np.append(self.sound, self.mixer.render(change - self.mixer.position))
            events += self.performer.collect()
        return events


def say(sound, key="hello"):
    return Say(sound, Line(key))


def test_lines_and_earcons_follow_one_another():
    room = Room()
    room.performer.perform(PlayEarcon(1, EarconName.HEARD))
    room.performer.perform(say(2))
    events = room.play(3)
    assert [(type(e), e.sound) for e in events] == [
        (PlaybackStarted, 1),
        (PlaybackEnded, 1),
        (PlaybackStarted, 2),
        (PlaybackEnded, 2),
    ]
    assert events[2].at == pytest.approx(events[1].at + GAP_S)
    assert events[3].at == pytest.approx(events[2].at + 1)
    assert room.performer.is_quiet


def test_the_audience_hears_what_sounds_and_when():
    room = Room()
    room.performer.perform(PlayEarcon(1, EarconName.HALF))
    room.performer.perform(say(2, "two minutes"))
    room.play(3)
    earcon, end, said, _ = room.diary.pages
    assert isinstance(earcon, EarconPlayed) and earcon.name == "half"
    assert isinstance(end, Stopped)
    assert isinstance(said, Said) and said.text == "two minutes" and said.seconds == 1


def test_a_chime_rings_at_its_time_over_whatever_is_said():
    room = Room()
    room.performer.perform(say(1))
    room.performer.perform(RingChime(2, ChimeName.OPEN, 0.7))
    events = room.play(2)
    assert PlaybackStarted(0.7, 2) in events
    assert room.sound[699] == 0.5 and room.sound[700] == 0.625
    assert room.sound[0] == 0.5
    assert any(isinstance(p, Rang) and p.at == 0.7 for p in room.diary.pages)


def test_a_cancelled_chime_never_rings_and_is_never_mentioned():
    room = Room()
    room.performer.perform(RingChime(7, ChimeName.CLOSE, 1))
    room.play(0.5)
    room.performer.perform(CancelChime(7))
    assert room.play(2) == []
    assert not room.sound.any()
    assert room.performer.is_quiet


def test_a_chime_that_rings_cannot_be_taken_back():
    room = Room()
    room.performer.perform(RingChime(7, ChimeName.OPEN, 0))
    room.play(0.1)
    room.performer.perform(CancelChime(7))
    assert PlaybackEnded(0.2, 7) in room.play(1)


def test_stopping_ends_what_is_said_and_what_waits_but_not_the_chime():
    room = Room()
    room.performer.perform(say(1))
    room.performer.perform(say(2))
    room.performer.perform(RingChime(3, ChimeName.OPEN, 0.4))
    room.play(0.5)
    room.performer.perform(StopSpeaking())
    events = room.play(1)
    assert {e.sound for e in events if isinstance(e, PlaybackEnded)} == {1, 2, 3}
    assert not any(isinstance(e, PlaybackStarted) and e.sound == 2 for e in events)
    assert room.sound[590] == pytest.approx(0.125)


def test_a_line_stopped_before_its_first_sample_has_ended_too():
    room = Room()
    room.performer.perform(PlayEarcon(1, EarconName.HEARD))
    room.performer.perform(say(2))
    room.play(0.15)
    room.performer.perform(StopSpeaking())
    assert room.play(2) == [PlaybackEnded(pytest.approx(0.15), 2)]
    assert not room.sound[100:].any()


def test_the_reply_follows_what_was_stopped():
    room = Room()
    room.performer.perform(say(1))
    room.play(0.5)
    room.performer.perform(StopSpeaking())
    room.performer.perform(say(2))
    events = room.play(2)
    assert [e.sound for e in events if isinstance(e, PlaybackStarted)] == [2]


def test_a_line_that_cannot_be_spoken_is_an_earcon_and_still_told():
    room = Room()
    room.performer.perform(say(1, "mute"))
    room.performer.perform(say(2))
    events = room.play(2)
    assert [(type(e), e.sound) for e in events[:2]] == [(PlaybackStarted, 1), (PlaybackEnded, 1)]
    assert events[1].at - events[0].at == pytest.approx(0.1)
    assert room.diary.pages[0].text == "mute"
    assert events[3] == PlaybackEnded(pytest.approx(events[1].at + 1 + GAP_S), 2)


def test_a_step_of_volume_is_three_decibels():
    room = Room()
    room.performer.perform(SetVolume(-2))
    room.performer.perform(PlayEarcon(1, EarconName.HEARD))
    room.play(1)
    assert 20 * np.log10(room.sound.max() / 0.25) == pytest.approx(-6)


def test_the_volume_is_an_amplitude_that_steps_start_from():
    room = Room(volume=0.5)
    room.performer.perform(PlayEarcon(1, EarconName.HEARD))
    room.performer.perform(RingChime(2, ChimeName.OPEN, 1))
    room.play(2)
    assert room.sound[:900].max() == pytest.approx(0.125)
    assert room.sound[1000:].max() == pytest.approx(0.0625)


class DriftingClock(VirtualClock):
    """Learns while it plays that the sound card is slow: 1000 parts in a million."""

    slow = 0.0

    def time_of(self, frame):
        return frame / RATE * (1 + self.slow)

    def frame_at(self, at):
        return round(at / (1 + self.slow) * RATE)


def test_a_chime_is_laid_anew_as_the_clock_is_known_better():
    clock = DriftingClock(RATE)
    room = Room(clock)
    room.performer.perform(RingChime(1, ChimeName.CLOSE, 100))
    room.play(50)
    clock.slow = 0.001
    room.performer.settle_chimes()
    events = room.play(60)
    assert events[0] == PlaybackStarted(pytest.approx(100, abs=0.001), 1)
    assert np.flatnonzero(room.sound)[0] == round(100 / 1.001 * RATE)


def peak_db(sound):
    return 20 * np.log10(np.abs(sound).max())


def test_the_next_line_follows_the_room_and_louder_lies_on_top():
    room = Room()
    for sound, (room_db, steps) in enumerate([(0, 0), (3, 0), (3, 1), (0, 1)], 1):
        room.performer.follow(room_db)
        room.performer.perform(SetVolume(steps))
        room.performer.perform(PlayEarcon(sound, EarconName.HEARD))
        room.play(1)
    heard = [peak_db(part[part != 0]) for part in np.split(room.sound, 4)]
    assert np.array(heard) - heard[0] == pytest.approx([0, 3, 6, 3], abs=0.1)


def test_a_line_that_is_being_said_stays_as_loud_as_it_is():
    room = Room()
    room.performer.perform(say(1))
    room.play(0.5)
    room.performer.follow(-6)
    room.play(1)
    assert room.sound[:1000] == pytest.approx(0.5)


def test_both_bells_of_a_silence_are_equally_loud():
    room = Room()
    room.performer.follow(3)
    room.performer.perform(RingChime(1, ChimeName.OPEN, 1))
    room.play(2)
    room.performer.follow(-6)
    room.performer.perform(RingChime(2, ChimeName.CLOSE, 3))
    room.play(2)
    opening, closing = room.sound[:2000], room.sound[2000:]
    assert peak_db(closing) == pytest.approx(peak_db(opening), abs=0.01)
    assert peak_db(opening) == pytest.approx(peak_db(np.array([0.125])) + 3, abs=0.01)


def test_the_room_never_makes_us_too_loud_for_the_microphone():
    room = Room()
    room.performer.keep_below_too_loud(TOO_LOUD_DBFS - 4)
    room.performer.follow(9)
    room.performer.perform(PlayEarcon(1, EarconName.HEARD))
    room.play(1)
    assert peak_db(room.sound) == pytest.approx(peak_db(np.array([0.25])) + 4, abs=0.1)
