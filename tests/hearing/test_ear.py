"""What a person says, in which situation, and what comes of it."""

import json

import msgspec
import numpy as np
import pytest

from tests.hearing.voices import RATE, blocks, hush, say, scene, trimmed
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing import decision
from voice_facilitator.hearing.cut import Cut
from voice_facilitator.hearing.decision import Margins
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.insistence import Insistence


@pytest.fixture
def hear(english, moonshine):
    """Listen to a scene in a context; what was said, one by one."""

    def hear(context, *parts, **options):
        ear = Ear(english, moonshine, context, **options)
        return list(ear.hear(blocks(scene(*parts))))

    return hear


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("next", Command.NEXT),
        ("stop", Command.STOP),
        ("how much time is left", Command.TIME),
        ("say that again", Command.REPEAT),
        ("move on", Command.NEXT),
    ],
)
def test_a_command_in_a_pause_of_a_conversation_is_obeyed(hear, said, command):
    [utterance] = hear(Context.CONVERSATION, 1.0, say(said), 1.0)
    assert (utterance.command, utterance.accepted) == (command, True)


def test_yes_counts_after_a_question(hear):
    [utterance] = hear(Context.QUESTION, 1.0, say("yes"), 1.0)
    assert (utterance.command, utterance.accepted) == (Command.YES, True)


def test_yes_is_what_people_say_to_each_other(hear):
    [utterance] = hear(Context.CONVERSATION, 1.0, say("yes"), 1.0)
    assert not utterance.accepted
    assert utterance.reason == "not in this context"


@pytest.mark.parametrize(
    "talk",
    [
        "and next he told me about his sister",
        "I think we should stop talking about it",
        "yes that is what I meant",
    ],
)
def test_a_command_inside_a_sentence_is_none(hear, talk):
    assert not any(u.accepted for u in hear(Context.CONVERSATION, 1.0, say(talk), 1.0))


def test_in_the_silence_only_its_four_commands_are_obeyed(hear):
    [helping, pausing] = hear(Context.SILENCE, 1.0, say("help"), 1.0, say("pause"), 1.0)
    assert not helping.accepted
    assert (pausing.command, pausing.accepted) == (Command.PAUSE, True)


def test_a_speech_is_too_long_and_costs_nothing(hear, moonshine, monkeypatch):
    monkeypatch.setattr(moonshine, "score", None)
    [utterance] = hear(
        Context.CONVERSATION, 1.0, say("we walked along the river until the sun went down"), 1.0
    )
    assert utterance.reason == "too long"


def test_where_phrases_are_said_to_be_shorter_a_word_is_a_speech(hear):
    [utterance] = hear(Context.CONVERSATION, 1.0, say("stop"), 1.0, cut=Cut(longest_s=0.2))
    assert (utterance.reason, utterance.accepted) == ("too long", False)


def test_our_own_words_are_not_obeyed_while_we_say_them(english, moonshine):
    ear = Ear(english, moonshine, Context.WAITING)
    ear.mask("Say next when you are ready.", 0.5, 2.5)
    stream = scene(1.0, say("next"), 1.0, say("pause"), 1.5, say("next"), 1.0)
    ours, pausing, theirs = ear.hear(blocks(stream))
    assert (ours.accepted, ours.reason) == (False, "while we said it")
    assert (pausing.command, pausing.accepted) == (Command.PAUSE, True)
    assert (theirs.command, theirs.accepted) == (Command.NEXT, True)


def test_right_after_a_command_its_echo_is_not_another(hear):
    parts = (1.0, say("next"), 0.6, say("next"), 2.0, say("next"), 1.0)
    heard = hear(Context.WAITING, *parts, refractory_s=1.5)
    assert [u.accepted for u in heard] == [True, False, True]
    assert heard[1].reason == "refractory"


def test_each_utterance_of_a_recording_is_judged_alone(hear):
    assert [u.accepted for u in hear(Context.WAITING, 1.0, say("next"), 0.6, say("next"), 1.0)] == [
        True,
        True,
    ]


