"""Air is cut where people pause, in a quiet room and in a loud one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hearing.voices import RATE, echoing, hush, say, scene, trimmed
from voice_facilitator.hearing.cut import Cut
from voice_facilitator.hearing.segmenter import Segmenter

TALK = "we went to the market and bought some apples and then we walked all the way home again"


def cut(samples, size=RATE // 10):
    segmenter = Segmenter()
    segments = []
    for i in range(0, len(samples), size):
        segments += segmenter.feed(samples[i : i + size])
    return segments + segmenter.flush()


def test_a_word_in_a_pause_is_one_segment_with_sound_around_it():
    word = say("stop")
    [segment] = cut(scene(1.0, word, 1.0))
    assert 0.9 < segment.start_s < segment.end_s < 1.0 + len(word) / RATE + 0.1
    assert len(segment.samples) / RATE > segment.end_s - segment.start_s + Cut().pre_roll_s


def test_two_words_with_a_pause_between_are_two():
    assert len(cut(scene(1.0, say("stop"), 0.6, say("next"), 1.0))) == 2


def test_a_phrase_of_two_words_is_one():
    assert len(cut(scene(1.0, say("more time"), 1.0))) == 1


def test_it_is_clear_half_a_second_after_the_word():
    [segment] = cut(scene(1.0, say("stop"), 1.0), size=160)
    assert segment.closed_s - segment.end_s < 0.5


def test_talk_without_a_pause_keeps_no_samples():
    segments = cut(scene(1.0, say(TALK), 1.0))
    longest = max(segments, key=lambda segment: segment.end_s - segment.start_s)
    assert longest.end_s - longest.start_s > Cut().longest_s
    assert longest.samples is None


def test_a_word_after_talk_is_cut_free_of_it():
    talk, word = say(TALK), say("pause")
    segments = cut(scene(1.0, talk, 0.6, word, 1.0))
    begins = 1.0 + len(talk) / RATE + 0.6
    last = segments[-1]
    assert abs(last.start_s - begins) < 0.15
    assert last.start_s - (last.end_s - len(last.samples) / RATE) < 0.8


def test_what_sticks_out_of_talk_without_a_pause_is_not_alone():
    talk = [trimmed(say(TALK)), 0.6 * trimmed(say(TALK, "en-us+f2"))] * 3
    segments = cut(scene(1.0, *talk, 1.0))
    short = [segment for segment in segments if segment.samples is not None]
    assert short
    assert not any(segment.alone for segment in short)


@pytest.mark.parametrize("level_db", [-70, -40])
@pytest.mark.parametrize("seconds", [0.3, 0.9, 1.5])
@pytest.mark.parametrize("said", ["stop", "how much time is left"])
def test_a_phrase_is_alone_in_a_room_that_echoes_and_hums(said, seconds, level_db):
    phrase = echoing(trimmed(say(said)), seconds)
    [segment] = cut(scene(2.0, phrase, 1.5, level_db=level_db))
    assert segment.alone


@pytest.mark.parametrize("below_db", [10, 15])
def test_a_word_is_alone_in_front_of_voices_that_are_much_softer(below_db):
    talk = trimmed(say(TALK))
    murmur = sum(np.resize(np.roll(talk, shift), 6 * RATE) for shift in range(0, 45_000, 9_000))
    murmur *= 10 ** (-below_db / 20) / np.sqrt(5)
    word = trimmed(say("stop"))
    murmur[3 * RATE : 3 * RATE + len(word)] += word
    [segment] = cut(murmur.astype(np.float32))
    assert segment.alone


def test_a_word_is_alone_once_others_have_paused():
    segments = cut(scene(1.0, say(TALK), 0.6, say("pause"), 0.6, say(TALK), 1.0))
    assert [segment.alone for segment in segments if segment.samples is not None] == [True]


@pytest.mark.parametrize("before_s", [0.0, 0.05])
def test_a_stream_may_begin_and_end_with_the_word(before_s):
    word = say("stop")
    [segment] = cut(np.concatenate([hush(before_s), word[: np.flatnonzero(word)[-1]]]))
    assert segment.samples is not None


@pytest.mark.parametrize("level_db", [-75, -50, -35])
def test_a_noise_that_goes_on_is_nobody(level_db):
    assert cut(hush(8.0, level_db)) == []


def test_a_stream_of_zeros_is_nobody():
    assert cut(np.zeros(4 * RATE, np.float32)) == []


def test_a_word_over_noise_is_still_cut_out():
    [segment] = cut(scene(3.0, say("repeat"), 1.5, level_db=-42))
    assert abs(segment.start_s - 3.0) < 0.2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=20))
def test_how_the_stream_is_parcelled_does_not_matter(sizes):
    stream = scene(0.7, say("next step"), 0.8, say("no"), 0.6)
    whole = cut(stream, size=len(stream))
    segmenter = Segmenter()
    parts = []
    at = 0
    for size in [*sizes, len(stream)]:
        parts += segmenter.feed(stream[at : at + size])
        at += size
    parts += segmenter.flush()
    assert [(s.start_s, s.end_s) for s in parts] == [(s.start_s, s.end_s) for s in whole]
    for part, reference in zip(parts, whole, strict=True):
        np.testing.assert_array_equal(part.samples, reference.samples)
