"""The mixer puts every sample where it was asked to, in whatever blocks it is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.sound.mixer import Mixer, Note

RATE = 1000
SIXTY_FOURTHS = st.integers(-8, 8).map(lambda n: n / 64)
"""Few enough and small enough that their sums are exact and below the knee."""

sounds = st.lists(
    st.tuples(
        st.lists(SIXTY_FOURTHS, max_size=60).map(lambda s: np.array(s, np.float32)),
        st.one_of(st.none(), st.integers(0, 200)),
        st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=4,
)
blocks = st.lists(st.integers(0, 80), max_size=12)


def draw(mixer, block_sizes):
    """All that comes out of the mixer in blocks of these sizes."""
    return np.concatenate([np.zeros(0, np.float32), *[mixer.render(n) for n in block_sizes]])


def a_tone(frames, level=0.5):
    return np.full(frames, level, np.float32)


@given(sounds, blocks)
def test_sounds_add_up_sample_by_sample_whatever_the_blocks(plays, block_sizes):
    expected = np.zeros(300 + sum(block_sizes), np.float32)
    mixer = Mixer(RATE)
    for samples, at, gain in plays:
        mixer.play(samples, at, gain)
        expected[(at or 0) :][: len(samples)] += gain * samples
    out = draw(mixer, block_sizes)
    assert np.array_equal(out, expected[: len(out)])
    assert mixer.position == len(out)


@given(sounds, blocks)
def test_notes_tell_the_frames_where_each_sound_began_and_ended(plays, block_sizes):
    mixer = Mixer(RATE)
    expected = []
    for samples, at, gain in plays:
        handle = mixer.play(samples, at, gain)
        start = at or 0
        expected += [Note(start, handle, "started"), Note(start + len(samples), handle, "ended")]
    draw(mixer, block_sizes)
    notes = mixer.notes()
    heard = [note for note in expected if note.frame <= mixer.position]
    assert sorted(notes, key=repr) == sorted(heard, key=repr)
    assert mixer.notes() == []


@given(sounds, st.integers(1, 250))
def test_drawing_up_to_the_next_change_meets_every_change_at_its_frame(plays, stop_at):
    mixer = Mixer(RATE)
    handles = [mixer.play(*play) for play in plays]
    met = mixer.notes()
    assert all(note.frame == 0 for note in met)
    while (change := mixer.next_change()) is not None:
        assert change > mixer.position
        if mixer.position < stop_at < change:
            mixer.render(stop_at - mixer.position)
            for handle in handles[:1]:
                mixer.stop(handle, fade_s=0.01)
        else:
            mixer.render(change - mixer.position)
        now = mixer.notes()
        assert all(note.frame == mixer.position for note in now)
        met += now
    started = [note.handle for note in met if note.kind == "started"]
    ended = [note.handle for note in met if note.kind == "ended"]
    assert sorted(started) == sorted(ended)


@given(st.integers(0, 200), blocks)
def test_a_chime_scheduled_for_a_frame_begins_there(at, block_sizes):
    mixer = Mixer(RATE)
    mixer.play(a_tone(10), at)
    out = draw(mixer, [*block_sizes, 300])
    assert np.flatnonzero(out)[0] == at


def test_a_frame_already_past_means_now():
    mixer = Mixer(RATE)
    mixer.render(50)
    mixer.play(a_tone(10), at=20)
    assert mixer.render(1)[0] == 0.5


@given(st.integers(1, 99), blocks)
def test_a_stop_fades_in_thirty_milliseconds_without_a_click(stop_at, block_sizes):
    mixer = Mixer(RATE)
    prompt = mixer.play(a_tone(1000))
    before = mixer.render(stop_at)
    mixer.stop(prompt)
    out = np.concatenate([before, draw(mixer, [*block_sizes, 200])])
    assert np.all(out[:stop_at] == 0.5)
    assert not out[stop_at + 30 :].any()
    assert np.abs(np.diff(out)).max() < 0.5 * (np.pi / 2) / 30
    assert mixer.notes()[-1] == Note(stop_at + 30, prompt, "ended")


def test_a_sound_taken_back_before_it_begins_is_never_heard_nor_noted():
    mixer = Mixer(RATE)
    chime = mixer.play(a_tone(10), at=40)
    mixer.render(40 - 1)
    mixer.stop(chime)
    assert mixer.next_change() is None
    assert not mixer.render(100).any()
    assert mixer.notes() == []


def test_a_stop_is_heard_by_the_one_sound_only():
    mixer = Mixer(RATE)
    prompt = mixer.play(a_tone(500, 0.25))
    mixer.play(a_tone(500, 0.125))
    mixer.render(10)
    mixer.stop(prompt)
    assert np.all(mixer.render(200)[30:] == 0.125)


def test_a_stop_twice_or_too_late_changes_nothing():
    mixer = Mixer(RATE)
    prompt = mixer.play(a_tone(20))
    mixer.render(5)
    mixer.stop(prompt)
    mixer.stop(prompt)
    mixer.render(100)
    mixer.stop(prompt)
    assert [note.kind for note in mixer.notes()] == ["started", "ended"]


def test_ducking_goes_down_and_comes_back_without_a_click():
    mixer = Mixer(RATE)
    prompt = mixer.play(a_tone(1000), gain=1.0)
    mixer.render(100)
    mixer.fade(prompt, 0.25, fade_s=0.05)
    down = mixer.render(100)
    mixer.fade(prompt, 1.0, fade_s=0.05)
    up = mixer.render(100)
    out = np.concatenate([down, up])
    assert np.all(down[50:] == 0.125)
    assert np.all(up[50:] == 0.5)
    assert np.abs(np.diff(out)).max() < 0.5 * (np.pi / 2) / 50


def test_a_stop_in_the_middle_of_ducking_starts_from_the_gain_of_that_moment():
    mixer = Mixer(RATE)
    prompt = mixer.play(a_tone(1000))
    mixer.fade(prompt, 0.2, fade_s=0.1)
    halfway = mixer.render(50)
    mixer.stop(prompt)
    out = np.concatenate([halfway, mixer.render(100)])
    assert np.abs(np.diff(out)).max() < 0.5 * (np.pi / 2) / 30


@given(st.lists(st.floats(-4, 4, width=32), min_size=1, max_size=50))
def test_too_loud_a_sum_is_bent_not_clipped_and_never_leaves_the_range(levels):
    mixer = Mixer(RATE)
    mixer.play(np.array(levels, np.float32))
    mixer.play(np.array(levels, np.float32))
    out = mixer.render(len(levels))
    assert np.abs(out).max() <= 1.0
    order = np.argsort(levels)
    assert np.all(np.diff(out[order]) >= 0)


def test_a_sound_must_be_mono():
    with pytest.raises(ValueError, match="one row"):
        Mixer(RATE).play(np.zeros((10, 2), np.float32))
