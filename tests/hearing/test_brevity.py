"""What is too brief for what it is most like: scraps, and fragments of sentences."""

import pytest

from voice_facilitator.commands import Context
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.insistence import added

from .voices import blocks, say, scene, trimmed


@pytest.fixture
def deluded(english, moonshine, monkeypatch):
    """Hears one phrase in whatever is said, in 0.45 s of speech; with a mask, while we speak.

    That we do for nine seconds, if nobody makes us fall silent.
    """

    def hear(phrase, mask=None, silent_from_s=9.0):
        def score(segment, vocabulary):
            phrases = {each: 0.0 if each.text == phrase else -50.0 for each in vocabulary.phrases}
            return Scores(phrases, -50.0, phrase)

        monkeypatch.setattr(moonshine, "score", score)
        ear = Ear(english, moonshine, Context.WAITING)
        if mask is not None:
            ear.mask(mask, 0.0, 9.0)
            ear.unmask(silent_from_s)
        [heard] = ear.hear(blocks(scene(1.0, trimmed(say("no")), 1.5)))
        return heard.accepted, heard.reason

    return hear


def test_a_scrap_of_speech_is_no_whole_phrase(deluded):
    assert deluded("how much time is left") == (False, "too short")
    assert deluded("say that again") == (True, "clear")


@pytest.fixture
def scraps(english, moonshine, monkeypatch):
    """What becomes of two scraps of a long phrase, after we have said something or not."""

    def hear(mask=None):
        def score(segment, vocabulary):
            long = "how much time is left"
            phrases = {p: 0.0 if p.text == long else -50.0 for p in vocabulary.phrases}
            return Scores(phrases, -50.0, "how much")

        monkeypatch.setattr(moonshine, "score", score)
        ear = Ear(english, moonshine, Context.WAITING, insistence=added(moonshine.name))
        if mask is not None:
            ear.mask(mask, 0.0, 0.2)
        word = trimmed(say("no"))
        return [u.reason for u in ear.hear(blocks(scene(1.0, word, 1.5, word, 1.5)))]

    return hear


def test_a_scrap_that_is_said_again_may_be_a_word_of_which_noise_has_eaten_most(scraps):
    assert scraps() == ["too short", "said twice"]


def test_near_our_own_voice_scraps_may_be_of_it(scraps):
    assert scraps("A long story.") == ["too short", "too short"]


def test_who_does_not_make_us_fall_silent_is_ourselves(deluded):
    assert deluded("help", "A long story.") == (False, "while we went on speaking")
    assert deluded("help", "A long story.", silent_from_s=1.2) == (True, "clear")


def test_a_scrap_of_our_own_voice_must_be_longer_still(deluded):
    assert deluded("say that again", "A long story.") == (False, "too short while we speak")


@pytest.fixture
def hasty(english, moonshine, monkeypatch):
    """Hears “say that again” in 0.45 s of speech, twice, though the model writes something."""

    def hear(written, context=Context.CONVERSATION, insistence=None, mask=None):
        def score(segment, vocabulary):
            phrases = {p: 0.0 if p.text == "say that again" else -50.0 for p in vocabulary.phrases}
            return Scores(phrases, -50.0, written)

        monkeypatch.setattr(moonshine, "score", score)
        ear = Ear(english, moonshine, context, insistence=insistence)
        if mask is not None:
            ear.mask(mask, 0.0, 9.0)
            ear.unmask(1.2)
        word = trimmed(say("no"))
        return [each.reason for each in ear.hear(blocks(scene(1.0, word, 1.5, word, 1.5)))]

    return hear


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("say that again", "clear"),
        ("say that again please", "clear"),
        ("say that", "perhaps a fragment of a sentence"),
        ("say that against", "perhaps a fragment of a sentence"),
        (None, "clear"),
    ],
)
def test_a_hasty_phrase_in_a_conversation_is_believed_if_the_model_writes_it(
    hasty, written, reason
):
    assert hasty(written)[0] == reason


def test_who_made_us_fall_silent_may_be_hasty(hasty):
    assert hasty("say that", mask="A long story.")[1] == "clear"


def test_who_is_expected_to_say_a_command_may_be_hasty(hasty):
    assert hasty("say that", Context.WAITING)[0] == "clear"


def test_a_fragment_that_is_said_again_was_none(hasty, moonshine):
    twice = added(moonshine.name)
    assert hasty("say that", insistence=twice) == ["perhaps a fragment of a sentence", "said twice"]
