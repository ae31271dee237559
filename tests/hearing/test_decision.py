"""A command is believed when it is likelier than all else by enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.decision import decide
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.vocabulary import Phrase

NEXT = Phrase("next", Command.NEXT)
MOVE_ON = Phrase("move on", Command.NEXT)
STOP = Phrase("stop", Command.STOP)
score = st.floats(-30, 0)


def test_takes_the_likeliest():
    decided = decide(Scores({NEXT: -1.0, STOP: -0.1}, -9.0, "stop"), threshold=0.0)
    assert (decided.command, decided.accepted) == (Command.STOP, True)


def test_takes_nothing_when_something_else_is_likelier():
    assert not decide(Scores({NEXT: -5.0, STOP: -6.0}, -0.1, "yesterday"), 0.0).accepted


def test_two_wordings_of_one_command_are_no_rivals():
    both = decide(Scores({NEXT: -1.0, MOVE_ON: -1.0, STOP: -3.0}, -3.0, None), 0.0)
    one = decide(Scores({NEXT: -1.0, STOP: -3.0}, -3.0, None), 0.0)
    assert both.margin > one.margin


def test_two_commands_are_rivals():
    alone = decide(Scores({NEXT: -1.0}, -3.0, None), 0.0)
    beside = decide(Scores({NEXT: -1.0, STOP: -1.1}, -3.0, None), 0.0)
    assert beside.margin < alone.margin


@given(score, score, score, st.floats(0.1, 10))
def test_the_likelier_all_else_is_the_less_is_believed(one, other, none, more):
    before = decide(Scores({NEXT: one, STOP: other}, none, None), 0.0)
    after = decide(Scores({NEXT: one, STOP: other}, none + more, None), 0.0)
    assert after.margin <= before.margin
    assert before.accepted or not after.accepted


@given(score, score, score, st.floats(-50, 50))
def test_the_scale_of_an_engine_does_not_matter(one, other, none, shift):
    before = decide(Scores({NEXT: one, STOP: other}, none, None), 0.0)
    after = decide(Scores({NEXT: one + shift, STOP: other + shift}, none + shift, None), 0.0)
    assert after.margin == pytest.approx(before.margin, abs=1e-6)


def test_an_engine_that_knows_no_phrase_hears_none():
    assert not decide(Scores({}, 0.0, None), -np.inf).accepted


@pytest.mark.parametrize(("score", "none"), [(np.nan, 0.0), (9.0, np.nan)])
def test_an_engine_that_does_not_know_hears_none(score, none):
    decided = decide(Scores({NEXT: score, STOP: 9.0}, none, "next"), -np.inf)
    assert (decided.command, decided.accepted) == (None, False)


@pytest.mark.parametrize("engine", ["moonshine", "vosk"])
def test_talk_is_believed_less_easily_than_an_expected_command(engine):
    needed = decision.load()[engine]
    assert needed.of(Context.CONVERSATION) >= needed.of(Context.WAITING)


def test_of_two_commands_about_as_likely_none_is_obeyed():
    scores = Scores({NEXT: -3.0, MOVE_ON: -4.0, STOP: -3.2}, -0.1, None)
    assert decide(scores, -5.0).accepted
    decided = decide(scores, -5.0, lead=1.0)
    assert (decided.command, decided.ambiguous, decided.accepted) == (Command.NEXT, True, False)


def test_a_lead_over_the_other_commands_is_enough():
    decided = decide(Scores({NEXT: -3.0, STOP: -5.0}, -0.1, None), -5.0, lead=1.0)
    assert (decided.ambiguous, decided.accepted) == (False, True)
