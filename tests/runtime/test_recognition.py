"""What is heard becomes an event of the session, as far as it is wanted."""

import pytest

from voice_facilitator.commands import Command
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.library import load_language
from voice_facilitator.runtime import recognition
from voice_facilitator.runtime.live import Inbox
from voice_facilitator.runtime.recognition import Recognition
from voice_facilitator.session.events import CommandDoubted, CommandHeard
from voice_facilitator.settings import load as load_settings

CLEAR = Utterance(1.0, 1.5, 2.0, None, Command.PAUSE, accepted=True, reason="clear")
DOUBTFUL = Utterance(1.0, 1.5, 2.0, None, Command.PAUSE, accepted=False, reason="", ask=True)
UNLIKELY = Utterance(1.0, 1.5, 2.0, None, Command.PAUSE, accepted=False, reason="")
LONG = Utterance(1.0, 4.5, 5.0, None, None, accepted=False, reason="too long")


class Ready:
    """A hearing child that says what it is told to have heard."""

    def __init__(self, _listening, _context, heard, _restarted, _gave_up):
        self.hears = heard


@pytest.fixture
def events(monkeypatch):
    """What a session gets of utterances, with such settings."""

    def events(utterances, **flags):
        monkeypatch.setattr(recognition, "Remote", Ready)
        inbox, chosen = Inbox(), load_settings(flags, environment={}).settings
        ears = Recognition(chosen, load_language("en"), inbox, print, lambda: None)
        for utterance in utterances:
            ears.hearing.hears(utterance)
        return [type(inbox.get_nowait()) for _ in range(inbox.qsize())]

    return events


@pytest.mark.parametrize(
    ("utterance", "event"),
    [(CLEAR, [CommandHeard]), (DOUBTFUL, [CommandDoubted]), (UNLIKELY, []), (LONG, [])],
    ids=["clear", "doubtful", "unlikely", "long"],
)
def test_an_utterance_is_a_command_or_perhaps_one_or_nothing(events, utterance, event):
    assert events([utterance], ask_back=True) == event


def test_who_does_not_want_to_be_asked_is_not(events):
    assert events([DOUBTFUL, CLEAR], ask_back=False) == [CommandHeard]
