"""What the measuring scripts count, and what they have a group say."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import folds, grammar
from measuring.case import TALK, Call, Case, Heard
from measuring.corpus import Planted, Recording, load
from measuring.folds import Limits
from measuring.party import RATE, Member, Party

from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.decision import Insisting
from voice_facilitator.hearing.moonshine import plain
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.library import load_language


def heard(command, margin, start_s=0.0, accepted=False):
    return Heard(command, accepted, margin, "", start_s, start_s + 0.5, 0.4)


def case(*utterances, speaker="Ann", means=Command.STOP, condition="clean", calls=()):
    recording = Recording(Path(f"{speaker}.flac"), "", "en", "stop", speaker, "")
    context = Context.CONVERSATION
    return Case(
        context, means, condition, recording, 360.0, 0.0, (), utterances, calls=tuple(calls)
    )


def talk(*utterances, calls=()):
    return case(*utterances, means=None, condition=TALK, calls=calls)


def test_a_command_in_the_middle_of_talk_is_no_false_accept_but_a_hit():
    call = Call(Planted("stop", "Ann", 10.0, 10.4), Command.STOP)
    group = talk(
        heard(Command.STOP, 1.0, start_s=9.9, accepted=True),
        heard(Command.NEXT, 1.0, start_s=30.0, accepted=True),
        calls=[call],
    )
    assert group.false_accepts == 1
    assert group.obeyed(call) == {Command.STOP}


INSISTING = Insisting(question=-3.0, waiting=-3.0, conversation=-3.0, silence=-3.0, leeway=4.0)


def doubtful(start_s, reason="below threshold", **margins):
    likeliest = max(margins, key=margins.get)
    about = (Command(likeliest), False, margins[likeliest], reason, start_s, start_s + 0.5, 0.4)
    return Heard(*about, possible={Command(name): margin for name, margin in margins.items()})


def test_what_is_said_twice_would_be_obeyed_if_both_lack_little_enough():
    twice = case(doubtful(1.0, stop=-4.0, pause=-5.0), doubtful(3.0, stop=-5.0, next=-4.5))
    believed = twice.insisting(INSISTING)
    assert (believed.hit, believed.wrong) == (True, False)
    assert [each.command for each in believed.heard] == [Command.STOP, Command.STOP]
    strict = Insisting(question=0.0, waiting=0.0, conversation=0.0, silence=0.0, leeway=4.0)
    assert not twice.insisting(strict).hit


def test_a_scrap_of_something_else_undoes_no_first_saying():
    def sayings(reason):
        first, last = doubtful(1.0, stop=-4.0), doubtful(3.0, stop=-4.0)
        return case(first, doubtful(2.0, reason, next=-4.0), last).insisting(INSISTING)

    assert sayings("too short").hit
    assert not sayings("below threshold").hit


def test_what_we_say_ourselves_is_no_saying():
    twice = case(doubtful(1.0, "while we said it", stop=-4.0), doubtful(3.0, stop=-4.0))
    assert not twice.insisting(INSISTING).hit


def test_the_lowest_threshold_is_chosen_that_lets_in_no_more_than_it_may():
    # 10 false accepts an hour are one in these six minutes.
    group = talk(heard(Command.NEXT, 2.0), heard(Command.NEXT, 1.0), heard(Command.NEXT, -1.0))
    assert folds.lowest([group], Limits(false_accepts=10)) == pytest.approx(1.0, abs=folds.STEP)


def test_wrong_commands_are_limited_in_each_condition():
    clean = [case(heard(Command.START, -3.0)), case(heard(Command.STOP, 5.0))]
    noisy = [case(heard(Command.START, 0.5), condition="noisy"), case(condition="noisy")]
    limits = Limits(false_accepts=1, wrong={"clean": 0, "noisy": 50})
    assert folds.lowest([*clean, *noisy], limits) == pytest.approx(-3.0, abs=folds.STEP)
    strict = Limits(false_accepts=1, wrong={"clean": 0, "noisy": 0})
    assert folds.lowest([*clean, *noisy], strict) == pytest.approx(0.5, abs=folds.STEP)


def test_nobody_is_judged_by_a_threshold_that_was_chosen_on_them():
    """One speaker alone makes a high threshold needed: where it is not chosen on them, it shows."""
    words = [case(heard(Command.STOP, 1.0), speaker=f"speaker {n}") for n in range(30)]
    odd = case(heard(Command.START, 4.0), speaker="the odd one")
    chosen = folds.choose([*words, odd], Limits(false_accepts=1, wrong={"clean": 0}), 5)
    assert chosen.over_all == pytest.approx(4.0, abs=folds.STEP)
    assert sum(each.wrong for each in chosen.cases) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_group_hardly_repeats_itself_and_gives_no_command_by_chance(language):
    sentences, chance = grammar.load(language), np.random.default_rng(0)
    phrases = vocabulary(load_language(language), Context.CONVERSATION).phrases
    commands = {phrase.text for phrase in phrases}
    drawn = [
        sentences.draw(templates, chance)
        for templates in (sentences.long, sentences.short, sentences.backchannels)
        for _ in range(2000)
    ]
    pieces = {plain(piece) for each in drawn for piece in each}
    assert not pieces & commands
    assert len(set(drawn)) > 1500


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_whoever_speaks_to_us_leaves_a_pause_before_and_after(seed):
    talk = np.full(RATE // 2, 0.5, np.float32)

    def member(name):
        return Member(name, lambda _: talk, lambda _: -talk, np.ones(1, np.float32), -20)

    sentences = grammar.Grammar(["a"], ["b"], ["c"], {})
    party = Party([member("Ann"), member("Bob")], sentences, np.random.default_rng(seed))
    said = party.talk(60, ["stop", "next"])
    assert [planted.words for planted in said.planted] == ["stop", "next"]
    loud = np.abs(said.samples) > 0.02
    for planted in said.planted:
        start, end = (round(second * RATE) for second in (planted.start_s, planted.end_s))
        assert loud[start + 2 : end - 2].all()
        assert not loud[start - RATE // 2 : start - 2].any()
        assert not loud[end + 2 : end + RATE // 2].any()


def test_a_folder_tells_what_is_said_to_us(tmp_path):
    (tmp_path / "manifest.csv").write_text(
        "file,kind,language,words,speaker,subset\na.flac,negative,en,,five,talk\n"
    )
    (tmp_path / "commands.csv").write_text(
        "file,words,speaker,start_s,end_s\na.flac,next step,Ann,1.5,2.25\n"
    )
    (recording,) = load(tmp_path).of("negative", "en")
    assert recording.planted == (Planted("next step", "Ann", 1.5, 2.25),)
