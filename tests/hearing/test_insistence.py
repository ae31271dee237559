"""Who is not obeyed says it again, and is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import decision, insistence
from voice_facilitator.hearing.decision import Insisting
from voice_facilitator.hearing.insistence import WINDOW_S, Insistence, Saying

lacking = st.floats(0, 20)


def insisting(leeway=4.0):
    """With the same margin in each context."""
    margins = Insisting(question=-3, waiting=-3, conversation=-3, silence=-3, leeway=leeway)
    return Insistence(margins, margins)


def saying(margins, start_s, end_s, context=Context.WAITING):
    """Something that is hardly like any command but those with `margins`."""
    return Saying(dict.fromkeys(Command, -60.0) | margins, context, start_s, end_s)


def say(ear, command, lacking, start_s, end_s):
    """Say something that lacks so much of being believed; whether it is obeyed."""
    return _obeyed(ear.hear(saying({command: -3.0 - lacking}, start_s, end_s)), command)


def overhear(ear, command, margin, start_s):
    """Let a scrap be heard; whether it is obeyed."""
    return _obeyed(ear.overhear(saying({command: margin}, start_s, start_s + 0.1)), command)


def _obeyed(meant, said):
    assert meant in (said, None)
    return meant is said


def test_the_second_doubtful_pause_is_obeyed():
    ear = insisting()
    assert not say(ear, Command.PAUSE, 2.0, 10.0, 10.5)
    assert say(ear, Command.PAUSE, 2.0, 12.0, 12.5)


def test_what_lacks_nothing_and_is_not_believed_makes_up_for_nothing():
    ear = insisting(leeway=4.0)
    assert not say(ear, Command.PAUSE, -9.0, 10.0, 10.5)
    assert not say(ear, Command.PAUSE, 4.5, 12.0, 12.5)


def test_a_scrap_of_noise_between_two_sayings_is_nothing():
    ear = insisting()
    say(ear, Command.PAUSE, 2.0, 10.0, 10.5)
    assert not overhear(ear, Command.NEXT, -4.0, 11.0)
    assert say(ear, Command.PAUSE, 2.0, 12.0, 12.5)


def test_nor_is_one_that_is_least_unlike_the_same_word():
    ear = insisting(leeway=4.0)
    assert not say(ear, Command.PAUSE, 1.0, 10.0, 10.5)
    assert not overhear(ear, Command.PAUSE, -15.0, 11.0)
    assert say(ear, Command.PAUSE, 1.0, 12.0, 12.5)


def test_a_scrap_of_the_same_word_is_a_saying():
    ear = insisting()
    assert not overhear(ear, Command.PAUSE, -5.0, 10.0)
    assert overhear(ear, Command.PAUSE, -5.0, 12.0)


def test_after_a_while_a_scrap_of_another_word_is_a_first_saying():
    ear = insisting()
    say(ear, Command.PAUSE, 2.0, 10.0, 10.5)
    overhear(ear, Command.NEXT, -5.0, 10.6 + WINDOW_S)
    assert say(ear, Command.NEXT, 2.0, 12.0 + WINDOW_S, 12.5 + WINDOW_S)


def test_two_murmurs_that_are_hardly_a_word_are_not():
    ear = insisting()
    say(ear, Command.PAUSE, 3.0, 10.0, 10.5)
    assert not say(ear, Command.PAUSE, 3.0, 12.0, 12.5)


def test_who_says_it_a_third_time_is_given_another_chance():
    ear = insisting()
    say(ear, Command.PAUSE, 8.0, 10.0, 10.5)
    assert not say(ear, Command.PAUSE, 1.0, 12.0, 12.5)
    assert say(ear, Command.PAUSE, 3.0, 14.0, 14.5)


def test_another_word_is_no_insistence():
    ear = insisting()
    say(ear, Command.PAUSE, 1.0, 10.0, 10.5)
    assert not say(ear, Command.RESUME, 1.0, 12.0, 12.5)


def test_what_both_may_be_counts_more_than_what_each_is_most_like():
    ear = insisting(leeway=4.0)
    ear.hear(saying({Command.STOP: -4.0, Command.PAUSE: -5.0}, 10.0, 10.5))
    again = saying({Command.NEXT: -4.5, Command.PAUSE: -5.0}, 12.0, 12.5)
    assert ear.hear(again) is Command.PAUSE


def test_a_clear_first_saying_does_not_decide_about_another_second_one():
    ear = insisting(leeway=9.0)
    ear.hear(saying({Command.PAUSE: 1.0, Command.RESUME: -12.0}, 10.0, 10.5))
    again = saying({Command.RESUME: -5.9, Command.PAUSE: -9.9}, 12.0, 12.5)
    assert ear.hear(again) is None


def test_of_two_commands_that_are_as_likely_in_both_none_is_meant():
    def insist(lead):
        margins = Insisting(question=0, waiting=0, conversation=0, silence=0, leeway=9, lead=lead)
        ear = Insistence(margins, margins)
        ear.hear(saying({Command.STOP: -1.0, Command.PAUSE: -2.0}, 10.0, 10.5))
        return ear.hear(saying({Command.STOP: -2.0, Command.PAUSE: -1.5}, 12.0, 12.5))

    assert insist(lead=0.75) is None
    assert insist(lead=0.5) is Command.STOP


def test_what_counts_only_in_the_first_context_is_not_said_again():
    ear = insisting()
    ear.hear(Saying({Command.YES: -3.5}, Context.QUESTION, 10.0, 10.5))
    assert ear.hear(Saying({Command.STOP: -9.0}, Context.CONVERSATION, 12.0, 12.5)) is None


def test_who_says_something_else_in_between_does_not_insist():
    ear = insisting()
    say(ear, Command.PAUSE, 1.0, 10.0, 10.5)
    say(ear, Command.RESUME, 9.0, 11.0, 11.5)
    assert not say(ear, Command.PAUSE, 1.0, 12.0, 12.5)


def test_who_has_waited_for_long_begins_anew():
    ear = insisting()
    say(ear, Command.PAUSE, 1.0, 10.0, 10.5)
    late_s = 10.5 + WINDOW_S + 0.1
    assert not say(ear, Command.PAUSE, 1.0, late_s, late_s + 0.5)


def test_after_something_was_obeyed_nothing_counts_that_came_before():
    ear = insisting()
    say(ear, Command.PAUSE, 1.0, 10.0, 10.5)
    ear.forget()
    assert not say(ear, Command.PAUSE, 1.0, 12.0, 12.5)


@given(lacking, lacking, st.floats(0, 20), st.floats(0, 5))
def test_the_clearer_a_saying_the_more_it_is_believed(first, second, leeway, clearer):
    def insist(first, second):
        ear = insisting(leeway)
        say(ear, Command.STOP, first, 1.0, 1.5)
        return say(ear, Command.STOP, second, 3.0, 3.5)

    assert insist(first - clearer, second) >= insist(first, second)
    assert insist(first, second - clearer) >= insist(first, second)


@given(st.lists(st.tuples(st.sampled_from(Command), lacking), min_size=1), st.floats(0, 20))
def test_never_the_first_of_a_word_and_never_what_lacks_too_much(sayings, leeway):
    ear = insisting(leeway)
    previous = None
    for command, each in sayings:
        if say(ear, command, each, 0.1, 0.2):
            assert previous is not None
            assert previous[0] is command
            assert previous[1] + each <= leeway + 1e-9
        previous = command, each


@given(st.sampled_from(Context), st.sampled_from(Context))
def test_what_is_doubtful_is_measured_by_the_context_it_was_said_in(first, second):
    margins = Insisting(question=-8, waiting=-6, conversation=-3, silence=-4, leeway=4.0)
    ear = Insistence(margins, margins)
    ear.hear(saying({Command.STOP: margins.of(first) - 1.5}, 1.0, 1.5, first))
    again = saying({Command.STOP: margins.of(second) - 1.5}, 3.0, 3.5, second)
    assert ear.hear(again) is Command.STOP


@pytest.mark.parametrize("context", Context)
def test_a_session_believes_a_single_saying_as_easily_as_ever(context):
    usual = decision.load()["moonshine"].of(context)
    assert insistence.added("moonshine").alone.of(context) == usual
    assert insistence.strict("moonshine").alone.of(context) > usual


def test_what_nobody_has_measured_is_not_believed():
    assert insistence.added("vosk") is None
    with pytest.raises(HearingError, match="vosk"):
        insistence.strict("vosk")
