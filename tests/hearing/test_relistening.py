"""What is doubtful is heard once more."""

import numpy as np
import pytest

from voice_facilitator.commands import Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.relistening import CLEAR, HOPELESS, SLOWER, Relistening
from voice_facilitator.hearing.vocabulary import vocabulary

SEGMENT = np.linspace(-0.5, 0.5, 8000, dtype=np.float32)


class Undecided:
    """Finds “pause” as likely as it is told to, one listening after another."""

    name = "moonshine"

    def __init__(self, *margins):
        self.heard = []
        self._margins = iter(margins)

    def begin(self):
        self.heard.clear()

    def score(self, segment, vocabulary):
        self.heard.append(len(segment))
        margin = next(self._margins)
        phrases = {each: margin if each.text == "pause" else -99.0 for each in vocabulary.phrases}
        return Scores(phrases, 0.0, f"the text of listening {len(self.heard)}")


@pytest.fixture
def words(english):
    return vocabulary(english, Context.CONVERSATION)


def margin(scores):
    return decision.decide(scores, 0.0).margin


def test_a_doubtful_word_is_heard_again_slower_and_both_count(words):
    engine = Undecided(-6.0, -2.0)
    scores = Relistening(engine).score(SEGMENT, words)
    assert margin(scores) == pytest.approx(-4.0)
    assert engine.heard == [len(SEGMENT), pytest.approx(SLOWER * len(SEGMENT), abs=1)]
    assert scores.text == "the text of listening 1"


@pytest.mark.parametrize("first", [HOPELESS - 0.1, CLEAR + 0.1])
def test_what_is_clear_either_way_is_heard_once(words, first):
    engine = Undecided(first)
    assert margin(Relistening(engine).score(SEGMENT, words)) == pytest.approx(first)
    assert engine.heard == [len(SEGMENT)]


def test_another_stream_is_told_to_the_engine(words):
    engine = Undecided(5.0)
    relistening = Relistening(engine)
    relistening.score(SEGMENT, words)
    relistening.begin()
    assert engine.heard == []
