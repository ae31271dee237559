"""A silence in the virtual room, and somebody beside the microphone who speaks."""

import pytest

from tests.room import session
from tests.room.scenario import Saying, Scenario
from voice_facilitator.commands import Command
from voice_facilitator.runtime.performance import EarconPlayed, Rang, Said
from voice_facilitator.session.actions import ChimeName, EarconName

PROTOCOL = """
name = "hush"
minimum_minutes = 4
[title]
en = "A hush"
fr = "Un silence"
[welcome]
en = "Welcome."
fr = "Bienvenue."
[goodbye]
en = "Goodbye."
fr = "Au revoir."
[[phases]]
id = "silence"
kind = "silence"
minutes = 3
title = { en = "the silence", fr = "le silence" }

[phases.prompt]
en = "Nobody speaks for {time}."
fr = "Personne ne parle pendant {time}."
"""
BESIDE = (2.4, 1.7, 1.0)
"""Some thirty centimetres from the microphone."""
SAID = {
    "en": ("I wonder what he is going to do next with all that money", "pause", "resume"),
    "fr": ("je me demande quelle sera la maison suivante dans le village", "pause", "reprendre"),
}
VOICES = {"en": "en-us+m3", "fr": "fr+m3"}
MINUTES = 0.6
"""Of the silence."""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_somebody_beside_the_microphone_speaks_in_the_silence(language, tmp_path):
    """Of a sentence with a command in it nothing comes, of “pause” no more than an earcon."""
    outcome = session.run(scenario(language, tmp_path), tmp_path)
    sentence, *commands = outcome.said
    assert sentence.command is None
    assert [said.command for said in commands] == [Command.PAUSE, Command.RESUME]
    assert all(said.obeyed_at for said in commands)
    assert outcome.wrong == outcome.false_accepts == outcome.self_triggers == []

    rung = {p.name: p.at for p in outcome.performed if isinstance(p, Rang)}
    opened, closed = rung[ChimeName.OPEN], rung[ChimeName.CLOSE]
    between = [p for p in outcome.performed if opened <= p.at < closed]
    assert not [p for p in between if isinstance(p, Said)]
    earcons = [p.name for p in between if isinstance(p, EarconPlayed)]
    assert earcons == [EarconName.PAUSED, EarconName.RESUMED]
    paused_s = commands[1].obeyed_at - commands[0].obeyed_at
    assert closed - opened == pytest.approx(60 * MINUTES + paused_s, abs=0.05)


def scenario(language, folder):
    """After our prompt, a sentence; later, “pause” and “resume”."""
    protocol = folder / "hush.toml"
    protocol.write_text(PROTOCOL, encoding="utf-8")
    says = tuple(
        Saying("after silence", at, text, VOICES[language], BESIDE, again=False, louder_db=12.0)
        for at, text in zip((10.0, 20.0, 28.0), SAID[language], strict=True)
    )
    return Scenario(language=language, protocol=str(protocol), phase_minutes=MINUTES, says=says)
