"""What a group would hear of our chimes and earcons."""

from itertools import combinations

import numpy as np
import pytest

from voice_facilitator.sound import bell, shelf
from voice_facilitator.sound.mixer import RATE

CHIMES = ["chime_open", "chime_close"]
EARCONS = [name for name in bell.SOUNDS if name not in CHIMES]


def dbfs(level):
    return 20 * np.log10(max(float(level), 1e-9))


def peak_dbfs(samples):
    return dbfs(np.abs(samples).max())


def loudest_hz(samples):
    """The frequency with the most energy, to within 5 Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), RATE // 2))
    return 2 * float(spectrum.argmax())


def first_and_last_note_hz(samples):
    short = round(0.06 * RATE)
    last_loud = int(np.flatnonzero(np.abs(samples) > 0.3 * np.abs(samples).max())[-1])
    return loudest_hz(samples[:short]), loudest_hz(samples[last_loud - short : last_loud])


@pytest.mark.parametrize("name", bell.SOUNDS)
def test_the_shipped_file_is_what_the_code_renders_now(name):
    shipped, rendered = shelf.load(name), bell.SOUNDS[name](RATE)
    assert len(shipped) == len(rendered)
    assert np.abs(shipped - rendered).max() <= 1 / 32768


@pytest.mark.parametrize("name", bell.SOUNDS)
def test_a_sound_begins_and_ends_without_a_click(name):
    samples = bell.SOUNDS[name](RATE)
    assert dbfs(np.abs(samples[:10]).max()) < -60
    assert dbfs(np.abs(samples[-10:]).max()) < -60


@pytest.mark.parametrize("name", bell.SOUNDS)
def test_another_rate_gives_the_same_sound(name):
    at_16k = shelf.load(name, 16_000)
    assert len(at_16k) == pytest.approx(len(shelf.load(name)) / 3, abs=1)
    assert peak_dbfs(at_16k) == pytest.approx(peak_dbfs(shelf.load(name)), abs=1)


@pytest.mark.parametrize("name", CHIMES)
def test_a_chime_is_gentle_and_rings_out_within_nine_seconds(name):
    chime = shelf.load(name)
    assert peak_dbfs(chime) == pytest.approx(-12, abs=0.1)
    attack = chime[: round(0.012 * RATE)]
    assert np.abs(attack[: len(attack) // 4]).max() < 0.25 * np.abs(chime).max()
    nine_seconds = np.pad(chime, (0, 10 * RATE))[9 * RATE :]
    assert peak_dbfs(nine_seconds) < -60


def test_the_closing_chime_is_the_brighter_sibling_of_the_opening_one():
    opening, closing = (bell.SOUNDS[name](RATE) for name in CHIMES)
    assert loudest_hz(closing) / loudest_hz(opening) == pytest.approx(4 / 3, rel=0.01)
    assert len(opening) == len(closing)


def test_both_chimes_have_their_onset_at_the_same_sample_within_two_milliseconds():
    onsets = [
        np.flatnonzero(np.abs(shelf.load(name)) > 10 ** (-40 / 20))[0] / RATE for name in CHIMES
    ]
    assert onsets[0] == pytest.approx(onsets[1], abs=0.002)


@pytest.mark.parametrize("name", EARCONS)
def test_an_earcon_is_short_softer_than_a_voice_and_within_a_small_speakers_reach(name):
    earcon = shelf.load(name)
    assert len(earcon) <= 1.25 * RATE
    assert peak_dbfs(earcon) <= -18 + 0.1
    power = np.abs(np.fft.rfft(earcon)) ** 2
    hz = np.fft.rfftfreq(len(earcon), 1 / RATE)
    assert power[(hz > 400) & (hz < 3000)].sum() > 0.95 * power.sum()


@pytest.mark.parametrize(
    ("name", "goes"),
    [("paused", -1), ("time_up", -1), ("resumed", 1), ("heard", 1), ("working", 1), ("half", 0)],
)
def test_the_way_an_earcon_goes_tells_what_it_means(name, goes):
    first, last = first_and_last_note_hz(shelf.load(name))
    assert np.sign(round(12 * np.log2(last / first))) == goes


@pytest.mark.parametrize(("one", "other"), list(combinations(EARCONS, 2)))
def test_no_two_earcons_can_be_taken_for_each_other(one, other):
    a, b = shelf.load(one), shelf.load(other)
    notes = np.log2(np.array([first_and_last_note_hz(a), first_and_last_note_hz(b)]))
    semitones_apart = 12 * np.abs(notes[0] - notes[1]).max()
    lengths = sorted([len(a), len(b)])
    assert semitones_apart > 1.5 or lengths[1] / lengths[0] > 1.5
