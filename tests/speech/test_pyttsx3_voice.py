"""The real espeak-ng speaks, and goes on speaking whatever happens to its process."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from voice_facilitator.errors import SpeechError
from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice, voices


@pytest.fixture
def make_voice():
    made = []

    def make(*arguments, **settings):
        made.append(Pyttsx3Voice(*arguments, **settings))
        return made[-1]

    yield make
    for voice in made:
        voice.close()


def seconds(clip):
    return clip.samples.size / clip.rate


def test_a_sentence_takes_as_long_as_people_take(english):
    clip = english.synthesise("Say yes when you are ready to begin.")
    assert 1.5 < seconds(clip) < 4
    assert 0.05 < np.abs(clip.samples).max() <= 1


def test_a_lower_rate_is_slower(english, make_voice):
    slow = make_voice("gmw/en-us", 90)
    sentence = "Listen with your whole body."
    assert seconds(slow.synthesise(sentence)) > 1.4 * seconds(english.synthesise(sentence))


def test_the_first_sentence_of_a_new_voice_is_already_in_that_voice(make_voice):
    """A property set too early is dropped, and the sentence comes out in another voice and rate."""
    text = "Bonjour à toutes et à tous, merci de votre présence."
    voice = make_voice("roa/fr", 100)
    first, second = voice.synthesise(text), voice.synthesise(text)
    assert seconds(first) == pytest.approx(seconds(second), rel=0.02)


def test_a_variant_sounds_different(english, make_voice):
    woman = make_voice("gmw/en-us+f3", 160)
    assert seconds(woman.synthesise("Hello")) > 0.2


def test_the_version_is_espeaks_own(english):
    assert english.version.split(".")[0].isdigit()
    assert "gmw/en-us" in english.name


def test_voices_are_listed_with_their_languages():
    listed = {voice.id: voice for voice in voices()}
    assert listed["roa/fr"].language == "fr-fr"
    assert "English" in listed["gmw/en-us"].name


@pytest.mark.parametrize("voice", ["roa/nope", "", "gmw/en-us+nope", "nope\x00"])
def test_an_unknown_voice_says_where_to_look(make_voice, voice):
    with pytest.raises(SpeechError, match="voice-facilitator voices"):
        make_voice(voice, 160).synthesise("Hello")


def test_a_killed_child_costs_nothing_but_time(make_voice):
    voice = make_voice("gmw/en-us", 160)
    before = voice.synthesise("Listen to your heart.")
    os.kill(voice.pid, signal.SIGKILL)
    after = voice.synthesise("Listen to your heart.")
    assert seconds(after) == pytest.approx(seconds(before), rel=0.02)


def test_a_child_killed_while_it_speaks_is_replaced(make_voice):
    voice = make_voice("gmw/en-us", 160)
    voice.synthesise("Ready.")
    pid = voice.pid
    os.kill(pid, signal.SIGSTOP)  # so that the kill surely comes in the middle
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    assert seconds(voice.synthesise("What resonates with you?")) > 1
    assert voice.pid != pid


def test_a_hung_child_is_replaced(make_voice):
    voice = make_voice("gmw/en-us", 160, time_limit_s=1.5)
    voice.synthesise("Ready.")
    pid = voice.pid
    os.kill(pid, signal.SIGSTOP)
    assert seconds(voice.synthesise("What images come up?")) > 1
    assert voice.pid != pid


def test_sentences_that_come_out_empty_or_short_are_asked_for_again(make_voice):
    voice = make_voice("any", 160, worker="tests.children.mumbling_voice")
    assert seconds(voice.synthesise("Time is up.")) == 1


def test_a_voice_that_stays_mute_is_an_error_with_a_remedy(make_voice):
    voice = make_voice("gmw/en-us", 160, worker="tests.children.mute_voice")
    with pytest.raises(SpeechError, match="espeak-ng -v en-us hello"):
        voice.synthesise("Time is up.")


def test_many_threads_may_ask_at_once(english):
    texts = [f"This is sentence number {n}." for n in range(40)]
    alone = [seconds(english.synthesise(text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = [seconds(clip) for clip in pool.map(english.synthesise, texts)]
    assert together == pytest.approx(alone, rel=0.05)


@pytest.fixture
def no_system_espeak(tmp_path, monkeypatch):
    """As on a machine without espeak-ng: the names pyttsx3 tries lead to no library."""
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / name).write_text("not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))


def test_without_the_systems_espeak_the_one_from_pypi_speaks(no_system_espeak, make_voice):
    pytest.importorskip("espeakng_loader")
    voice = make_voice("roa/fr", 150)
    assert seconds(voice.synthesise("Bonjour à toutes et à tous.")) > 1


def test_without_any_espeak_the_error_says_what_to_install(
    no_system_espeak, tmp_path, monkeypatch, make_voice
):
    (tmp_path / "espeakng_loader.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(SpeechError, match="apt-get install espeak-ng") as error:
        make_voice("roa/fr", 150).synthesise("Bonjour")
    assert "voice-facilitator[espeak]" in str(error.value)
