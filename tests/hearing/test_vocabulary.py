"""Each context has its own words."""

import pytest

from voice_facilitator.commands import HEARD_IN, Command, Context
from voice_facilitator.hearing.vocabulary import vocabulary


@pytest.mark.parametrize("context", Context)
def test_every_command_that_counts_can_be_said_and_no_other(english, context):
    assert {p.command for p in vocabulary(english, context).phrases} == HEARD_IN[context]


def test_yeah_is_yes_after_a_question_only(english):
    asked = {p.text: p.command for p in vocabulary(english, Context.QUESTION).phrases}
    assert asked["yeah"] is Command.YES
    talking = vocabulary(english, Context.CONVERSATION)
    assert {"yes", "yeah", "no", "nope"} <= set(talking.others)


@pytest.mark.parametrize("context", Context)
def test_nothing_is_a_phrase_and_a_decoy_at_once(english, context):
    words = vocabulary(english, context)
    assert not {phrase.text for phrase in words.phrases} & set(words.others)
