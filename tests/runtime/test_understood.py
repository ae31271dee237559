"""What we say is understood by a listener who has never seen the texts."""

import re

import pytest
from moonshine_voice import ModelArch, Transcriber

from voice_facilitator.hearing.encoder import model_folder
from voice_facilitator.library import load_language, load_protocol
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.actions import Line
from voice_facilitator.session.machine import Advance
from voice_facilitator.settings import load as load_settings

KEY_WORDS = {
    "choosing": "timekeeper|time keeper|coaches",
    "intention": "intention",
    "silence": "silence",
    "mirroring": "mirror",
    "dialogue": "dialogue|dialog",
    "closing": "closing",
    "journal": "journal",
}


@pytest.fixture(scope="module")
def transcriber():
    options = {"vad_threshold": "0"}
    with Transcriber(str(model_folder()), ModelArch.TINY, options=options) as transcriber:
        yield transcriber


@pytest.fixture(scope="module")
def speech(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    settings = load_settings({"cache_dir": str(folder)}, environment={}).settings
    return opening.voice(settings, load_language("en"), rate_hz=16000)


@pytest.mark.parametrize("phase", KEY_WORDS)
def test_each_prompt_carries_its_key_word_to_a_stranger(phase, speech, transcriber):
    plan = Plan(load_protocol("case_clinic"), load_language("en"), Advance.AUTO, start_now=True)
    spoken = speech.speak(plan.words(Line("prompt", phase=phase)))
    heard = [
        transcriber.transcribe_without_streaming(
            spoken.samples[round(s.start_s * 16000) : round(s.end_s * 16000)].tolist(), 16000
        )
        for s in spoken.sentences
    ]
    text = " ".join(line.text for each in heard for line in each.lines).lower()
    assert re.search(KEY_WORDS[phase], text), text
