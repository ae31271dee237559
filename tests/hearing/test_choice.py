"""Which recogniser listens, and what the group is told."""

from pathlib import Path

import numpy as np
import pytest

from voice_facilitator.commands import Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.moonshine import Moonshine
from voice_facilitator.hearing.vocabulary import vocabulary


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


def test_english_that_is_doubtful_is_heard_twice(english, monkeypatch):
    heard = []

    def score(self, segment, vocabulary):
        heard.append(len(segment))
        return Scores(dict.fromkeys(vocabulary.phrases, -4.0), 0.0, None)

    monkeypatch.setattr(Moonshine, "score", score)
    engine = choose(english).load()
    engine.score(np.zeros(8000, np.float32), vocabulary(english, Context.CONVERSATION))
    assert len(heard) == 2 and heard[1] > heard[0]
