"""openWakeWord's wake words, for whoever has asked for them and been told their terms."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.hearing.voices import RATE, blocks, hush, say, scene, trimmed
from voice_facilitator import settings
from voice_facilitator.child import Message
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.wake_word import WakeWord, Wish, wish
from voice_facilitator.hearing.worker import Worker

NON_COMMERCIAL = "for non-commercial use only"


def called(name, *parts):
    """Whether the wake word `name` is heard in a scene."""
    word = WakeWord(wish(name))
    return any(word.feed(block) for block in blocks(scene(1.0, *parts, 1.0), 256))


def spoken(text, voice="en-us+f3"):
    return trimmed(say(text, voice))


@pytest.mark.parametrize(
    ("name", "text", "voice"),
    [
        ("open:okay_nabu", "oh-kay nah-boo", "en-us+f3"),
        ("open:hey_jarvis", "hey jarvis", "en-gb"),
        ("open:alexa", "alexa", "en-gb"),
        ("open:hey_rhasspy", "hey raspy", "en-us+f3"),
    ],
)
def test_each_hears_its_own_name(name, text, voice):
    assert called(name, spoken(text, voice))


def test_nobody_is_called_by_what_else_is_said():
    assert not called("open:hey_jarvis", spoken("the bridge had been under water"), hush(3, -30))


def test_a_command_is_obeyed_after_the_name_and_nothing_without_it(english, moonshine):
    word = WakeWord(wish("required:open:hey_jarvis"))
    ear = Ear(english, moonshine, Context.CONVERSATION, wake_word=word)
    stream = scene(1.0, spoken("next"), 2.0, spoken("hey jarvis"), 0.5, spoken("next"), 1.0)
    heard = [u.command if u.accepted else u.reason for u in ear.hear(blocks(stream))]
    assert heard == ["without the wake word", "wake word", Command.NEXT]


def test_however_the_sound_is_cut_into_blocks():
    stream = scene(12.0, spoken("hey jarvis"), 1.0)
    for size in (160, RATE, len(stream)):
        word = WakeWord(wish("open:hey_jarvis"))
        assert any(word.feed(block) for block in blocks(stream, size))


def start(wanted):
    """What the child that listens answers."""
    options = {"language": "en", "context": "waiting", "engine": "moonshine", "model": None}
    message = Message({"do": "start", **options, "examples": [], "wake_word": wanted})
    [answer] = Worker().handle(message)
    return answer.head


def test_who_chooses_one_is_told_its_terms_once_and_nobody_else_is(own_model):
    ready = start("open:alexa")["ready"]
    assert "Say “alexa” first" in ready
    assert ready.count(NON_COMMERCIAL) == 1
    assert NON_COMMERCIAL not in start("alexa")["ready"]
    assert wish(f"open:{own_model}").terms == ""


@pytest.fixture
def without_library(monkeypatch):
    """A machine on which the extra was not installed."""
    monkeypatch.setitem(sys.modules, "pyopen_wakeword", None)


def test_where_the_extra_is_missing_the_session_says_how_to_get_it_and_does_without(
    without_library,
):
    assert "voice-facilitator[open-wake-word]" in start("open:alexa")["ready"]
    assert "voice-facilitator[open-wake-word]" in start("required:open:alexa")["failed"]


def models():
    [folder] = find_spec("pyopen_wakeword").submodule_search_locations
    return Path(folder) / "models"


@pytest.fixture
def own_model(tmp_path):
    """A model that somebody has trained for a name of their own."""
    return Path(shutil.copy(models() / "hey_jarvis.tflite", tmp_path / "my_helper.tflite"))


def test_a_model_of_ones_own_is_called_like_its_file(own_model):
    assert wish(f"required:open:{own_model}") == Wish(f"open:{own_model}", required=True)
    assert wish(f"open:{own_model}").words == "my helper"
    assert WakeWord(wish(f"open:{own_model}")).words == "my helper"
    assert called(f"open:{own_model}", spoken("hey jarvis"))


def test_a_model_of_ones_own_lies_beside_the_settings_file(own_model):
    file = own_model.with_name("settings.toml")
    file.write_text("wake_word = 'required:open:my_helper.tflite'", encoding="utf-8")
    chosen = settings.load({}, {}, file).settings
    assert wish(chosen.wake_word) == Wish(f"open:{own_model}", required=True)


def test_one_of_the_other_kind_is_told(own_model):
    [folder] = find_spec("pymicro_wakeword").submodule_search_locations
    other = Path(folder) / "models" / "okay_nabu.tflite"
    with pytest.raises(HearingError, match=r"give a \.tflite that openWakeWord has trained"):
        WakeWord(wish(f"open:{other}"))
    with pytest.raises(HearingError, match=r"give a \.tflite that microWakeWord has trained"):
        WakeWord(wish(str(own_model)))


@pytest.mark.parametrize("content", [b"", b"RIFF and so on", b"\0\0\0\0TFL3" + bytes(999)])
def test_a_file_that_is_no_model_is_told(tmp_path, content):
    file = tmp_path / "name.tflite"
    file.write_bytes(content)
    with pytest.raises(HearingError, match="no wake word that can be used"):
        WakeWord(wish(f"open:{file}"))


def test_a_name_that_nobody_knows_is_told_with_those_there_are():
    with pytest.raises(HearingError, match=r"no wake word “open:hey_you”; choose .*open:alexa"):
        wish("open:hey_you")
