"""Hearing gets every sample in order, and whatever it does, the card goes on."""

import threading

import numpy as np
import pytest

from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.microphone import Microphone, to_mono


class Ear:
    """A listener that remembers."""

    def __init__(self):
        self.blocks = []

    def __call__(self, samples, position):
        self.blocks.append((samples, position))

    @property
    def heard(self):
        return np.concatenate([samples for samples, _ in self.blocks])


def say(microphone, samples, rate, at=0.0):
    block = rate // 100
    for start in range(0, len(samples), block):
        microphone.take(samples[start : start + block], at + start / rate)


@pytest.mark.parametrize("rate", [48_000, 44_100, 16_000])
def test_a_word_arrives_at_16_khz_at_its_position_and_time(rate):
    ear, clock = Ear(), AudioClock(16_000)
    microphone = Microphone(rate, ear, 500, clock)
    click = np.zeros(2 * rate, np.float32)
    click[rate : rate + rate // 10] = np.hanning(rate // 10)
    say(microphone, click, rate, at=100.0)
    microphone.close()
    positions = [position for _, position in ear.blocks]
    lengths = [len(samples) for samples, _ in ear.blocks]
    assert positions == [500 + sum(lengths[:i]) for i in range(len(lengths))]
    assert microphone.position == 500 + sum(lengths)
    middle = int(ear.heard.argmax()) + 500
    assert clock.time_of(middle) == pytest.approx(101.05, abs=0.001)
    assert sum(lengths) >= 2 * 16_000 - 0.05 * 16_000


def test_a_listener_that_fails_hears_the_next_block(caplog):
    failing = Ear()

    def listen(samples, position):
        failing(samples, position)
        raise OSError("the child has died")

    microphone = Microphone(16_000, listen, 0, AudioClock(16_000))
    say(microphone, np.ones(16_000, np.float32), 16_000)
    microphone.close()
    assert len(failing.blocks) > 90
    assert "listener failed" in caplog.text


def test_a_listener_that_sleeps_does_not_stop_the_card_and_loses_the_oldest(caplog):
    ear, awake = Ear(), threading.Event()

    def listen(samples, position):
        awake.wait()
        ear(samples, position)

    clock = AudioClock(16_000)
    microphone = Microphone(16_000, listen, 0, clock)
    say(microphone, np.arange(15 * 16_000, dtype=np.float32), 16_000)
    awake.set()
    microphone.close()
    assert "not listened to" in caplog.text
    assert ear.heard[-1] == pytest.approx(15 * 16_000 - 1, rel=0.01)
    assert len(ear.heard) <= 10.5 * 16_000
    assert clock.time_of(microphone.position) == pytest.approx(15.0, abs=0.02)


def test_a_stereo_microphone_is_heard_with_both_ears():
    assert np.array_equal(to_mono(np.array([[1, 0], [0.5, 0.5]], np.float32)), [0.5, 0.5])


def test_it_tells_how_much_waits_for_a_listener_who_takes_his_time():
    going_on, began = threading.Event(), threading.Event()

    def listen(*_):
        began.set()
        going_on.wait()

    microphone = Microphone(48_000, listen, 0, AudioClock(16_000))
    assert microphone.waiting_s == 0
    say(microphone, np.ones(4_800, np.float32), 48_000)
    began.wait()
    say(microphone, np.ones(24_000, np.float32), 48_000)
    assert 0.5 <= microphone.waiting_s <= 0.6
    going_on.set()
    microphone.close()
    assert microphone.waiting_s == 0
