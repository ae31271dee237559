"""English as this group speaks it: what was taught beside what is known of the language."""

import pytest

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.accents import Accents
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.examples import Examples
from voice_facilitator.hearing.lesson import frames_of
from voice_facilitator.hearing.segmenter import Segmenter
from voice_facilitator.hearing.vocabulary import vocabulary

from .voices import say, scene

VOICE = "fr+m8"
"""English with a strong French accent."""


@pytest.fixture(scope="module")
def others():
    """Sounds to tell phrases apart from; whose language they are does not matter."""
    return templates.load(templates.shipped("fr"))


@pytest.fixture(scope="module")
def taught(moonshine, others):
    known = others
    for text in ("resume", "louder"):
        sayings = [frames_of(segment_of(text), moonshine.encoder)]
        known = templates.join(known, templates.taught(others, text, sayings))
    return Accents(moonshine, Examples(moonshine.encoder, known), frozenset({"resume", "louder"}))


def segment_of(text):
    (segment,) = Segmenter().feed(scene(1.0, say(text, VOICE), 1.0))
    return segment.samples


def obeyed(english, engine, samples, context=Context.WAITING):
    ear = Ear(english, engine, context)
    heard = ear.feed(scene(1.0, samples, 1.0)) + ear.flush()
    return [each.command for each in heard if each.accepted]


def test_a_word_in_an_accent_that_is_not_understood_is_heard_once_taught(
    english, moonshine, taught
):
    again = say("resume", VOICE) * 0.4

    assert obeyed(english, moonshine, again) == []
    assert obeyed(english, taught, again) == [Command.RESUME]
    assert obeyed(english, taught, again, Context.CONVERSATION) == [Command.RESUME]


def test_a_word_that_was_mistaken_for_another_is_no_longer_once_taught(english, moonshine, taught):
    again = say("louder", VOICE) * 0.4

    assert obeyed(english, moonshine, again) == [Command.BACK]
    assert obeyed(english, taught, again) == [Command.LOUDER]


def test_everybody_else_is_heard_as_before(english, moonshine, taught):
    for word in ("pause", "next step", "resume", "good morning", "I think so", "left"):
        spoken = say(word, "en-us+f3")
        assert obeyed(english, taught, spoken) == obeyed(english, moonshine, spoken)


def test_what_is_known_of_other_phrases_stays_as_it_is(english, moonshine, taught):
    words, segment = vocabulary(english, Context.QUESTION), segment_of("resume")

    before, after = moonshine.score(segment, words), taught.score(segment, words)

    changed = {p.text for p in words.phrases if after.phrases[p] != before.phrases[p]}
    assert changed == {"resume"}
    assert after.none == before.none
    assert after.text == "resume"  # what was taught is what is written, too
