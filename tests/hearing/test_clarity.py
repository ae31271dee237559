"""People who try their room are told how far a command was from being obeyed."""

import msgspec
import pytest

from voice_facilitator.commands import Command
from voice_facilitator.hearing.clarity import SURE, Clarity, clarity
from voice_facilitator.hearing.utterance import CALLED, NOT_HERE, SAID_TWICE, TOO_LONG, Utterance

NEEDED = -3.0


def an_utterance(margin, accepted, reason="clear"):
    needed = None if margin is None else NEEDED
    return Utterance(1.0, 1.4, 1.8, "pause", Command.PAUSE, accepted, reason, margin, needed)


@pytest.mark.parametrize(
    ("utterance", "came"),
    [
        (an_utterance(NEEDED + SURE + 0.1, True), Clarity.CLEAR),
        (an_utterance(NEEDED + 0.1, True), Clarity.JUST),
        (an_utterance(NEEDED - 0.1, False, "below threshold"), Clarity.NEARLY),
        (an_utterance(NEEDED - SURE - 0.1, False, "below threshold"), Clarity.OTHER),
        (an_utterance(float("-inf"), False, "below threshold"), Clarity.OTHER),
        (an_utterance(NEEDED - 0.1, True, SAID_TWICE), Clarity.TWICE),
        (an_utterance(NEEDED - 0.1, False, NOT_HERE), Clarity.NOT_HERE),
        (an_utterance(None, False, TOO_LONG), Clarity.TOO_LONG),
        (an_utterance(None, False, CALLED), Clarity.CALLED),
        (an_utterance(NEEDED + 5, False, "while we said it"), Clarity.OTHER),
    ],
)
def test_how_clearly_it_came(utterance, came):
    assert clarity(utterance) is came


def test_a_command_that_may_be_another_was_nearly_one():
    doubted = an_utterance(NEEDED + 5, False, "may be another command")
    assert clarity(msgspec.structs.replace(doubted, excluded=True)) is Clarity.NEARLY
