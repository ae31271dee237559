"""What a session says about the name to call us by."""

import pytest

from voice_facilitator.library import load_language, load_protocol
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.actions import Line
from voice_facilitator.session.machine import Advance
from voice_facilitator.session.phrasebook import Call

HELP = Line("help_talk")
WELCOME = Line("welcome")


def said(line, call, language="en"):
    protocol = load_protocol("case_clinic")
    plan = Plan(protocol, load_language(language), Advance.ASK, start_now=False, call=call)
    return plan.words(line)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "If it is loud here, say “okay nabu” first."),
        ("fr", "S’il y a du bruit ici, dites d’abord « okay nabu »."),
    ],
)
def test_help_tells_how_to_be_heard_where_it_is_loud(language, words):
    assert said(HELP, Call("okay nabu", required=False), language).endswith(words)


def test_where_the_name_is_required_the_welcome_tells_too():
    required = Call("okay nabu", required=True)
    assert "before each command" in said(HELP, required)
    assert "before each command" in said(WELCOME, required)


def test_where_it_is_not_the_welcome_is_what_it_was():
    assert said(WELCOME, Call("okay nabu", required=False)) == said(WELCOME, None)


def test_where_there_is_no_name_help_does_not_tell_of_one():
    assert "nabu" not in said(HELP, None)
