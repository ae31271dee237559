"""What a session's hearing is told, and what it answers."""

import msgspec
import pytest

from tests.hearing.voices import blocks, say, scene
from voice_facilitator.child import Message
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.worker import Worker


@pytest.fixture
def hear():
    """The reasons for all that a session makes of a scene while it waits for “next”."""

    def hear(stream):
        worker = Worker()
        start = {"language": "en", "context": "waiting", "engine": "moonshine", "model": None}
        options = {"do": "start", **start, "examples": [], "wake_word": "off"}
        [ready] = worker.handle(Message(options))
        assert "ready" in ready.head
        answers = [
            answer.head
            for block in blocks(stream)
            for answer in worker.handle(Message({"do": "feed"}, block.tobytes()))
        ]
        return [answer["heard"] for answer in answers if "heard" in answer]

    return hear


def test_in_a_session_a_doubtful_word_is_obeyed_when_it_is_said_again(hear, monkeypatch):
    stream = scene(1.0, say("next"), 1.5, say("next"), 1.5)
    clearest = max(heard["margin"] for heard in hear(stream))
    thresholds = decision.load()
    strict = msgspec.structs.replace(thresholds["moonshine"], waiting=clearest + 1.0)
    monkeypatch.setattr(decision, "load", lambda: {**thresholds, "moonshine": strict})
    assert [heard["reason"] for heard in hear(stream)] == ["below threshold", "said twice"]
