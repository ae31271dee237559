"""A text becomes samples in which we know when each sentence is said."""

import numpy as np
import pytest

from voice_facilitator.speech.cache import CachedVoice
from voice_facilitator.speech.level import active_rms
from voice_facilitator.speech.speaker import PARAGRAPH_PAUSE_S, SENTENCE_PAUSE_S, Speech

RATE = 48_000
TEXT = "Welcome to the circle. Are you ready?\nSay “yes” to begin."


def rms(samples):
    return float(np.sqrt(np.mean(samples**2)))


@pytest.fixture(scope="module")
def spoken(english):
    return Speech(english, RATE).speak(TEXT)


def test_each_sentence_is_heard_when_we_say_it_is(spoken):
    assert [s.text for s in spoken.sentences] == [
        "Welcome to the circle.",
        "Are you ready?",
        "Say “yes” to begin.",
    ]
    for sentence in spoken.sentences:
        heard = spoken.samples[round(sentence.start_s * RATE) : round(sentence.end_s * RATE)]
        assert rms(heard) > 0.03


def test_between_sentences_there_is_silence_and_more_between_paragraphs(spoken):
    first, second, third = spoken.sentences
    assert second.start_s - first.end_s == pytest.approx(SENTENCE_PAUSE_S, abs=1e-3)
    assert third.start_s - second.end_s == pytest.approx(PARAGRAPH_PAUSE_S, abs=1e-3)
    for before, after in ((first, second), (second, third)):
        pause = spoken.samples[round(before.end_s * RATE) : round(after.start_s * RATE)]
        assert not pause.any()


def test_it_begins_at_once_and_ends_with_the_last_word(spoken):
    assert spoken.sentences[0].start_s == 0
    assert spoken.sentences[-1].end_s == pytest.approx(spoken.seconds, abs=1e-3)
    assert rms(spoken.samples[: RATE // 5]) > 0.01
    assert rms(spoken.samples[-RATE // 5 :]) > 0.005


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_it_is_loud_enough_and_never_clips_at_any_rate(english, rate):
    spoken = Speech(english, rate).speak(TEXT)
    assert spoken.rate == rate
    assert active_rms(spoken.samples, rate) == pytest.approx(0.1, rel=0.05)
    assert np.abs(spoken.samples).max() <= 1


def test_pronunciations_are_heard_but_the_text_stays(english):
    plain = Speech(english, RATE).speak("Ui.")
    respelled = Speech(english, RATE, {"ui": "a long way from there"}).speak("Ui.")
    assert respelled.seconds > plain.seconds + 0.5
    assert [s.text for s in respelled.sentences] == ["Ui."]


@pytest.mark.parametrize("text", ["", "  \n ", "…", "« »"])
def test_nothing_to_say_is_no_sound(english, text):
    spoken = Speech(english, RATE).speak(text)
    assert spoken.samples.size == 0
    assert spoken.sentences == ()


def test_what_was_prepared_is_not_synthesised_again(tmp_path, english):
    asked = []

    class Listening:
        name, version = english.name, english.version

        def synthesise(self, text):
            asked.append(text)
            return english.synthesise(text)

    progress = []
    speech = Speech(CachedVoice(Listening(), tmp_path), RATE)
    speech.prepare([TEXT, "Are you ready?"], lambda done, total: progress.append((done, total)))
    assert progress == [(1, 3), (2, 3), (3, 3)]
    prepared = list(asked)
    speech.speak(TEXT)
    assert asked == prepared