def test_the_context_can_change_in_mid_stream(english, moonshine):
    ear = Ear(english, moonshine, Context.CONVERSATION)
    before = [u for b in blocks(scene(1.0, say("yes"), 1.0)) for u in ear.feed(b)]
    ear.listen(Context.QUESTION)
    after = [u for b in blocks(scene(1.0, say("yes"), 1.0)) for u in ear.feed(b)]
    assert [u.accepted for u in before + after] == [False, True]


def test_it_scores_while_it_waits_for_the_end_of_the_pause(english, moonshine, monkeypatch):
    ear = Ear(english, moonshine, Context.CONVERSATION)
    scored_at_s = []
    score = moonshine.score

    def note(*arguments):
        scored_at_s.append(ear.position_s)
        return score(*arguments)

    monkeypatch.setattr(moonshine, "score", note)
    [utterance] = ear.hear(blocks(scene(1.0, say("next"), 1.0)))
    assert utterance.accepted
    [at_s] = scored_at_s
    assert utterance.end_s < at_s < utterance.end_s + Cut().gap_s


def test_who_goes_on_after_a_breath_gave_no_command(hear):
    going_on = say("I never said that to anyone")
    stop = trimmed(say("stop"))
    heard = hear(Context.CONVERSATION, 1.0, stop, 0.25, trimmed(going_on), 1.0)
    assert not any(utterance.accepted for utterance in heard)


def test_a_recording_of_one_word_without_any_silence(english, moonshine):
    [utterance] = Ear(english, moonshine, Context.CONVERSATION).hear([trimmed(say("stop"))])
    assert (utterance.command, utterance.accepted) == (Command.STOP, True)


@pytest.mark.parametrize("samples", [np.zeros(0, np.float32), np.ones(5, np.float32), hush(3)])
def test_nothing_said_is_nothing_heard(english, moonshine, samples):
    assert list(Ear(english, moonshine, Context.QUESTION).hear([samples])) == []


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e30])
def test_broken_samples_do_not_make_it_deaf(english, moonshine, bad):
    ear = Ear(english, moonshine, Context.WAITING)
    broken = np.full(RATE, bad, np.float32)
    heard = list(ear.hear([scene(1.0), broken, scene(12.0, say("next"), 1.0)]))
    assert (heard[-1].command, heard[-1].accepted) == (Command.NEXT, True)


def test_a_line_of_json_says_it_all(hear):
    [utterance] = hear(Context.CONVERSATION, 1.0, say("stop"), 1.0)
    line = json.loads(utterance.json())
    assert list(line) == [
        "start_s",
        "end_s",
        "decided_s",
        "text",
        "command",
        "accepted",
        "reason",
        "margin",
        "needed",
        "ask",
    ]
    assert line["command"] == "stop"
    assert line["start_s"] < line["end_s"] < line["decided_s"]
    assert line["margin"] > line["needed"]


@pytest.fixture
def word(english, moonshine, monkeypatch):
    """“Help”, with some silence around it, which is just believed."""
    word = scene(1.0, say("help"), 1.5)
    [plain] = Ear(english, moonshine, Context.WAITING).hear(blocks(word))
    thresholds = decision.load()[moonshine.name]
    barely = msgspec.structs.replace(thresholds, waiting=plain.margin - 0.5)
    monkeypatch.setattr(decision, "load", lambda: {moonshine.name: barely})
    return word


def test_while_we_speak_a_word_must_be_clear_and_when_we_have_fallen_silent_less_so(
    english, moonshine, word
):
    ear = Ear(english, moonshine, Context.WAITING)
    ear.mask("We have just begun to tell a long story.", 0.5, 9.0)
    [spoken_over] = ear.hear(blocks(word))
    assert (spoken_over.accepted, spoken_over.reason) == (False, "not clear enough while we speak")
    ear = Ear(english, moonshine, Context.WAITING)
    ear.mask("We have just begun to tell a long story.", 0.0, 9.0)
    ear.unmask(0.3)
    [stopped_for] = ear.hear(blocks(word))
    assert stopped_for.accepted


NEXT_THRICE = scene(1.0, say("next"), 1.5, say("next"), 1.5, say("next"), 1.5)


