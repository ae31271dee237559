"""A name to call us by, and what is said after it."""

from importlib.util import find_spec
from pathlib import Path
from shutil import copy

import numpy as np
import pytest

from tests.hearing.voices import RATE, blocks, hush, say, scene, trimmed
from voice_facilitator.child import Message
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import wake_network
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.wake_word import WakeWord, Wish, wish
from voice_facilitator.hearing.worker import Worker

CALL = "oh-kay nah-boo"
"""How espeak-ng's English voices say the name so that it is understood."""
CHATTER = (
    ("en-gb+f3", "she never liked the colour of the house, and neither did her mother"),
    ("en-us+m3", "they came home late on monday, since the bridge had been under water"),
    ("en-gb-scotland", "i told my brother about the garden and the two old apple trees"),
)


@pytest.fixture
def hear(english, moonshine):
    """What comes of a scene: each command that is obeyed, or the reason why not."""

    def hear(stream, wanted="okay_nabu", context=Context.CONVERSATION, size=1600, says=None):
        ear = Ear(english, moonshine, context, wake_word=WakeWord(wish(wanted)))
        if says is not None:
            ear.mask(says, 0.0, len(stream) / RATE)
        return [
            utterance.command if utterance.accepted else utterance.reason
            for utterance in ear.hear(blocks(stream, size))
        ]

    return hear


def spoken(text, voice="en-us"):
    return trimmed(say(text, voice))


def chatter(samples, level):
    """Three people who talk to each other for so long."""
    voices = [np.resize(say(text, voice), samples + 9000) for voice, text in CHATTER]
    together = sum(voice[3000 * i : 3000 * i + samples] for i, voice in enumerate(voices))
    return level * together / np.sqrt(np.mean(together**2))


@pytest.mark.parametrize(
    ("voice", "text"), [("en-us", CALL), ("en-gb", "okay naboo"), ("fr", "oké nabou")]
)
def test_voices_of_both_languages_can_call(hear, voice, text):
    assert hear(scene(2.0, spoken(text, voice), 2.0)) == ["wake word"]


def test_a_command_is_obeyed_after_the_name(hear):
    assert hear(scene(2.0, spoken(CALL), 0.8, spoken("next"), 1.0)) == ["wake word", Command.NEXT]


def test_a_command_is_obeyed_in_one_breath_with_the_name(hear):
    assert hear(scene(2.0, spoken(f"{CALL} next"), 1.0)) == ["wake word", Command.NEXT]


def test_however_the_sound_is_cut_into_blocks(hear):
    stream = scene(2.0, spoken(CALL), 0.8, spoken("next"), 1.0)
    assert hear(stream, size=160) == hear(stream, size=len(stream)) == ["wake word", Command.NEXT]


def test_among_people_who_talk_the_name_makes_the_difference(hear):
    def room(*parts):
        stream = scene(2.0, *parts, 0.5, spoken("stop"), 0.5)
        return (stream + chatter(len(stream), 0.03)).astype(np.float32)

    assert Command.STOP not in hear(room())
    assert hear(room(spoken(CALL))) == ["wake word", Command.STOP]


def test_the_name_alone_does_nothing(hear):
    assert hear(scene(2.0, spoken(CALL), 6.0)) == ["wake word"]


def test_people_who_talk_on_softly_after_the_name_did_not_speak_to_us(hear):
    stream = scene(2.0, spoken(CALL), 6.0)
    stream = (stream + chatter(len(stream), 0.01)).astype(np.float32)
    assert hear(stream) == ["wake word"]


def test_who_tells_a_story_after_the_name_did_not_speak_to_us(hear):
    said = hear(scene(2.0, spoken(CALL), 0.3, spoken(CHATTER[1][1]), 1.0))
    assert said == ["wake word", "too long"]


def test_four_seconds_later_we_listen_as_before(hear):
    assert hear(scene(2.0, spoken(CALL), 5.0, spoken("yes"), 1.0)) == [
        "wake word",
        "not in this context",
    ]


def test_after_the_command_we_listen_as_before(hear):
    said = hear(scene(2.0, spoken(CALL), 0.5, spoken("next"), 1.0, spoken("yes"), 1.0))
    assert said == ["wake word", Command.NEXT, "not in this context"]


def test_in_the_silence_only_its_four_commands_follow_the_name(hear):
    stream = scene(2.0, spoken(CALL), 0.5, spoken("pause"), 1.0)
    assert hear(stream, context=Context.SILENCE) == ["wake word", Command.PAUSE]


def test_where_the_name_is_required_nothing_else_is_obeyed(hear):
    said = hear(scene(1.0, spoken("next"), 2.0, spoken(CALL), 0.5, spoken("next"), 1.0), "required")
    assert said == ["without the wake word", "wake word", Command.NEXT]


