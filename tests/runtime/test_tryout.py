"""What came of an utterance is told in the group's own words, and we do not listen to that."""

import numpy as np
import pytest

from tests.hearing.voices import blocks, say, scene
from voice_facilitator import library
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.clarity import Clarity
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.encoder import model_folder
from voice_facilitator.hearing.moonshine import Moonshine
from voice_facilitator.hearing.utterance import CALLED, NOT_HERE, Utterance
from voice_facilitator.runtime import verdict
from voice_facilitator.runtime.tryout import Tryout, hint

LANGUAGES = {code: library.load_language(code) for code in library.names("languages")}
ENGLISH = LANGUAGES["en"]


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_command_is_called_what_people_say_for_it(code):
    language = LANGUAGES[code]
    heard = Utterance(1.0, 1.4, 1.8, None, Command.MORE_TIME, True, "clear", 5.0, -3.0)
    assert language.phrases[Command.MORE_TIME][0] in verdict.verdict(heard, language)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_what_does_not_count_here_is_called_what_was_said(code):
    heard = Utterance(1.0, 1.4, 1.8, "yeah", Command.NEXT, False, NOT_HERE, -9.0, -3.0)
    assert "yeah" in verdict.verdict(heard, LANGUAGES[code])


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_everything_that_can_come_of_it_has_its_own_words(code):
    told = {LANGUAGES[code].lines[verdict.LINES[came]] for came in Clarity}
    assert len(told) == len(Clarity)


def test_yes_and_no_are_asked_for_after_a_question_only():
    assert "“yes”" in hint(ENGLISH, Context.QUESTION)
    assert "“yes”" not in hint(ENGLISH, Context.CONVERSATION)


def test_what_is_said_to_the_group_takes_time_in_which_nothing_is_heard(monkeypatch):
    told, minutes = [], iter(range(0, 6000, 60))
    monkeypatch.setattr("time.monotonic", lambda: float(next(minutes)))
    room = scene(0.6, say("pause"), 0.8, say("next"), 0.8)
    tryout = Tryout(
        ENGLISH,
        Ear(ENGLISH, Moonshine(model_folder()), Context.CONVERSATION),
        lambda utterance, sentence: told.append((utterance, sentence)),
        lambda sentence: told.append(sentence),
    )
    tryout.hold(blocks(room))
    (pause, first), aloud, (following, _), _ = told
    assert first == aloud and "“pause”" in first
    assert pause.start_s < 1.2
    assert following.command is Command.NEXT
    assert 60 < following.start_s < 60 + len(room) / 16_000
    assert np.isfinite(following.margin)


def test_nobody_is_interrupted_between_the_wake_word_and_the_command():
    called = Utterance(1.0, 1.6, 1.8, "okay nabu", None, False, CALLED)
    pause = Utterance(1.8, 2.2, 2.6, "pause", Command.PAUSE, True, "clear", 5.0, -3.0)
    shown, said = [], []

    class Heard:
        def hear(self, _blocks):
            return iter([called, pause])

    Tryout(ENGLISH, Heard(), lambda *told: shown.append(told[0]), said.append).hold([])
    assert shown == [called, pause]
    assert len(said) == 1 and "“pause”" in said[0]