@pytest.fixture
def in_doubt(english, moonshine, monkeypatch):
    """An ear that finds “next” a little doubtful, and believes what is said twice."""
    heard = Ear(english, moonshine, Context.WAITING).hear(blocks(NEXT_THRICE))
    clearest = max(utterance.margin for utterance in heard)
    thresholds = decision.load()[moonshine.name]
    strict = msgspec.structs.replace(thresholds, waiting=clearest + 1.0)
    monkeypatch.setattr(decision, "load", lambda: {moonshine.name: strict})
    twice = msgspec.structs.replace(thresholds.insistence, waiting=clearest + 1.0)

    def ear(**options):
        return Ear(
            english, moonshine, Context.WAITING, insistence=Insistence(strict, twice), **options
        )

    return ear


def test_a_doubtful_word_is_obeyed_when_it_is_said_again(in_doubt):
    heard = list(in_doubt().hear(blocks(NEXT_THRICE)))
    assert [u.reason for u in heard] == ["below threshold", "said twice", "below threshold"]
    assert [u.accepted for u in heard] == [False, True, False]


def test_what_is_doubtful_and_makes_us_fall_silent_is_obeyed_when_it_is_said_again(in_doubt):
    ear = in_doubt()
    ear.mask("We have just begun to tell a long story.", 0.0, 9.0)
    ear.unmask(1.3)
    assert [u.accepted for u in ear.hear(blocks(NEXT_THRICE))] == [False, True, False]


def test_a_word_of_ours_that_is_heard_while_we_stop_is_no_first_saying(in_doubt):
    ear = in_doubt()
    ear.mask("Say “next” when you are ready.", 0.0, 9.0)
    ear.unmask(1.3)
    assert [u.accepted for u in ear.hear(blocks(NEXT_THRICE))] == [False, False, True]


def test_in_a_conversation_who_made_us_fall_silent_is_believed_as_if_we_waited(
    english, moonshine, monkeypatch
):
    thresholds = decision.load()[moonshine.name]
    patient = msgspec.structs.replace(thresholds, waiting=-30.0, conversation=30.0)
    monkeypatch.setattr(decision, "load", lambda: {moonshine.name: patient})

    def obeyed(*happened):
        ear = Ear(english, moonshine, Context.CONVERSATION)
        for act, *times in happened:
            act(ear, *times)
        [heard] = ear.hear(blocks(scene(8.0, say("help"), 1.5)))
        return heard.accepted

    def speak(ear, from_s, to_s):
        ear.mask("We have just begun to tell a long story.", from_s, to_s)

    def hush(ear, from_s):
        ear.unmask(from_s)

    assert obeyed((speak, 1.0, 12.0), (hush, 6.0))
    assert not obeyed()
    assert not obeyed((speak, 1.0, 6.0))
    assert not obeyed((speak, 1.0, 12.0), (hush, 1.5))
    assert not obeyed((speak, 1.0, 12.0), (hush, 4.0), (speak, 5.0, 6.0))


def test_what_would_be_clear_but_for_our_voice_counts_when_it_is_said_again(
    english, moonshine, monkeypatch
):
    first, second, _ = Ear(english, moonshine, Context.WAITING).hear(blocks(NEXT_THRICE))
    thresholds = decision.load()[moonshine.name]
    needed = (first.margin + second.margin) / 2
    strict = msgspec.structs.replace(thresholds, waiting=needed, interrupting=30.0)
    monkeypatch.setattr(decision, "load", lambda: {moonshine.name: strict})
    insistence = Insistence(strict, msgspec.structs.replace(thresholds.insistence, waiting=needed))
    ear = Ear(english, moonshine, Context.WAITING, insistence=insistence)
    ear.mask("We have just begun to tell a long story.", 0.0, 9.0)
    ear.unmask(1.3)
    over_us, again, _ = ear.hear(blocks(NEXT_THRICE))
    assert over_us.reason == "not clear enough while we speak"
    assert (again.reason, again.accepted) == ("said twice", True)


