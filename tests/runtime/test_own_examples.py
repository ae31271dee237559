"""A language or a wording that we ship no examples of."""

import msgspec
import pytest

from tests.hearing.voices import say, scene
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.library import load_language
from voice_facilitator.runtime import own_examples
from voice_facilitator.runtime.own_examples import OwnExamples
from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("examples")


@pytest.fixture(scope="module")
def korean():
    return load_language("tests/languages/ko.toml")


@pytest.fixture(scope="module")
def breathing(folder):
    """What a French file says that has one wording more."""
    language = french_with("on souffle un peu")
    own, steps = OwnExamples(language, folder), []
    assert obeyed(language, own, say("on souffle un peu", "fr+m8")) == []
    own.make(lambda done, total: steps.append((done, total)))
    return language, own, steps


def french_with(*wordings):
    french = load_language("fr")
    pauses = (*french.phrases[Command.PAUSE], *wordings)
    return msgspec.structs.replace(french, phrases=french.phrases | {Command.PAUSE: pauses})


def obeyed(language, own, samples):
    ear = Ear(language, choose(language, "moonshine", None, [own.file]).load(), Context.WAITING)
    heard = ear.feed(scene(1.0, samples, 1.0)) + ear.flush()
    return [each.command for each in heard if each.accepted]


def nobody_speaks(monkeypatch):
    monkeypatch.setattr(
        own_examples, "Pyttsx3Voice", lambda voice, rate: Pyttsx3Voice(voice, rate, worker="nobody")
    )


def test_for_our_own_french_nothing_is_made(folder, monkeypatch):
    nobody_speaks(monkeypatch)
    own = OwnExamples(load_language("fr"), folder)

    own.make()

    assert own.missing == ()
    assert not own.file.exists()


def test_a_new_language_is_heard_once_its_voice_has_said_its_phrases(folder, korean):
    own = OwnExamples(korean, folder)
    with pytest.raises(HearingError, match="no examples of 한국어"):
        obeyed(korean, own, say("도움말", "ko+f4"))

    own.make()

    assert obeyed(korean, own, say("일시 정지", "ko+f4")) == [Command.PAUSE]
    assert obeyed(korean, own, say("도움말", "ko+m1")) == [Command.HELP]
    assert obeyed(korean, own, say("감사합니다", "ko+f4")) == []


def test_that_is_done_once_and_its_progress_is_told(folder, breathing):
    language, _, steps = breathing

    OwnExamples(language, folder).make(lambda *_: pytest.fail("made again"))

    assert steps == [(done, len(steps)) for done in range(1, len(steps) + 1)]


def test_a_wording_of_ones_own_is_heard_beside_ours(breathing):
    language, own, _ = breathing

    assert obeyed(language, own, say("on souffle un peu", "fr+m8")) == [Command.PAUSE]
    assert obeyed(language, own, say("étape suivante", "fr+m8")) == [Command.NEXT]
    assert obeyed(language, own, say("on mange un peu de pain", "fr+m8")) == []


def test_a_file_that_was_damaged_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(own_examples, "_VARIANTS", own_examples._VARIANTS[:2])
    language = french_with("on souffle un peu")
    own = OwnExamples(language, tmp_path)
    own.file.write_bytes(b"PK\x03\x04 cut short")

    own.make()

    assert obeyed(language, own, say("on souffle un peu", "fr+m8")) == [Command.PAUSE]


def test_without_a_speech_engine_one_sentence_tells_and_our_phrases_are_heard(
    tmp_path, monkeypatch, caplog
):
    language = french_with("on souffle un peu", "on respire")
    own = OwnExamples(language, tmp_path)
    nobody_speaks(monkeypatch)

    own.make()

    assert "“on souffle un peu”, “on respire”" in caplog.text
    assert obeyed(language, own, say("étape suivante", "fr+m8")) == [Command.NEXT]


def test_where_nothing_can_be_kept_the_remedy_is_told(tmp_path, caplog):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")

    OwnExamples(french_with("on souffle un peu"), blocked / "examples").make()

    assert "--cache-dir" in caplog.text
