"""Which recogniser listens, and what the group is told."""

from pathlib import Path

import pytest

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.choice import choose


def test_a_vosk_model_that_is_installed_is_the_first_choice(english):
    assert "Vosk" in choose(english, "auto", Path("vosk-model-small-en")).sentence


def test_without_one_it_is_the_embedded_engine_and_says_how_to_get_it(english):
    choice = choose(english)
    assert "voice-facilitator models install en" in choice.sentence
    assert choice.load().name == "moonshine"


def test_who_asks_for_the_embedded_engine_gets_it_without_a_word_about_others(english):
    choice = choose(english, "moonshine", Path("vosk-model-small-en"))
    assert "install" not in choice.sentence
    assert choice.load().name == "moonshine"


def test_asking_for_vosk_without_its_model_is_a_sentence_with_the_remedy(english):
    with pytest.raises(HearingError, match="models install en"):
        choose(english, "vosk")


def test_a_folder_that_is_no_model_is_a_sentence_with_the_remedy(english, tmp_path):
    with pytest.raises(HearingError, match="no Vosk model"):
        choose(english, "vosk", tmp_path).load()
