"""A walk through the tree finds the probabilities that adding up all spellings would."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.hearing.trie import Walk, grow

END = 0
DOT = 1
LETTERS = "abcABC"
SIZE = 2 + len(LETTERS)


def encode(text):
    return [2 + LETTERS.index(letter) for letter in text]


class Writer:
    """A language model with its own fixed idea of what follows what."""

    def __init__(self, seed, sharpness=1.0):
        self._seed = seed
        self._sharpness = sharpness

    def logits(self, tokens):
        generator = np.random.default_rng([self._seed, *tokens])
        return self._sharpness * generator.standard_normal(SIZE)

    def log_probability(self, tokens):
        total = 0.0
        for i, token in enumerate(tokens):
            logits = self.logits(tokens[:i])
            total += logits[token] - np.logaddexp.reduce(logits)
        return total

    def of_text(self, text):
        """The log probability of `text` in either case, with a full stop or without."""
        spellings = itertools.product([text, text[0].upper() + text[1:]], [[], [DOT]])
        return np.logaddexp.reduce(
            [self.log_probability([*encode(word), *mark, END]) for word, mark in spellings]
        )


def walked(writer, phrases, decoys=()):
    walk = Walk(grow(phrases, decoys, encode, [DOT]), END, longest=5)
    while walk.paths:
        walk.advance(np.array([writer.logits(path.tokens) for path in walk.paths], np.float32))
    return walk


texts = st.lists(st.text("abc", min_size=1, max_size=3), min_size=2, max_size=6, unique=True)


@given(st.integers(0, 1000), texts)
def test_the_likeliest_phrase_is_scored_as_if_all_its_spellings_had_been_asked(seed, phrases):
    writer = Writer(seed)
    truth = {text: writer.of_text(text) for text in phrases}
    best = max(truth, key=lambda text: truth[text])
    assert walked(writer, phrases).texts[best] == pytest.approx(truth[best], abs=0.02)


@given(st.integers(0, 1000), texts)
def test_no_phrase_is_without_a_score_nor_scored_too_low(seed, phrases):
    writer = Writer(seed, sharpness=6.0)
    walk = walked(writer, phrases)
    assert all(walk.texts[text] >= writer.of_text(text) - 1e-3 for text in phrases)


@given(st.integers(0, 1000), texts)
def test_a_decoy_that_is_dropped_was_hopeless(seed, decoys):
    writer = Writer(seed, sharpness=6.0)
    walk = walked(writer, ["ccc"], decoys)
    for text in decoys:
        assert text in walk.texts or text == "ccc" or writer.of_text(text) < -5


@given(st.integers(0, 1000))
def test_the_greedy_path_is_what_the_writer_would_write(seed):
    writer = Writer(seed)
    written = []
    while len(written) < 5 and (choice := int(np.argmax(writer.logits(tuple(written))))) != END:
        written.append(choice)
    walk = walked(writer, ["ab"])
    assert list(walk.greedy.tokens) == written
