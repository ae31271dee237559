"""A card at another rate gets the same sound, and the mixer's frames stay known."""

import numpy as np
import pytest

from voice_facilitator.sound import shelf
from voice_facilitator.sound.feed import Feed
from voice_facilitator.sound.mixer import RATE, Mixer


@pytest.mark.parametrize("rate", [48_000, 44_100, 96_000, 16_000])
def test_a_chime_comes_out_at_the_cards_rate_where_the_clock_says(rate):
    mixer = Mixer()
    mixer.render(777)
    feed = Feed(mixer, rate)
    assert feed.frame == 777
    at = 777 + RATE // 2
    mixer.play(shelf.load("chime_open"), at)
    played = np.concatenate([feed.draw(rate // 100) for _ in range(200)])
    assert feed.frame == pytest.approx(777 + 2 * RATE, abs=RATE / rate)
    expected = np.zeros(2 * rate, np.float32)
    expected[rate // 2 :] = shelf.load("chime_open", rate)[: rate * 3 // 2]
    off_by_one = np.abs(np.diff(expected)).max()
    assert np.abs(played - expected)[: -rate // 100].max() < 0.3 * off_by_one


def test_blocks_of_any_size_are_filled():
    mixer = Mixer()
    feed = Feed(mixer, 44_100)
    sizes = [1, 441, 3, 2000, 0, 17]
    assert [len(feed.draw(size)) for size in sizes] == sizes
