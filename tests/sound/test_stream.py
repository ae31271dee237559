"""The mixer on a real audio server: what a group would hear, and what we hear of them."""

import time

import numpy as np
import pytest

from tests.pulse import find
from voice_facilitator.errors import DeviceError
from voice_facilitator.sound import devices, portaudio, shelf, stream
from voice_facilitator.sound.mixer import RATE, Mixer
from voice_facilitator.sound.stream import Stream, Wishes

pytestmark = pytest.mark.pulse

STRIKE = shelf.load("chime_open")[:RATE]
"""The first second of the chime is enough to find it."""


def wait_until(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def a_tone(hz, seconds, rate):
    return 0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


class Ear:
    """A listener that remembers."""

    def __init__(self):
        self.blocks = []

    def __call__(self, samples, position):
        self.blocks.append(samples)

    @property
    def heard(self):
        return np.concatenate([np.zeros(0, np.float32), *self.blocks])

    def hears(self, hz):
        spectrum = np.abs(np.fft.rfft(self.heard[-16_000:], 16_000))
        return abs(int(spectrum.argmax()) - hz) <= 2 and np.abs(self.heard[-16_000:]).max() > 0.1


@pytest.fixture
def mixer():
    return Mixer()


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
def live(pulse, mixer, ear):
    """Opens streams on the server, and closes them."""
    opened = []

    def open_stream(**wishes):
        opened.append(Stream(mixer, ear, Wishes(**wishes)))
        opened[-1].start()
        return opened[-1]

    portaudio.look_again()
    yield open_stream
    for each in opened:
        each.stop()


def ring_every(seconds, times, stream, mixer):
    """Schedule chimes by the monotonic clock, as a session does, and wait for the last."""
    first_at = time.monotonic() + 0.5
    ends_at = first_at + seconds * (times - 1) + len(STRIKE) / RATE + 0.5
    for number in range(times):
        at = first_at + number * seconds
        wait_until(lambda: time.monotonic() > at - 0.4, seconds + 1)  # noqa: B023
        mixer.play(STRIKE, stream.clock.frame_at(at))
    wait_until(lambda: time.monotonic() > ends_at, seconds + 2)


def lost_frames(stream):
    """How often this machine was too slow for the card: no fault of the clock's."""
    return stream.underflows + stream.clock.jumps


@pytest.mark.parametrize("rate", [None, 44_100])
def test_chimes_three_seconds_apart_are_heard_three_seconds_apart(pulse, live, mixer, rate):
    stream = live(rate=rate)
    for _ in range(3):
        lost_before = lost_frames(stream)
        recording = pulse.record()
        ring_every(3.0, 2, stream, mixer)
        speaker, _ = recording.stop()
        if lost_frames(stream) == lost_before:
            break
    first, second = find(STRIKE, speaker)
    assert second - first == pytest.approx(3.0, abs=0.02)


def test_what_people_say_arrives_while_we_speak_and_at_its_time(pulse, live, mixer, ear):
    stream = live()
    mixer.play(np.tile(shelf.load("working"), 3))
    pulse.say(a_tone(700, 1.5, 22_050), 22_050)
    wait_until(lambda: ear.hears(700))
    assert stream.has_microphone
    assert stream.microphone_problem is None
    position = len(ear.heard)
    late_s = time.monotonic() - stream.microphone_clock.time_of(position)
    assert 0 < late_s < 1


def test_two_devices_are_two_streams(pulse, live, mixer, ear):
    live(output="pulse", input="default")
    recording = pulse.record()
    mixer.play(STRIKE)
    pulse.say(a_tone(500, 1.5, 16_000), 16_000)
    wait_until(lambda: ear.hears(500))
    assert len(find(STRIKE, recording.stop()[0])) == 1


def test_a_speaker_without_a_microphone_works_and_says_so(pulse, live, mixer, monkeypatch):
    def find_none(name, kind):
        if kind == "input":
            raise DeviceError("There is no microphone; plug one in.")
        return devices.find(name, kind)

    monkeypatch.setattr(stream, "find", find_none)
    deaf = live()
    recording = pulse.record()
    mixer.play(STRIKE)
    wait_until(lambda: mixer.position > 2 * RATE)
    assert not deaf.has_microphone
    assert "no microphone" in deaf.microphone_problem
    assert deaf.alive()
    assert len(find(STRIKE, recording.stop()[0])) == 1


def test_closing_lets_the_last_sound_ring_out(pulse, live, mixer):
    stream = live()
    recording = pulse.record()
    mixer.play(STRIKE)
    wait_until(lambda: any(note.kind == "ended" for note in mixer.notes()))
    stream.stop()
    time.sleep(0.3)
    speaker, _ = recording.stop()
    (at,) = find(STRIKE, speaker)
    played = speaker[round(at * RATE) :][: len(STRIKE)]
    assert np.abs(played - STRIKE).max() < 0.01


def test_a_server_that_dies_is_noticed_and_its_successor_found(pulse, live, mixer, ear):
    stream = live()
    wait_until(lambda: mixer.position > RATE // 2)
    pulse.kill()
    wait_until(lambda: not stream.alive())
    stood_at = mixer.position
    with pytest.raises(DeviceError, match="no speaker"):
        stream.reopen()
    pulse.start()
    stream.reopen()
    recording = pulse.record()
    mixer.play(STRIKE)
    heard = len(ear.heard)
    wait_until(lambda: mixer.position > stood_at + 2 * RATE and len(ear.heard) > heard + 16_000)
    assert stream.alive()
    assert stream.has_microphone
    assert len(find(STRIKE, recording.stop()[0])) == 1


def test_a_server_that_hangs_is_noticed(pulse, live, mixer):
    stream = live()
    wait_until(lambda: mixer.position > RATE // 2)
    pulse.freeze()
    wait_until(lambda: not stream.alive())
    pulse.thaw()
    wait_until(stream.alive)


def test_an_unknown_device_is_answered_with_those_that_are_there(live):
    with pytest.raises(DeviceError, match=r"no speaker “gramophone”; take one of .*pulse"):
        live(output="gramophone")
    with pytest.raises(DeviceError, match="no microphone “gramophone”"):
        live(input="gramophone")
