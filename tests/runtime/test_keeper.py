"""Whether a session can still help itself, which is what the service's watchdog is told."""

import threading

import pytest

from voice_facilitator.runtime import keeper
from voice_facilitator.runtime.keeper import Keeper
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.mixer import Mixer


class DeadStream:
    """A stream that plays no more, and whose sound server may never answer."""

    has_microphone = False
    played_at = 0.0

    def __init__(self):
        self.clock = AudioClock(48_000)
        self.answer = threading.Event()

    def plays(self):
        return False

    def let_go(self):
        pass

    def reopen(self, before):
        self.answer.wait()


@pytest.fixture
def stream():
    stream = DeadStream()
    yield stream
    stream.answer.set()


def test_a_try_that_hangs_is_more_than_a_session_can_help(stream, monkeypatch):
    monkeypatch.setattr(keeper, "FIRST_WAIT_S", 0.0)
    monkeypatch.setattr(keeper, "HANGS_S", 0.2)
    keeps = Keeper(stream, Mixer(), lambda: True)
    try:
        list(keeps.look())
        assert keeps.copes(), "the pump draws in the speaker's place"
        assert until(lambda: not keeps.copes())
        stream.answer.set()
        assert until(keeps.copes)
    finally:
        stream.answer.set()
        keeps.close()


def until(true):
    """Whether it comes true within some seconds."""
    patience = threading.Event()
    return any(true() or patience.wait(0.02) for _ in range(500))
