"""The word alone, out of a segment with silence around it."""

import numpy as np
import pytest

from voice_facilitator.hearing.edges import MARGIN_S, RATE, loud, speech

from .voices import hush, say, scene


def test_silence_around_a_word_is_cut():
    word = speech(say("suivant", "fr"))

    cut = speech(scene(0.5, word, 0.5))

    assert len(cut) / RATE == pytest.approx(len(word) / RATE, abs=0.1)


def test_a_faint_consonant_at_the_edge_is_kept():
    vowel = np.sin(np.arange(RATE // 4) * 2 * np.pi * 200 / RATE) * 0.3
    hiss = hush(0.1, level_db=-32)

    cut = speech(scene(0.4, hiss, vowel, 0.4))

    assert len(cut) / RATE == pytest.approx(0.35 + 2 * MARGIN_S, abs=0.05)


@pytest.mark.parametrize("samples", [0, 1, 100, 600, RATE])
def test_silence_alone_does_no_harm(samples):
    assert len(speech(np.zeros(samples, np.float32))) <= samples


def test_a_halt_inside_a_phrase_does_not_count():
    vowel = np.sin(np.arange(RATE // 4) * 2 * np.pi * 200 / RATE) * 0.3

    kept = loud(scene(vowel, 0.25, vowel), 30)

    assert kept.tolist() == [True] * 10 + [False] * 10 + [True] * 10


@pytest.mark.parametrize("samples", [0, 5, RATE])
def test_of_silence_every_frame_counts(samples):
    assert loud(np.zeros(samples, np.float32), 40).all()
