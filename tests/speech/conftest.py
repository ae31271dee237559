import pytest

from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice


@pytest.fixture(scope="session")
def english():
    voice = Pyttsx3Voice("gmw/en-us", 160)
    yield voice
    voice.close()
