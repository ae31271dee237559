"""What a room sounds like, whatever is said in it."""

import numpy as np
import pytest

from voice_facilitator.hearing.room import Colour, Room, colour_of

EXPECTED = Colour(np.zeros(288, np.float32), np.ones(288, np.float32))


def talk(frames, mean, deviation, seed=0):
    rows = np.random.default_rng(seed).standard_normal((frames, 288))
    return (rows * deviation + mean).astype(np.float32)


def test_a_room_is_known_after_some_sentences():
    room = Room(EXPECTED)

    for seed in range(20):
        colour = room.hear(talk(40, mean=0.5, deviation=2.0, seed=seed))

    assert colour.mean == pytest.approx(0.5, abs=0.3)
    assert colour.deviation == pytest.approx(2.0, abs=0.3)


def test_a_single_word_does_not_change_what_is_expected_of_a_room_altogether():
    colour = Room(EXPECTED).hear(talk(8, mean=0.0, deviation=0.1))

    assert 0.5 < float(np.median(colour.deviation)) < 1.0


def test_a_group_that_moves_to_another_room_is_followed():
    room = Room(EXPECTED)
    for seed in range(200):
        room.hear(talk(40, mean=-1.0, deviation=1.0, seed=seed))
    for seed in range(200):
        colour = room.hear(talk(40, mean=1.0, deviation=1.0, seed=seed))

    assert float(colour.mean.mean()) > 0.8


def test_a_colour_is_removed():
    said = talk(400, mean=3.0, deviation=0.5)

    plain = colour_of(said).remove(said)

    assert plain.mean(axis=0) == pytest.approx(0, abs=1e-3)
    assert plain.std(axis=0) == pytest.approx(1, abs=1e-2)
