"""No word of ours is ever taken for a command while we say it, even without any canceller."""

import numpy as np
import pytest

from tests.room import alone, session
from tests.room.acoustics import Shoebox
from tests.room.scenario import Scenario
from voice_facilitator.commands import Context

STOPPED = 12
"""So many texts in which we fall silent; scripts/evaluate_room.py --alone tries them all."""
LEVELS_DB = (-50, -40, -30, -20, -10, 0)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("speech")


@pytest.mark.parametrize("code", ["en", "fr"])
def test_nothing_that_we_say_sets_us_off(code, cache):
    plan = session.plan(Scenario(language=code))
    random = np.random.default_rng(7)
    voice, engine = session.voice(code, cache), session.engine(code)
    for number, text in enumerate(alone.texts(plan)):
        spoken = voice.speak(text)
        box = Shoebox((5.0, 4.0, 2.6), float(random.choice([0.3, 0.6])))
        response = box.response((2.9, 2.1, 0.8), (2.5, 2.0, 0.8))
        sound = alone.microphone(spoken, response, float(random.choice(LEVELS_DB)), seed=number)
        for context in (Context.QUESTION, Context.CONVERSATION):
            for each in alone.heard(plan.language, engine, context, spoken, sound):
                assert not each.accepted, (text, each)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_nor_does_it_when_it_makes_us_fall_silent(code, cache):
    plan = session.plan(Scenario(language=code))
    random = np.random.default_rng(11)
    voice, engine = session.voice(code, cache), session.engine(code)
    response = Shoebox().response((2.9, 2.1, 0.8), (2.5, 2.0, 0.8))
    heard = []
    for text in random.choice(alone.texts(plan), STOPPED, replace=False):
        whole = voice.speak(str(text))
        spoken = alone.stopped(whole, random.uniform(0.3, 1.0) * whole.seconds)
        sound = alone.microphone(spoken, response, -20, seed=0)
        heard += alone.heard(plan.language, engine, Context.CONVERSATION, spoken, sound)
    assert len(heard) > STOPPED / 2
    assert not any(each.accepted for each in heard)


def test_nor_does_our_last_word_when_it_is_heard_late(cache):
    plan = session.plan(Scenario(language="en"))
    spoken = session.voice("en", cache).speak("Say what you like. Pause.")
    response = Shoebox().response((2.9, 2.1, 0.8), (2.5, 2.0, 0.8))
    sound = alone.microphone(spoken, response, -20, seed=0)
    about = (plan.language, session.engine("en"), Context.WAITING, spoken, sound)
    for masked in (False, True):
        heard = alone.heard(*about, masked, late_s=0.45)
        assert any(each.accepted for each in heard) is not masked


def test_without_the_mask_it_obeys_itself(cache):
    plan = session.plan(Scenario(language="en"))
    spoken = session.voice("en", cache).speak("Say what you like. Pause. Then tell us more.")
    response = Shoebox().response((2.9, 2.1, 0.8), (2.5, 2.0, 0.8))
    sound = alone.microphone(spoken, response, -20, seed=0)
    engine = session.engine("en")
    masks = [
        alone.heard(plan.language, engine, Context.WAITING, spoken, sound, masked)
        for masked in (False, True)
    ]
    assert [any(each.accepted for each in heard) for heard in masks] == [True, False]
