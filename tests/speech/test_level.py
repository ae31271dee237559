"""Whatever the voice, its speech comes out equally loud and unclipped."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.speech.level import CEILING, TARGET_RMS, active_rms, gain, trim
from voice_facilitator.speech.synthesiser import Clip

RATE = 22050


def tone(seconds, amplitude=0.5):
    time_s = np.arange(round(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * 200 * time_s)).astype(np.float32)


def silence(seconds):
    return np.zeros(round(seconds * RATE), np.float32)


def test_silence_around_the_words_goes():
    clip = trim(Clip(np.concatenate([silence(0.3), tone(1), silence(0.5)]), RATE))
    assert clip.samples.size / RATE == pytest.approx(1.04, abs=0.005)


def test_pauses_inside_stay():
    clip = trim(Clip(np.concatenate([tone(0.2), silence(1), tone(0.2)]), RATE))
    assert clip.samples.size / RATE == pytest.approx(1.4, abs=0.01)


def test_a_silent_clip_is_empty():
    assert trim(Clip(silence(1), RATE)).samples.size == 0
    assert trim(Clip(silence(0), RATE)).samples.size == 0


def test_pauses_do_not_make_speech_count_as_quiet():
    spoken = tone(1)
    with_pauses = np.concatenate([spoken, silence(3), spoken])
    assert active_rms(with_pauses, RATE) == pytest.approx(active_rms(spoken, RATE), rel=0.02)


@given(st.floats(1e-4, 1), st.floats(0.05, 2))
def test_speech_comes_to_the_target_whatever_its_level(amplitude, seconds):
    samples = tone(seconds, amplitude)
    assert active_rms(samples * gain(samples, RATE), RATE) == pytest.approx(TARGET_RMS, rel=0.01)


def test_a_click_lowers_the_gain_instead_of_clipping():
    samples = tone(1, 0.01)
    samples[1000] = 0.9
    assert np.abs(samples * gain(samples, RATE)).max() == pytest.approx(CEILING, rel=1e-5)


@pytest.mark.parametrize("samples", [silence(0), silence(1), tone(0.001)])
def test_very_little_is_survived(samples):
    assert np.isfinite(gain(samples, RATE))
