"""What ours is measured against hears what it should, and what the table says of it."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from evaluate_hearing import main as evaluate
from measuring import peers
from measuring.air import built
from measuring.case import TALK, Case, Heard
from measuring.corpus import Recording
from measuring.ears import Ears
from measuring.tables import side_by_side

from tests.hearing.voices import RATE, say, scene, trimmed
from voice_facilitator.commands import Command, Context


def commands(listener, context, *parts):
    """What is obeyed of a scene."""
    return [u.command for u in listener.hear(scene(*parts), context) if u.accepted]


@pytest.fixture(scope="module")
def spotting(english):
    return peers.Spotting(english, threshold=1e-5)


def test_a_phrase_is_spotted_in_the_open_stream(spotting):
    assert Command.STOP in commands(spotting, Context.CONVERSATION, 1.0, say("stop"), 1.0)


def test_spotting_begins_anew_with_every_stream(spotting):
    once = commands(spotting, Context.CONVERSATION, 1.0, say("repeat"), 1.0)
    assert commands(spotting, Context.CONVERSATION, 2.0) == []
    assert Command.REPEAT in once


def test_as_tutorials_have_it_a_sentence_without_a_command_is_obeyed_too(english):
    sentence = say("we can see the film whenever you like")
    assert commands(peers.Spotting(english), Context.CONVERSATION, 0.5, sentence, 0.5)


def test_what_is_written_down_is_a_command_only_word_for_word(english):
    listener = peers.free_text(english)
    scenes = [(1.0, say(text), 1.0) for text in ("pause", "pause it")]
    assert [commands(listener, Context.CONVERSATION, *each) for each in scenes] == [
        [Command.PAUSE],
        [],
    ]


def test_the_detector_alone_does_not_tell_a_word_from_the_people_behind_it(english, moonshine):
    people = np.tile(trimmed(say("we walked along the river until the sun went down")), 3)
    stop = trimmed(say("stop"))
    air = 0.02 * np.roll(people, RATE)
    air[4 * RATE : 4 * RATE + len(stop)] += stop
    ours, alone = Ears(english, moonshine), peers.detector_alone(english)
    assert commands(ours, Context.QUESTION, air) == [Command.STOP]
    assert commands(alone, Context.QUESTION, air) == []


@pytest.mark.parametrize(
    ("condition", "name"),
    [
        (built(False, False, None, 0), "clean"),
        (built(True, False, None, 0), "telephone"),
        (built(True, True, "kitchen", 12.5), "telephone, room, kitchen 12.5 dB"),
    ],
)
def test_a_condition_is_named_by_its_parts(condition, name):
    assert condition.name == name


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--noise", "kitchen"], "both --noise SUBSET and --snr DB"),
        (["--snr", "10"], "both --noise SUBSET and --snr DB"),
        (["--noise", "sea", "--snr", "10"], "The corpus' noises are kitchen."),
    ],
)
def test_a_noise_that_cannot_be_had_is_refused_in_one_sentence(tmp_path, options, says):
    rows = "file,kind,language,words,speaker,subset\nhum.flac,noise,,,,kitchen\n"
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    result = CliRunner().invoke(evaluate, [str(tmp_path), *options])
    assert (result.exit_code, says in result.output) == (2, True)


def said(condition, command, *, obeyed, seconds=2.0):
    """A stream in which `command` was meant, or talk, and what was obeyed of it."""
    heard = tuple(Heard(each, True, 1.0, "clear", 1.0, 1.5, 0.4) for each in obeyed)
    recording = Recording(Path("a.flac"), "", "en", "stop", "Ann", "talk")
    about = (Context.QUESTION, command, condition, recording)
    return Case(*about, seconds, seconds / 100, (0.05,), heard)


def test_a_way_has_its_hits_its_wrong_commands_and_its_false_accepts_in_a_row():
    cases = [
        said("clean", Command.STOP, obeyed=[Command.STOP]),
        said("clean", Command.STOP, obeyed=[Command.NEXT]),
        said(TALK, None, obeyed=[Command.NEXT, Command.NO], seconds=3600.0),
    ]
    *_, row, _ = side_by_side({"ours": cases}, Context.QUESTION)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[0] == "ours"
    assert cells[1].startswith("50 [1-99], 50 [1-99]")
    assert cells[2].startswith("2.0 [0.2-7.2]")
    assert cells[3:] == ["50", "1.0"]


def test_nothing_is_known_of_what_was_never_heard():
    case = said(TALK, None, obeyed=[], seconds=3600.0)
    *_, row, _ = side_by_side({"ours": [case]}, Context.QUESTION)
    assert "0.0 [0.0-3.7]" in row
    assert row.count("|") == 5
