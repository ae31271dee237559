"""We speak up where the room gets louder, and what the group asks for holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.runtime.calibration import Calibration
from voice_facilitator.runtime.loudness import (
    FRAME_S,
    LEAST_DB,
    MOST_DB,
    SHARE,
    SPEED_DB_S,
    WINDOW_S,
    Loudness,
    NoiseFollower,
)
from voice_facilitator.runtime.volumewatch import DIES_AWAY_S, VolumeWatch
from voice_facilitator.sound.overheard import Overheard

RATE = 16_000
noises = st.floats(-130, 0)
stretches = st.lists(st.tuples(noises, st.integers(1, 400)), max_size=12)


def frames(seconds):
    return round(seconds / FRAME_S)


def after(*stretches):
    """What is asked for after stretches of noise, (dBFS, seconds) each."""
    follower = NoiseFollower()
    for level, seconds in stretches:
        for _ in range(round(2 * seconds)):
            follower.hear([level] * frames(0.5))
    return follower.offset_db


def test_a_room_that_stays_as_it_was_changes_nothing():
    assert after((-60, 120)) == 0


def test_a_room_that_gets_louder_makes_us_louder_by_half_of_that():
    assert after((-60, 30), (-50, 120)) == pytest.approx(SHARE * 10)
    assert after((-60, 30), (-50, 120), (-60, 120)) == pytest.approx(0, abs=1e-9)


def test_there_is_an_end_to_it_in_both_directions():
    assert after((-60, 30), (-10, 300)) == MOST_DB
    assert after((-30, 30), (-70, 300)) == LEAST_DB


def test_talk_is_no_noise():
    random, follower = np.random.default_rng(5), NoiseFollower()
    follower.hear(random.normal(-60, 2, frames(20)))
    for _ in range(60):
        talk = np.where(random.random(frames(1.5)) < 0.9, -35.0, -60.0)
        follower.hear(random.normal(talk, 2))
        follower.hear(random.normal(-60, 2, frames(0.3)))
    assert abs(follower.offset_db) < 1


def test_a_microphone_that_shuts_in_the_quiet_tells_nothing():
    assert after((-60, 30), (-120, 300)) == 0


@given(stretches)
def test_it_stays_within_bounds_and_moves_slowly(stretches):
    follower = NoiseFollower()
    for level, count in stretches:
        before = follower.offset_db
        follower.hear([level] * count)
        assert LEAST_DB <= follower.offset_db <= MOST_DB
        assert abs(follower.offset_db - before) <= SPEED_DB_S * FRAME_S * count + 1e-9


@given(st.floats(-70, -20), st.floats(0, 15))
def test_more_noise_never_makes_us_quieter(at_first, more):
    follower = NoiseFollower()
    follower.hear([at_first] * frames(WINDOW_S))
    follower.hear([at_first + more] * frames(WINDOW_S))
    assert follower.offset_db >= 0


@given(st.floats(0.01, 2), st.integers(-6, 4), st.floats(LEAST_DB, MOST_DB), st.floats(-20, 40))
def test_what_the_group_asks_for_holds_whatever_the_room_is_like(volume, steps, room_db, most_db):
    loudness = Loudness(volume, steps, room_db, most_db)
    asked = Loudness(volume, steps)
    louder = Loudness(volume, steps + 1, room_db, most_db)
    assert louder.above_db == pytest.approx(loudness.above_db + 3)
    assert loudness.above_db - asked.above_db <= max(0.0, min(room_db, most_db)) + 1e-9
    assert loudness.gain == pytest.approx(volume * 10 ** (loudness.above_db / 20))


class Speaker:
    """A performer that is told how loud to be."""

    def __init__(self):
        self.is_quiet = True
        self.room_db = 0.0
        self.speech_dbfs = None

    def follow(self, room_db):
        self.room_db = room_db

    def keep_below_too_loud(self, speech_dbfs):
        self.speech_dbfs = speech_dbfs


class Checked:
    found = None


class Room:
    """A room with a microphone, half a second at a time."""

    def __init__(self):
        self.speaker, self.check, self.overheard = Speaker(), Checked(), Overheard()
        self._watch = VolumeWatch(self.speaker, self.overheard, self.check)
        self._listen = self.overheard.before(lambda *_: None)
        self._random = np.random.default_rng(7)
        self._position = 0

    def sounds(self, level_db, seconds):
        for _ in range(round(2 * seconds)):
            list(self._watch.look())
            hiss = 10 ** (level_db / 20) * self._random.standard_normal(RATE // 2)
            self._listen(hiss.astype(np.float32), self._position)
            self._position += RATE // 2
        list(self._watch.look())
        return self


def test_only_the_room_counts_and_not_our_own_voice():
    room = Room().sounds(-60, 20)
    room.speaker.is_quiet = False
    room.sounds(-20, 60)
    room.speaker.is_quiet = True
    room.sounds(-20, DIES_AWAY_S - 0.5).sounds(-60, 20)
    assert abs(room.speaker.room_db) < 0.5


def test_a_ventilator_that_is_switched_on_is_spoken_over():
    room = Room().sounds(-60, 20).sounds(-45, 120)
    assert room.speaker.room_db == pytest.approx(7.5, abs=1)


def test_while_we_speak_nothing_changes():
    room = Room().sounds(-60, 20).sounds(-45, 10)
    before = room.speaker.room_db
    room.speaker.is_quiet = False
    room.sounds(-45, 60)
    assert room.speaker.room_db == before


def test_the_chime_tells_how_much_louder_we_may_get():
    room = Room()
    room.check.found = Calibration(-60, False, 0.0, -99)
    room.sounds(-60, 1)
    assert room.speaker.speech_dbfs is None, "it was not heard"
    room.check.found = Calibration(-60, True, 0.1, -18)
    room.sounds(-60, 1)
    assert room.speaker.speech_dbfs == -18
