"""What is made of segments, one after the other, whose scores are given."""

import pytest

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.insistence import added
from voice_facilitator.hearing.judge import Judge
from voice_facilitator.hearing.masks import Masks
from voice_facilitator.hearing.segmenter import Segment
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.library import load_language

ENGINE = "moonshine"
TOLD = "We have just begun to tell a long story."


class Bench:
    """A judge and its masks; what is heard comes two seconds apart."""

    def __init__(self, context=Context.CONVERSATION, must_be_called=False):
        self.masks = Masks()
        thresholds, twice = decision.load()[ENGINE], added(ENGINE)
        self._weights = thresholds.weights
        self._vocabulary = vocabulary(load_language("en"), context)
        self._judge = Judge(thresholds, self.masks, 0.5, twice, must_be_called=must_be_called)
        self._judge.listen(context, self._vocabulary)
        self._at_s = 10.0

    def hear(self, lasts_s=0.5, **scores):
        """What comes of a segment in which phrases have these scores, and all else together 0."""
        named = {text.replace("_", " "): score for text, score in scores.items()}
        phrases = {
            phrase: named.get(phrase.text, -60.0) - self._weights.get(phrase.text, 0.0)
            for phrase in self._vocabulary.phrases
        }
        start_s, self._at_s = self._at_s, self._at_s + 2.0
        end_s = start_s + lasts_s
        segment = Segment(start_s, end_s, end_s + 0.4, None, alone=True)
        verdict = self._judge.judge(segment, Scores(phrases, 0.0, "something"))
        return verdict.decided.command if verdict.accepted else None, verdict.reason


@pytest.fixture
def stopped():
    """At 10.1 s somebody has made us fall silent, in the middle of a line."""
    bench = Bench()
    bench.masks.add(TOLD, 5.0, 15.0)
    bench.masks.cut(10.1)
    return bench


def test_what_both_sayings_may_be_is_obeyed_though_the_second_is_more_like_another():
    bench = Bench()
    assert bench.hear(pause=-5.0, stop=-6.0) == (None, "below threshold")
    assert bench.hear(next=-5.0, pause=-5.5) == (Command.PAUSE, "said twice")


def test_what_is_too_short_over_us_but_stops_us_counts_as_a_first_saying(stopped):
    assert stopped.hear(lasts_s=0.28, repeat=-2.0) == (None, "too short while we speak")
    assert stopped.hear(repeat=-7.0) == (Command.REPEAT, "said twice")


def test_less_is_asked_over_our_voice_of_who_makes_us_fall_silent(stopped):
    goes_on = Bench(Context.WAITING)
    goes_on.masks.add(TOLD, 5.0, 10.6)
    assert goes_on.hear(pause=-2.0) == (None, "not clear enough while we speak")
    assert stopped.hear(pause=-2.0) == (Command.PAUSE, "clear")


@pytest.mark.parametrize(
    ("told", "end_s", "reason"),
    [
        (TOLD, 9.9, "clear"),
        (TOLD, 10.2, "not clear enough while we speak"),
        ("Say yes when you are ready.", 9.9, "while we said it"),
    ],
)
def test_who_answers_as_soon_as_we_have_asked_is_believed(told, end_s, reason):
    bench = Bench(Context.QUESTION)
    bench.masks.add(told, 5.0, end_s)
    assert bench.hear(yes=-5.0)[1] == reason


def test_right_after_somebody_has_made_us_fall_silent_our_voice_may_still_come():
    bench = Bench(Context.QUESTION)
    bench.masks.add(TOLD, 5.0, 15.0)
    bench.masks.cut(9.9)
    assert bench.hear(yes=-5.0) == (None, "not clear enough while we speak")


def test_a_doubtful_answer_right_after_our_question_is_a_first_saying():
    bench = Bench(Context.QUESTION)
    bench.masks.add(TOLD, 5.0, 9.9)
    assert bench.hear(yes=-6.2) == (None, "below threshold")
    assert bench.hear(yes=-6.2) == (Command.YES, "said twice")


def test_after_a_line_that_came_to_its_own_end_nobody_is_waited_for():
    bench = Bench()
    bench.masks.add(TOLD, 5.0, 10.3)
    bench.masks.cut(10.299)
    assert bench.hear(lasts_s=0.25, help=-0.5) == (None, "while we went on speaking")
    assert bench.hear(stop=-5.2) == (None, "below threshold")


def test_our_own_words_are_no_first_saying_even_where_another_was_likelier():
    def obeyed(told):
        bench = Bench()
        bench.masks.add(told, 5.0, 15.0)
        bench.masks.cut(10.1)
        bench.hear(stop=-4.0, pause=-4.2)
        return bench.hear(pause=-6.5)[0]

    assert obeyed(TOLD) is Command.PAUSE
    assert obeyed("To halt the clock, say pause.") is None


def test_a_phrase_that_nobody_says_so_fast_is_not_what_two_sayings_come_to():
    def obeyed(lasts_s):
        bench = Bench(Context.WAITING)
        bench.hear(lasts_s, stop=-6.3, how_much_time_is_left=-6.5)
        return bench.hear(lasts_s, next=-6.3, how_much_time_is_left=-6.5)[0]

    assert obeyed(0.8) is Command.TIME
    assert obeyed(0.25) is None


def test_who_must_be_called_is_not_called_by_two_doubtful_answers():
    bench = Bench(Context.QUESTION, must_be_called=True)
    assert bench.hear(yes=-6.0, stop=-6.3)[0] is None
    assert bench.hear(no=-6.0, stop=-6.3)[0] is None
