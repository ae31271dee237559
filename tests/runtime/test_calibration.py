"""One bell tells whether and how the microphone hears us."""

import numpy as np
import pytest

from tests.hearing.voices import hush, say
from tests.room.acoustics import RATE, Shoebox
from tests.room.air import Loudspeaker
from voice_facilitator.runtime.calibration import SPEECH_DBFS, measure
from voice_facilitator.sound import shelf

BELL = shelf.load("chime_open", RATE)
RUNG_AT = RATE
RESPONSE = Shoebox().response((2.8, 2.0, 0.8), (2.5, 2.0, 0.8))


def room(gain_db=0.0, delay_s=0.0, noise_db=-65, beside=None):
    """Four seconds of a room in which the bell is rung after one."""
    heard = np.zeros(4 * RATE)
    bell = np.convolve(Loudspeaker().frame(BELL), RESPONSE) * 10 ** (gain_db / 20)
    at = RUNG_AT + round(delay_s * RATE)
    heard[at:] += bell[: len(heard) - at]
    if beside is not None:
        heard[: len(beside)] += beside[: len(heard)]
    return np.clip(heard + hush(4, noise_db), -1, 1).astype(np.float32)


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.45])
def test_it_tells_how_late_the_bell_is_heard(delay_s):
    found = measure(room(-10, delay_s), BELL, RUNG_AT)
    assert found.heard
    assert found.delay_s == pytest.approx(delay_s, abs=0.01)
    assert f"{found.delay_s * 1000:.0f} ms" in found.sentence()


def test_it_tells_how_loud_we_are_and_how_loud_the_room_is():
    quiet, loud = (measure(room(gain), BELL, RUNG_AT) for gain in (-40, -20))
    assert loud.speech_dbfs - quiet.speech_dbfs == pytest.approx(20, abs=1)
    assert quiet.noise_dbfs == pytest.approx(-65, abs=1.5)
    dry = measure(np.concatenate([hush(1), BELL]).astype(np.float32), BELL, RUNG_AT)
    assert dry.speech_dbfs == pytest.approx(SPEECH_DBFS, abs=0.5)


def test_the_bell_is_found_under_speech():
    found = measure(room(-5, 0.1, beside=0.1 * say("we were just talking about it")), BELL, RUNG_AT)
    assert found.heard and found.delay_s == pytest.approx(0.1, abs=0.01)


def test_with_headphones_it_says_that_they_do_not_hear_each_other():
    found = measure(hush(4, -60), BELL, RUNG_AT)
    assert not found.heard
    assert "do not hear each other" in found.sentence()


def test_speech_alone_is_no_bell():
    talk = say("we walked along the river until the sun went down and nobody said a word")
    assert not measure(np.resize(talk, 4 * RATE), BELL, RUNG_AT).heard


def test_a_muted_microphone_is_said_to_be():
    found = measure(np.zeros(4 * RATE, np.float32), BELL, RUNG_AT)
    assert found.is_dead and "muted" in found.sentence()


def test_a_loudspeaker_beside_the_microphone_is_to_be_turned_down():
    found = measure(room(12), BELL, RUNG_AT)
    assert found.is_too_loud
    assert "turn the loudspeaker down" in found.sentence()
