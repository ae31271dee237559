"""Lines become words, in every language."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator import library
from voice_facilitator.session.actions import Line
from voice_facilitator.session.phrasebook import LINES, duration, words

CASE_CLINIC = library.load_protocol("case_clinic")
LANGUAGES = {code: library.load_language(code) for code in library.names("languages")}
codes = st.sampled_from(sorted(LANGUAGES))
keys = st.sampled_from([*LINES, "welcome", "prompt", "goodbye"])
phases = st.none() | st.sampled_from([phase.id for phase in CASE_CLINIC.phases])
seconds = st.none() | st.floats(0, 1e6)


@given(codes, keys, phases, phases, seconds, seconds)
def test_every_line_has_words_whatever_it_carries(code, key, phase, after, seconds, slack):
    line = Line(key, phase, after, seconds, slack, number=2, count=7)
    text = words(line, CASE_CLINIC, LANGUAGES[code])
    assert text
    assert not set(text) & set("{}\n[]()")
    assert "None" not in text


@given(codes, st.floats(0, 7200))
def test_no_length_of_time_is_wrong_by_more_than_half_a_minute(code, seconds):
    language = LANGUAGES[code]
    text = duration(seconds, language)
    if text == language.lines["minute_and_a_half"]:
        told = 90
    elif text == language.minutes.one:
        told = 60
    elif text == language.seconds.one:
        told = 1
    else:
        number = int(re.search(r"\d+", text).group())
        told = number * (60 if text == language.minutes.other.format(n=number) else 1)
    assert abs(told - seconds) <= 30


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "one second"),
        (7, "7 seconds"),
        (44, "45 seconds"),
        (60, "one minute"),
        (95, "a minute and a half"),
        (120, "2 minutes"),
        (900, "15 minutes"),
    ],
)
def test_lengths_of_time_as_people_say_them(seconds, text):
    assert duration(seconds, LANGUAGES["en"]) == text


def test_a_line_begins_with_a_capital_and_has_no_line_breaks():
    line = Line("time_left", seconds=480)
    assert words(line, CASE_CLINIC, LANGUAGES["fr"]) == "Il reste 8 minutes."
    prompt = words(Line("prompt", "silence"), CASE_CLINIC, LANGUAGES["fr"])
    assert prompt.startswith("Troisième étape\u00a0: le silence, pendant 3 minutes. Personne")


def test_minutes_in_a_prompt_follow_the_protocol():
    welcome = words(Line("welcome"), CASE_CLINIC, LANGUAGES["en"])
    assert "For about 70 minutes you will give" in welcome


def spoken(code):
    """All that we say in a language."""
    lines = [Line(key, "intention", "silence", 400, 95, 2, 7) for key in LINES]
    lines += [Line("welcome"), Line("goodbye")]
    lines += [Line("prompt", phase.id) for phase in CASE_CLINIC.phases]
    return [words(line, CASE_CLINIC, LANGUAGES[code]) for line in lines]


def understood(code):
    """All that can be said to us in a language."""
    return {phrase for phrases in LANGUAGES[code].phrases.values() for phrase in phrases}


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_words_that_we_tell_people_to_say_are_words_that_we_understand(code):
    told = {word.strip() for text in spoken(code) for word in re.findall(r"[“«]([^”»]*)[”»]", text)}
    assert len(told) > 8
    assert told <= understood(code)


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_no_clause_of_ours_is_a_command_and_nothing_else(code):
    """So that no pause in our speech leaves a command standing alone."""
    for text in spoken(code):
        for clause in re.split(r"[.:;!?,]", text):
            bare = re.sub("[“”«»]", "", clause).strip().lower()
            assert bare not in understood(code), text


def test_french_has_its_typography():
    for text in spoken("fr"):
        assert "'" not in text, text
        assert not re.search(r"« | »| [;:?!]", text), text
        assert not re.search(r"[^\u00a0\u202f][;:?!»]", text), text
