"""A voice that hangs makes nothing late."""

import threading
import time

import numpy as np
import pytest

from voice_facilitator.errors import SpeechError
from voice_facilitator.runtime import patience
from voice_facilitator.runtime.patience import PatientVoice
from voice_facilitator.speech.spoken import Spoken


class Hanging:
    """Speaks at once what is cached; everything else hangs until it is let go."""

    def __init__(self):
        self.free = threading.Event()
        self.asked = []

    def speak(self, text):
        self.asked.append(text)
        if text == "broken":
            raise SpeechError("no voice")
        if text != "cached":
            self.free.wait()
        return Spoken(np.zeros(1, np.float32), 1, ())


@pytest.fixture
def speech(monkeypatch):
    monkeypatch.setattr(patience, "LIMIT_S", 0.3)
    speech = Hanging()
    yield speech
    speech.free.set()


def test_a_line_that_takes_too_long_is_given_up(speech):
    with pytest.raises(SpeechError, match="takes more than"):
        PatientVoice(speech).speak("new")


def test_while_the_engine_hangs_what_is_cached_is_still_spoken(speech):
    voice = PatientVoice(speech)
    with pytest.raises(SpeechError):
        voice.speak("new")
    assert len(voice.speak("cached").samples) == 1


def test_when_the_engine_is_free_again_everything_is_spoken(speech):
    voice = PatientVoice(speech)
    with pytest.raises(SpeechError):
        voice.speak("new")
    speech.free.set()
    time.sleep(0.05)
    assert len(voice.speak("new").samples) == 1


def test_what_cannot_be_spoken_is_the_engines_own_error(speech):
    with pytest.raises(SpeechError, match="no voice"):
        PatientVoice(speech).speak("broken")
