"""French, heard by comparing with examples; the voices are not among them."""

import dataclasses
from itertools import cycle

import numpy as np
import pytest

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.examples import Evidence, Examples
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.library import load_language

from .voices import say, scene

STRANGERS = ("fr+m7", "fr+f4", "fr-ch+f1")


@pytest.fixture(scope="module")
def french():
    return load_language("fr")


@pytest.fixture(scope="module")
def encoder():
    return Encoder(model_folder())


@pytest.fixture(scope="module")
def shipped():
    return templates.load(templates.shipped("fr"))


@pytest.fixture
def engine(encoder, shipped):
    return Examples(encoder, shipped)


def obeyed(french, engine, context, *parts):
    ear = Ear(french, engine, context)
    air = scene(1.0, *parts, 1.0)
    return [each.command for each in ear.feed(air) + ear.flush() if each.accepted]


def test_the_embedded_engine_for_french_is_this_one(french):
    assert choose(french, "moonshine").load().name == "examples"


def test_wordings_are_understood_after_a_question_whoever_says_them(french, engine):
    wordings = vocabulary(french, Context.QUESTION).phrases
    missed = [
        (phrase.text, voice)
        for phrase, voice in zip(wordings, cycle(STRANGERS), strict=False)
        if obeyed(french, engine, Context.QUESTION, say(phrase.text, voice)) != [phrase.command]
    ]

    assert len(missed) <= len(wordings) // 12, missed


@pytest.mark.parametrize(
    "talk",
    [
        "bibliothèque",
        "je suis arrivée en retard",
        "il a plu toute la nuit",
        "peut-être bien",
        "c'était vraiment difficile",
        "mon collègue",
        "on a beaucoup travaillé",
        "la suivante sera la bonne",
    ],
)
def test_a_conversation_goes_on_undisturbed(french, engine, talk):
    for voice in STRANGERS:
        assert obeyed(french, engine, Context.CONVERSATION, say(talk, voice)) == []


def test_a_bare_yes_counts_only_after_a_question(french, engine):
    yes = say("oui", STRANGERS[0])

    assert obeyed(french, engine, Context.QUESTION, yes) == [Command.YES]
    assert obeyed(french, engine, Context.CONVERSATION, yes) == []


def test_near_and_far_voices_are_the_same_to_it(french, engine):
    words = say("étape suivante", STRANGERS[1])

    for loudness in (1.0, 0.3, 0.05):
        heard = obeyed(french, engine, Context.WAITING, words * loudness)
        assert heard == [Command.NEXT], loudness


def test_what_was_heard_is_told(french, engine):
    words = vocabulary(french, Context.CONVERSATION)

    assert engine.score(scene(0.3, say("on fait une pause", "fr+m7"), 0.3), words).text == (
        "on fait une pause"
    )


def test_a_command_without_examples_is_never_heard(french, encoder, shipped):
    kept = [text != "pause" for text in shipped.texts]
    fewer = dataclasses.replace(
        shipped,
        texts=tuple(t for t, keep in zip(shipped.texts, kept, strict=True) if keep),
        decoys=tuple(d for d, keep in zip(shipped.decoys, kept, strict=True) if keep),
        rows=tuple(r for r, keep in zip(shipped.rows, kept, strict=True) if keep),
    )
    scores = Examples(encoder, fewer).score(
        scene(0.3, say("pause", "fr+m7"), 0.3), vocabulary(french, Context.CONVERSATION)
    )

    assert all(score < 0 for phrase, score in scores.phrases.items() if phrase.text == "pause")


def test_silence_and_a_click_are_no_command(french, engine):
    words = vocabulary(french, Context.QUESTION)
    for sound in (scene(0.2), scene(0.0), scene(0.3, np.ones(40) * 0.5, 0.3)):
        assert all(score < -0.5 for score in engine.score(sound, words).phrases.values())


def test_nearer_rivals_make_a_command_less_likely():
    clear = Evidence(own=0.2, other=0.4, decoys=0.4, patchwork=0.3)

    for rival in ("other", "decoys", "patchwork"):
        assert dataclasses.replace(clear, **{rival: 0.25}).log_odds < clear.log_odds
    assert dataclasses.replace(clear, own=0.1).log_odds > clear.log_odds


def test_templates_come_back_from_their_file_as_they_were(tmp_path, shipped):
    shipped.save(tmp_path / "again.npz")

    again = templates.load(tmp_path / "again.npz")

    assert again.texts == shipped.texts
    assert again.decoys == shipped.decoys
    assert [len(rows) for rows in again.rows] == [len(rows) for rows in shipped.rows]
    assert np.allclose(np.concatenate(again.rows), np.concatenate(shipped.rows), atol=0.02)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_a_broken_file_of_examples_is_told_with_a_remedy(tmp_path, content):
    file = tmp_path / "fr.npz"
    file.write_bytes(content)

    with pytest.raises(HearingError, match=r"make_examples\.py"):
        templates.load(file)


def test_every_phrase_and_every_decoy_of_french_has_its_examples(french, shipped):
    words = vocabulary(french, Context.QUESTION)

    assert {phrase.text for phrase in words.phrases} | set(words.decoys) == set(shipped.texts)
