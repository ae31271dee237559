"""What asking back would bring is reckoned as a session would ask."""

from pathlib import Path

import numpy as np
import pytest
from measuring import asking
from measuring.case import TALK, Case, Heard
from measuring.corpus import Recording

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.decision import Margins

MARGINS = Margins(question=-5, waiting=-5, conversation=-4, silence=-5)
ASKING = Margins(question=np.inf, waiting=np.inf, conversation=-6, silence=np.inf)
RECORDING = Recording(Path("x"), "positive", "en", "stop", "somebody", "words")


def case(context, command, *heard, condition="room", seconds=2.0):
    """A stream in which commands were heard with such margins, at such seconds."""
    utterances = tuple(
        Heard(what, margin > MARGINS.of(context), margin, _reason(margin, context), at, at + 0.5, 0)
        for what, margin, at in heard
    )
    return Case(context, command, condition, RECORDING, seconds, 0.0, (), utterances)


def _reason(margin, context):
    return "clear" if margin > MARGINS.of(context) else "below threshold"


def asked(*heard):
    talk = case(Context.CONVERSATION, None, *heard, condition=TALK)
    return [each.start_s for each in asking.questions(talk, -6)]


@pytest.mark.parametrize(
    ("command", "margin", "count"),
    [
        (Command.STOP, -5.0, 1),
        (Command.STOP, -6.5, 0),
        (Command.STOP, -3.0, 0),
        (Command.LOUDER, -5.0, 0),
    ],
    ids=["doubtful", "unlikely", "clear", "not worth it"],
)
def test_what_is_doubtful_and_moves_the_session_is_asked_about(command, margin, count):
    assert len(asked((command, margin, 1.0))) == count


def test_it_is_asked_once_a_minute(command=Command.NEXT):
    assert asked(*((command, -5.0, at) for at in (1.0, 30.0, 60.5, 61.0, 90.0))) == [1.0, 61.0]


def test_who_is_asked_is_obeyed_as_often_as_a_yes_is_heard():
    yes = [case(Context.QUESTION, Command.YES, (Command.YES, at, 1.0)) for at in (-1, -9)]
    words = [
        case(Context.CONVERSATION, Command.STOP, (Command.STOP, -3, 1.0)),
        case(Context.CONVERSATION, Command.STOP, (Command.STOP, -5, 1.0)),
        case(Context.CONVERSATION, Command.STOP, (Command.NEXT, -5, 1.0)),
        case(Context.CONVERSATION, Command.STOP),
    ]
    talk = case(Context.CONVERSATION, None, (Command.NEXT, -5, 1.0), condition=TALK, seconds=1800.0)
    told = "\n".join(asking.report([*yes, *words, talk], Context.CONVERSATION, MARGINS, ASKING))
    [row] = [line for line in told.splitlines() if line.startswith("| -6 |")]
    assert row == "| -6 | 2.0 [0.1-11.1] | 25, 38 / 25 |"
