"""A group teaches the device how it says things."""

import stat
from itertools import chain, repeat

import msgspec
import numpy as np
import pytest
import soxr

from tests.hearing.voices import blocks, say, scene
from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.lesson import Lesson
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.library import load_language
from voice_facilitator.runtime.taught import Taught
from voice_facilitator.runtime.teacher import MOST_MISSES, Teacher

NOBODY = scene(2.0)
COUGH = scene(0.5, say("atchoum", "fr+m8"), 1.0)


class Guest:
    """A company of one, who says what was arranged, and nothing after that."""

    def __init__(self, *sayings):
        self._sayings = chain(sayings, repeat(NOBODY))
        self.told = []

    def say(self, text):
        self.told.append(text)

    def hear(self):
        return blocks(next(self._sayings))


def in_a_voice(text, voice="fr+m8"):
    """Three sayings, never quite the same, in a room."""
    spoken = say(text, voice)
    return [
        scene(0.5, soxr.resample(spoken, 100, pace).astype(np.float32) * loudness, 1.0, level_db=db)
        for pace, loudness, db in ((100, 1.0, -65), (106, 0.5, -60), (95, 0.8, -62))
    ]


@pytest.fixture(scope="module")
def encoder():
    return Encoder(model_folder())


@pytest.fixture(scope="module")
def language():
    french = load_language("fr")
    pauses = (*french.phrases[Command.PAUSE], "on respire")
    return msgspec.structs.replace(french, phrases=french.phrases | {Command.PAUSE: pauses})


@pytest.fixture
def taught(tmp_path):
    return Taught(tmp_path / "taught", "fr")


@pytest.fixture
def teach(language, taught, encoder):
    shipped = templates.load(templates.shipped("fr"))
    words = vocabulary(language, Context.QUESTION)

    def lesson(text):
        return Lesson(encoder, shipped, words, text)

    def teach(guest, text):
        return Teacher(language, guest, lesson, taught).teach(text)

    return teach


def obeyed(language, taught, samples, context=Context.WAITING):
    ear = Ear(language, choose(language, "moonshine", None, [taught.file]).load(), context)
    return [each.command for each in ear.feed(samples) + ear.flush() if each.accepted]


def test_a_wording_that_nobody_knew_is_heard_once_it_was_taught(language, taught, teach):
    later = scene(1.0, say("on respire", "fr+m8") * 0.6, 1.0)
    assert obeyed(language, taught, later) == []

    guest = Guest(*in_a_voice("on respire"))
    teach(guest, "on respire")

    assert obeyed(language, taught, later) == [Command.PAUSE]
    assert obeyed(language, taught, scene(1.0, say("étape suivante", "fr+m8"), 1.0)) == [
        Command.NEXT
    ]
    assert obeyed(language, taught, scene(1.0, say("on transpire", "fr+m8"), 1.0)) == []


def test_it_asks_three_times_and_tells_what_came_of_it(teach):
    guest = Guest(*in_a_voice("on respire"))

    teach(guest, "on respire")

    assert guest.told == [
        "Dites, s’il vous plaît : « on respire ».",
        "Encore une fois : « on respire ».",
        "Encore une fois : « on respire ».",
        "Merci. Je connais maintenant votre « on respire », et ne le confonds avec rien d’autre.",
    ]


def test_what_was_no_saying_is_asked_for_again(taught, teach):
    first, *others = in_a_voice("on respire")
    talk = scene(0.5, *[say("il a plu toute la nuit et je suis arrivée en retard", "fr+m8")] * 2, 1)
    guest = Guest(first, COUGH, NOBODY, talk, *others)

    teach(guest, "on respire")

    assert sum("pas bien entendu" in line for line in guest.told) == 3
    assert len(templates.load(taught.file).texts) == 3


def test_a_cough_in_the_first_place_does_not_spoil_the_lesson(language, taught, teach):
    teach(Guest(COUGH, *in_a_voice("on respire"), *in_a_voice("on respire")), "on respire")

    later = scene(1.0, say("on respire", "fr+m8") * 0.6, 1.0)
    assert obeyed(language, taught, later) == [Command.PAUSE]
    assert len(templates.load(taught.file).texts) == 3


def test_where_nobody_speaks_it_gives_up_and_keeps_nothing(taught, teach):
    guest = Guest()

    assert teach(guest, "on respire") is None

    assert len(guest.told) == 1 + MOST_MISSES
    assert "rien retenu" in guest.told[-1]
    assert taught.texts == ()


def test_what_sounds_like_another_command_is_not_kept_and_it_says_which(taught, teach):
    guest = Guest(*in_a_voice("retour"))

    teach(guest, "on respire")

    assert "« on respire » ressemble trop à « retour »" in guest.told[-1]
    assert taught.texts == ()


def test_only_its_owner_can_read_what_was_taught_and_there_is_no_sound_in_it(taught, teach):
    teach(Guest(*in_a_voice("on respire")), "on respire")

    assert stat.S_IMODE(taught.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(taught.file.parent.stat().st_mode) == 0o700
    assert [file.name for file in taught.file.parent.iterdir()] == ["fr.npz"]
    assert taught.file.stat().st_size < 40_000 < 3 * 2 * len(say("on respire", "fr+m8"))


def lesson_of(text, sayings=3):
    noise = np.random.default_rng(len(text))
    shipped = templates.load(templates.shipped("fr"))
    frames = [noise.standard_normal((30, 288)).astype(np.float32) for _ in range(sayings)]
    return templates.taught(shipped, text, frames)


def test_who_teaches_again_replaces_what_was_taught(taught):
    for text, sayings in (("on respire", 3), ("pause", 3), ("on respire", 2)):
        taught.keep(lesson_of(text, sayings))

    assert sorted(templates.load(taught.file).texts) == 2 * ["on respire"] + 3 * ["pause"]


def test_one_phrase_is_forgotten_or_all(taught):
    taught.keep(lesson_of("on respire"))
    taught.keep(lesson_of("pause"))

    assert taught.forget("pause") == ("pause",)
    assert taught.texts == ("on respire",)
    assert taught.forget("pause") == ()
    assert taught.forget() == ("on respire",)
    assert not taught.file.exists()


def test_a_broken_file_is_told_with_the_remedy_which_helps(taught, caplog):
    taught.file.parent.mkdir()
    taught.file.write_bytes(b"no zip")

    assert not taught.is_usable
    assert "teach --forget" in caplog.text
    taught.forget()

    assert taught.texts == ()


def test_where_nothing_can_be_kept_the_remedy_is_told(tmp_path):
    (tmp_path / "a file").write_text("in the way")
    shipped = templates.load(templates.shipped("fr"))

    with pytest.raises(HearingError, match="--state-dir"):
        Taught(tmp_path / "a file" / "taught", "fr").keep(shipped)
