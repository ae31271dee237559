"""The audio clock stays true through jitter, drift and lost frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_facilitator.sound.clock import AudioClock

RATE = 48_000


class Card:
    """A sound card whose crystal is off by `ppm`, and whose callbacks jitter."""

    def __init__(self, seed, ppm, jitter_s):
        self._random = np.random.default_rng(seed)
        self._frame_s = (1 + ppm * 1e-6) / RATE
        self._began_at = self._random.uniform(0, 1e6)
        self._jitter_s = jitter_s
        self.frame = 0

    def truth(self, frame):
        return self._began_at + frame * self._frame_s

    def play(self, clock, seconds):
        """Run for so long; yield after each block."""
        end = self.frame + seconds * RATE
        while self.frame < end:
            jitter_s = self._random.uniform(-self._jitter_s, self._jitter_s)
            clock.observe(self.frame, self.truth(self.frame) + jitter_s)
            self.frame += int(self._random.integers(200, 1200))
            yield

    def lose(self, seconds):
        """Frames from now on come later by so much."""
        self._began_at += seconds


def error_ms(card, clock, ahead_s=0.0):
    frame = card.frame + ahead_s * RATE
    return 1e3 * abs(clock.time_of(frame) - card.truth(frame))


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), ppm=st.floats(-100, 100))
def test_jitter_of_ten_milliseconds_leaves_an_error_below_two(seed, ppm):
    card, clock = Card(seed, ppm, jitter_s=0.01), AudioClock(RATE)
    for _ in card.play(clock, 20):
        pass
    assert max(error_ms(card, clock) for _ in card.play(clock, 40)) < 2


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), ppm=st.floats(-100, 100))
def test_a_chime_a_few_seconds_ahead_is_placed_well_from_the_first_second(seed, ppm):
    card, clock = Card(seed, ppm, jitter_s=0.01), AudioClock(RATE)
    for _ in card.play(clock, 1):
        pass
    assert max(error_ms(card, clock, ahead_s=3) for _ in card.play(clock, 20)) < 10


def test_the_crystals_rate_is_learned():
    card, clock = Card(1, ppm=100, jitter_s=0.002), AudioClock(RATE)
    for _ in card.play(clock, 120):
        pass
    assert error_ms(card, clock, ahead_s=180) < 5  # 18 ms for a clock that only counts


@pytest.mark.parametrize("lost_s", [0.05, 1.0, -0.05])
def test_lost_frames_are_noticed_within_a_second(lost_s):
    card, clock = Card(2, ppm=30, jitter_s=0.005), AudioClock(RATE)
    for _ in card.play(clock, 20):
        pass
    card.lose(lost_s)
    for _ in card.play(clock, 1):
        pass
    assert clock.jumps == 1
    assert max(error_ms(card, clock) for _ in card.play(clock, 20)) < 3


def test_one_late_callback_is_not_believed():
    card, clock = Card(3, ppm=0, jitter_s=0.001), AudioClock(RATE)
    for _ in card.play(clock, 20):
        pass
    clock.observe(card.frame, card.truth(card.frame) + 0.5)
    assert error_ms(card, clock) < 1
    assert clock.jumps == 0


def test_frames_and_times_are_each_others_inverse():
    card, clock = Card(4, ppm=80, jitter_s=0.005), AudioClock(RATE)
    for _ in card.play(clock, 10):
        pass
    for frame in (0, card.frame, card.frame + 180 * RATE):
        assert clock.frame_at(clock.time_of(frame)) == frame


def test_another_card_is_believed_at_once():
    card, clock = Card(5, ppm=0, jitter_s=0), AudioClock(RATE)
    for _ in card.play(clock, 5):
        pass
    clock.restart()
    assert not clock.running
    assert clock.time_of(card.frame) == pytest.approx(card.truth(card.frame), abs=0.001)
    card.lose(30)
    clock.observe(card.frame, card.truth(card.frame))
    assert clock.running
    assert error_ms(card, clock) < 1e-6


def test_a_clock_that_has_seen_nothing_says_so():
    with pytest.raises(RuntimeError, match="no frame"):
        AudioClock(RATE).time_of(0)
