"""Speech pieced together from bits of other speech."""

import numpy as np
import pytest

from voice_facilitator.hearing.patchwork import Patchwork

from .test_alignment import speech

PIECES = [speech(frames, seed) for seed, frames in enumerate((12, 9, 15))]


def test_what_is_one_of_the_pieces_costs_nothing():
    for piece in PIECES:
        assert Patchwork(PIECES).distance(piece, seam=1.0) == pytest.approx(0, abs=1e-5)


def test_bits_of_two_pieces_cost_one_seam():
    said = np.concatenate([PIECES[2][4:10], PIECES[0][2:8]])

    assert Patchwork(PIECES).distance(said, seam=0.6) == pytest.approx(0.6 / 12, abs=1e-5)


def test_from_the_end_of_one_piece_it_is_not_free_to_go_on_into_the_next():
    said = np.concatenate([PIECES[0][-5:], PIECES[1][:5]])

    assert Patchwork(PIECES).distance(said, seam=0.5) == pytest.approx(0.5 / 10, abs=1e-5)


def test_dear_seams_make_patchwork_harder():
    strange = speech(20, seed=99)
    patchwork = Patchwork(PIECES)

    prices = [patchwork.distance(strange, seam) for seam in (0.0, 0.3, 0.8, 5.0)]

    assert prices == sorted(prices)
    assert prices[0] < prices[-1]
