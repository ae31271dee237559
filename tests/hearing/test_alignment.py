"""Rows of frames laid on each other, faster or slower."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.hearing.alignment import FAR, FREE, Bank

WIDTH = 6


def speech(frames, seed):
    """Something with that many frames, each unlike the others."""
    rows = np.random.default_rng(seed).standard_normal((frames, WIDTH)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def one_by_one(query, template):
    """The same distance, written down as it is defined."""
    costs = 1 - query @ template.T
    reached = np.full(costs.shape, np.inf)
    reached[0, : FREE + 1] = costs[0, : FREE + 1]
    for i in range(1, len(query)):
        for j in range(len(template)):
            reached[i, j] = costs[i, j] + reached[i - 1, max(0, j - 2) : j + 1].min()
    return min(FAR, reached[-1, max(0, len(template) - 1 - FREE) :].min() / len(query))


lengths = st.integers(min_value=1, max_value=14)


@given(lengths, st.lists(lengths, min_size=1, max_size=5), st.integers(0, 1000))
def test_many_templates_at_once_are_as_far_as_each_by_itself(asked, stored, seed):
    query = speech(asked, seed)
    templates = [speech(frames, seed + 1 + n) for n, frames in enumerate(stored)]

    together = Bank(templates).distances(query)

    assert together == pytest.approx([one_by_one(query, each) for each in templates], abs=1e-5)


@given(st.integers(8, 20), st.integers(0, 1000))
def test_the_same_words_said_slowly_or_fast_are_the_same_words(frames, seed):
    said = speech(frames, seed)
    bank = Bank([said])

    assert bank.distances(np.repeat(said, 3, axis=0)) == pytest.approx(0, abs=1e-5)
    assert bank.distances(said[::2]) == pytest.approx(0, abs=1e-5)


def test_an_edge_that_was_cut_off_is_not_missed():
    said = speech(20, 1)

    assert Bank([said]).distances(said[FREE:-FREE]) == pytest.approx(0, abs=1e-5)


def test_the_order_of_sounds_matters():
    said = speech(20, 1)

    assert Bank([said]).distances(said[::-1])[0] > 0.5


def test_a_short_word_is_never_a_long_sentence():
    assert Bank([speech(60, 1)]).distances(speech(5, 2)) == pytest.approx(FAR)


def test_hundreds_of_templates_keep_their_places():
    templates = [speech(3 + n % 40, n) for n in range(700)]
    bank = Bank(templates)

    for number in (0, 1, 39, 255, 256, 699):
        assert bank.distances(templates[number]).argmin() == number