def test_nor_when_we_have_gone_on_with_something_else(in_doubt):
    ear = in_doubt()
    for begun_s in (0.0, 0.9, 3.2):
        ear.unmask(begun_s)
        ear.mask("We have just begun to tell a long story.", begun_s, 9.0)
    assert not any(u.accepted for u in ear.hear(blocks(NEXT_THRICE)))


def test_what_is_doubtful_while_we_speak_is_no_insistence(in_doubt):
    ear = in_doubt()
    ear.mask("We have just begun to tell a long story.", 0.0, 2.5)
    assert [u.accepted for u in ear.hear(blocks(NEXT_THRICE))] == [False, False, True]


def test_a_doubtful_word_is_worth_asking_about_from_some_clearness_on(in_doubt):
    def asked(margin, word="next"):
        margins = Margins(question=np.inf, waiting=margin, conversation=np.inf, silence=np.inf)
        heard = in_doubt(asking=margins).hear(blocks(scene(1.0, say(word), 1.5)))
        return [(u.command, u.ask, u.accepted) for u in heard]

    assert asked(margin=-30.0) == [(Command.NEXT, True, False)]
    assert asked(margin=30.0) == [(Command.NEXT, False, False)]
    assert asked(margin=-30.0, word="help") == [(Command.HELP, False, False)]


def test_what_is_said_twice_needs_no_question(in_doubt):
    margins = Margins(question=-30, waiting=-30, conversation=-30, silence=-30)
    heard = list(in_doubt(asking=margins).hear(blocks(NEXT_THRICE)))
    assert [(u.ask, u.accepted) for u in heard] == [(True, False), (False, True), (True, False)]


def test_what_is_doubtful_while_we_speak_is_not_asked_about(in_doubt):
    margins = Margins(question=-30, waiting=-30, conversation=-30, silence=-30)
    ear = in_doubt(asking=margins)
    ear.mask("We have just begun to tell a long story.", 0.0, 2.5)
    assert [u.ask for u in ear.hear(blocks(NEXT_THRICE))] == [False, True, False]


def test_without_insistence_each_utterance_is_judged_alone(in_doubt, english, moonshine):
    ear = Ear(english, moonshine, Context.WAITING)
    assert not any(u.accepted for u in ear.hear(blocks(NEXT_THRICE)))


@pytest.fixture
def reasons(english, moonshine, monkeypatch):
    """Why each short stretch of talk without a pause is not obeyed, though all sounds like "stop".

    The talk may be what we say ourselves.
    """

    def hear(ours=False):
        def score(segment, vocabulary):
            phrases = {each: 0.0 if each.text == "stop" else -50.0 for each in vocabulary.phrases}
            return Scores(phrases, -50.0, "stop")

        monkeypatch.setattr(moonshine, "score", score)
        text = "we bought some apples and then we walked all the way home again"
        ear = Ear(english, moonshine, Context.WAITING)
        if ours:
            ear.mask(text, 0.0, 60.0)
        talk = [trimmed(say(text)), 0.6 * trimmed(say(text, "en-us+f2"))] * 4
        heard = ear.hear(blocks(scene(1.0, *talk, 1.0)))
        return {u.reason for u in heard if u.reason != "too long"}

    return hear


def test_nothing_that_is_cut_out_of_talk_is_a_command(reasons):
    assert reasons() == {"in the middle of speech"}


def test_our_own_voice_beside_a_word_does_not_make_it_talk(reasons):
    assert "in the middle of speech" not in reasons(ours=True)
    assert reasons(ours=True)


def test_of_two_commands_about_as_likely_none_is_obeyed(english, moonshine, monkeypatch):
    def score(segment, vocabulary):
        near = {"louder": -0.6, "softer": -0.8}
        phrases = {phrase: near.get(phrase.text, -50.0) for phrase in vocabulary.phrases}
        return Scores(phrases, -50.0, "louder")

    monkeypatch.setattr(moonshine, "score", score)
    [said] = Ear(english, moonshine, Context.WAITING).hear(blocks(scene(1.0, say("louder"), 1.0)))
    assert (said.command, said.accepted) == (Command.LOUDER, False)
    assert said.reason == "may be another command"