def test_but_who_is_asked_may_answer_at_once(hear):
    said = hear(scene(1.0, spoken("yes"), 1.0), "required", Context.QUESTION)
    assert said == [Command.YES]
    said = hear(scene(1.0, spoken("next"), 1.0), "required", Context.QUESTION)
    assert said == ["without the wake word"]


def test_we_do_not_call_ourselves(hear):
    stream = scene(2.0, spoken(CALL), 2.0)
    assert hear(stream, says="Say okay nabu before you speak.") == ["below threshold"]


def test_what_sounds_like_the_name_in_our_own_mouth_is_not_it(hear):
    """espeak-ng's French “aucune commande” reaches 0.72 where 0.5 is enough."""
    ours = "Aucune commande."
    stream = scene(2.0, spoken(ours, "fr"), 2.0)
    assert "wake word" in hear(stream)
    assert "wake word" not in hear(stream, says=ours)


def test_who_calls_while_we_speak_is_heard(hear):
    stream = scene(2.0, spoken(CALL), 2.0)
    assert "wake word" in hear(stream, says="Welcome to the circle.")


def test_a_word_that_we_say_ourselves_is_not_obeyed_after_the_name_either(hear):
    stream = scene(2.0, spoken(CALL), 0.5, spoken("next"), 1.0)
    assert hear(stream, says="To go on, say next.") == ["wake word", "while we said it"]


@pytest.mark.parametrize("wanted", ["hey_jarvis", "hey_mycroft", "alexa"])
def test_other_names_can_be_chosen(hear, wanted):
    text = {"alexa": "alexa"}.get(wanted, wanted.replace("_", " "))
    voices = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp")
    assert any(
        "wake word" in hear(scene(2.0, spoken(text, voice), 1.5), wanted) for voice in voices
    )


def test_a_model_of_ones_own_can_be_chosen(hear, own_model):
    stream = scene(2.0, spoken(CALL), 0.5, spoken("next"), 1.0)
    assert hear(stream, str(own_model)) == ["wake word", Command.NEXT]
    assert WakeWord(Wish(str(own_model), False)).words == "my helper"


def test_what_its_trainer_wrote_tells_the_name_of_ones_own_model(own_model):
    own_model.with_suffix(".json").write_text(
        '{"wake_word": "Hello You", "micro": {"probability_cutoff": 0.7}}', encoding="utf-8"
    )
    assert WakeWord(Wish(str(own_model), False)).words == "Hello You"


def test_what_its_trainer_wrote_may_be_damaged(own_model):
    own_model.with_suffix(".json").write_text("{", encoding="utf-8")
    with pytest.raises(HearingError, match="mend it, or take it away"):
        WakeWord(Wish(str(own_model), False))


@pytest.mark.parametrize("content", [b"", b"RIFF and so on", b"\0\0\0\0TFL3" + bytes(999)])
def test_a_file_that_is_no_model_is_told(tmp_path, content):
    file = tmp_path / "name.tflite"
    file.write_bytes(content)
    with pytest.raises(HearingError, match="no wake word that can be used"):
        WakeWord(Wish(str(file), False))


def test_a_name_that_nobody_knows_is_told():
    with pytest.raises(HearingError, match="no wake word “hey_you”; choose okay_nabu, "):
        wish("required:hey_you")


@pytest.mark.parametrize(
    ("wanted", "wished"),
    [
        ("off", None),
        ("alexa", Wish("alexa", required=False)),
        ("required", Wish("okay_nabu", required=True)),
        ("required:alexa", Wish("alexa", required=True)),
    ],
)
def test_one_line_tells_what_is_wished_for(wanted, wished):
    assert wish(wanted) == wished


def test_noise_does_not_call(hear):
    assert hear(np.concatenate([hush(10, -20, seed) for seed in range(3)])) == []


@pytest.fixture
def without_library(monkeypatch):
    """A machine for which the library has no wheels."""

    def missing():
        raise wake_network.missing()

    monkeypatch.setattr(wake_network, "library", missing)


def start(wanted):
    """What the child that listens answers."""
    options = {"language": "en", "context": "waiting", "engine": "moonshine", "model": None}
    message = Message({"do": "start", **options, "examples": [], "wake_word": wanted})
    [answer] = Worker().handle(message)
    return answer.head


def test_the_child_tells_what_to_say():
    assert start("okay_nabu")["ready"].endswith("Say “okay nabu” first where it is loud.")
    assert start("required:alexa")["ready"].endswith("Say “alexa” before every command.")


def test_where_there_is_no_library_we_do_without(without_library):
    assert "no wake word on this machine" in start("okay_nabu")["ready"]


def test_but_not_when_nothing_else_would_be_heard(without_library):
    assert "choose --wake-word off" in start("required")["failed"]


@pytest.fixture
def own_model(tmp_path):
    """A model that somebody has trained for a name of their own."""
    [folder] = find_spec("pymicro_wakeword").submodule_search_locations
    file = tmp_path / "my_helper.tflite"
    copy(Path(folder) / "models" / "okay_nabu.tflite", file)
    return file
