"""What the model writes tells a word in noise from a sentence."""

import pytest

from voice_facilitator.hearing.moonshine import is_sentence


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("so that it has a", "stop"),
        ("i'm going to show you", "next"),
        ("there is how much time is left for the garden", "how much time is left"),
    ],
)
def test_many_other_words_are_a_sentence(written, phrase):
    assert is_sentence(written, phrase)


@pytest.mark.parametrize(
    ("written", "phrase"),
    [("speak up for everyone", "speak up"), ("stop handed it", "stop")],
)
def test_two_other_words_behind_the_phrase_are_a_sentence_that_begins_with_it(written, phrase):
    assert is_sentence(written, phrase)


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("stop", "stop"),
        ("stop stop stop stop stop", "stop"),
        ("you should stop", "stop"),
        ("stop it", "stop"),
        ("nobody", "no"),
        ("how much time it's left", "how much time is left"),
    ],
)
def test_a_phrase_in_noise_is_none(written, phrase):
    assert not is_sentence(written, phrase)
