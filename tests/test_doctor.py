"""The doctor at a sound card ends by asking for a word, and tells how clearly it came."""

import threading

import pytest

from tests.hearing.voices import RATE, say
from voice_facilitator import settings
from voice_facilitator.commands import Command
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.runtime import doctor
from voice_facilitator.runtime.doctor import Doctor, clearest
from voice_facilitator.sound import portaudio


@pytest.fixture
def examine(pulse, tmp_path, monkeypatch):
    """Examine in French; what is found is not said aloud, which would take most of a minute."""
    monkeypatch.setattr(Doctor, "_tell", lambda *_: None)
    portaudio.look_again()

    def examine(answer):
        asked = []

        def ask(text):
            asked.append(text.replace("\xa0", " "))
            threading.Thread(target=answer).start()

        flags = {"language": "fr", "rate": 400, "cache_dir": str(tmp_path)}
        chosen = settings.load(flags).settings
        found = {finding.about: finding for finding in Doctor(chosen, ask).findings()}
        assert len(asked) == 1 and "« pause »" in asked[0]
        return found

    return examine


@pytest.mark.pulse
def test_it_tells_how_clearly_pause_came_and_says_so_in_the_groups_language(pulse, examine):
    def answer():
        recording = pulse.record()
        recording.waits_for_speech()
        recording.end()
        pulse.say(say("pause", "fr+f3"), RATE)

    found = examine(answer)
    assert found["recogniser"].works
    assert found["command"].works
    assert "“pause” was" in found["command"].line() and "heard" in found["command"].line()
    assert "entendu" in found["command"].to_group


@pytest.mark.pulse
def test_without_an_answer_it_says_so_with_the_remedy(examine, monkeypatch):
    monkeypatch.setattr(doctor, "PATIENCE_S", 2.0)
    found = examine(lambda: None)
    assert found["command"].line().startswith("MEND")
    assert "come nearer" in found["command"].line()
    assert "Approchez" in found["command"].to_group


def heard(command, margin, accepted=False):
    reason = "clear" if accepted else "below threshold"
    return Utterance(1.0, 1.4, 1.8, None, command, accepted, reason, margin, -3.0)


def test_the_first_that_is_obeyed_is_told_of_else_what_came_nearest():
    other, far = heard(Command.NEXT, 2.0, True), heard(Command.PAUSE, -9.0)
    near, nearer = heard(Command.PAUSE, -4.5), heard(Command.PAUSE, -3.5)
    obeyed, again = heard(Command.PAUSE, -2.0, True), heard(Command.PAUSE, 5.0, True)
    assert clearest([other, near, obeyed, again], Command.PAUSE) is obeyed
    assert clearest([other, far, near, nearer, near], Command.PAUSE) is nearer
    assert clearest([other, far], Command.PAUSE) is None
    assert clearest([], Command.PAUSE) is None
