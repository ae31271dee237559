"""What the microphone hears of us is taken out of it, and what others say is left in."""

import numpy as np
import pytest

from tests.hearing.voices import say
from tests.room.acoustics import RATE, Shoebox
from voice_facilitator.sound.echo import EchoCanceller
from voice_facilitator.sound.echo_talker import TalkerDetector

ROOM = Shoebox((5.0, 4.0, 2.6), 0.4)
MICROPHONE = (2.5, 2.0, 0.8)
PROMPT = "Step one. You have two minutes. Decide who brings a case today. All others are coaches."
FRAME = 160


def through(sound, place, level_db):
    """`sound` from `place` as the microphone hears it, its loud parts at `level_db` dBFS."""
    heard = np.convolve(sound, ROOM.response(place, MICROPHONE))[: len(sound)]
    loud = heard[np.abs(heard) > 0.1 * np.abs(heard).max()]
    return heard * 10 ** (level_db / 20) / np.sqrt(np.mean(loud**2))


def level_db(samples):
    return 10 * np.log10(np.mean(np.square(samples, dtype=float)) + 1e-12)


class Scene:
    """We speak for a while, with an echo at `echo_db`; somebody says a word at 8 s."""

    word_s = 8.0

    def __init__(self, echo_db=-32, word=None, delay_s=0.1, seed=0, noise_db=-68):
        prompt = say(PROMPT)
        self.played = np.concatenate([np.zeros(RATE), prompt, prompt]).astype(np.float32)
        size = len(self.played)
        noise = np.random.default_rng(seed).standard_normal(size) * 10 ** (noise_db / 20)
        echo = through(self.played, (2.8, 2.0, 0.8), echo_db)
        delayed = np.concatenate([np.zeros(round(delay_s * RATE)), echo])[:size]
        self.word = np.zeros(size)
        if word is not None:
            sound = np.zeros(size)
            at = round(self.word_s * RATE)
            sound[at : at + len(word)] = word
            self.word = through(sound, (1.5, 1.2, 1.2), -32)
        self.microphone = np.clip(delayed + noise + self.word, -1, 1).astype(np.float32)

    def cancelled(self, block=480):
        canceller = EchoCanceller()
        return np.concatenate(
            [
                canceller.process(self.microphone[i : i + block], self.played[i : i + block])
                for i in range(0, len(self.played), block)
            ]
        )

    def talked_over(self):
        """Seconds at which somebody is noticed."""
        canceller, detector = EchoCanceller(), TalkerDetector()
        noticed = []
        for i in range(0, len(self.played) - FRAME, FRAME):
            heard = self.microphone[i : i + FRAME]
            canceller.process(heard, self.played[i : i + FRAME])
            if detector.hear(heard, canceller.others, canceller.is_sounding) is not None:
                noticed.append(i / RATE)
        return noticed


@pytest.mark.parametrize(
    ("echo_db", "delay_s", "least_db"),
    # The faintest echo is on the whole 19.6 dB above the room's own noise, which stays.
    [(-42, 0.0, 19), (-22, 0.1, 24), (-12, 0.1, 24), (-22, 0.3, 12)],
)
def test_our_own_voice_is_gone_within_seconds(echo_db, delay_s, least_db):
    scene = Scene(echo_db, delay_s=delay_s)
    late = slice(5 * RATE, 12 * RATE)
    removed = level_db(scene.microphone[late]) - level_db(scene.cancelled()[late])
    assert removed > least_db


def test_a_word_said_over_us_is_left():
    scene = Scene(-32, say("pause", "en-us+m3"))
    spoken = slice(round(8.1 * RATE), round(8.5 * RATE))
    lost = level_db(scene.word[spoken]) - level_db(scene.cancelled()[spoken])
    assert lost < 6


def test_while_we_are_silent_the_microphone_passes_to_the_last_bit():
    canceller = EchoCanceller()
    heard = say("next")
    passed = canceller.process(heard, np.zeros_like(heard))
    assert np.array_equal(passed, heard[: len(passed)])
    assert len(heard) - len(passed) < FRAME


@pytest.mark.parametrize("noise_db", [-100, -68, -50])
def test_where_the_microphone_does_not_hear_us_others_are_heard_as_they_are(noise_db):
    scene = Scene(-32, say("pause", "en-us+m3"))
    noise = np.random.default_rng(1).standard_normal(len(scene.played)) * 10 ** (noise_db / 20)
    scene.microphone = (scene.word + noise).astype(np.float32)
    spoken = slice(8 * RATE, 9 * RATE)
    assert np.array_equal(scene.cancelled()[spoken], scene.microphone[spoken])


def test_blocks_of_any_size_give_the_same_sound():
    scene = Scene()
    assert np.allclose(scene.cancelled(480)[: 3 * RATE], scene.cancelled(1234)[: 3 * RATE])


@pytest.mark.parametrize("echo_db", [-42, -22])
def test_somebody_who_speaks_over_us_is_noticed_at_once(echo_db):
    noticed = Scene(echo_db, say("pause", "en-us+m3")).talked_over()
    assert noticed, "nobody was noticed"
    assert 8.0 < noticed[0] < 8.35


@pytest.mark.parametrize("echo_db", [-42, -12, 0])
def test_we_do_not_take_ourselves_for_somebody(echo_db):
    assert Scene(echo_db).talked_over() == []


@pytest.mark.parametrize("echo_db", [-42, -38])
def test_nor_where_we_are_hardly_louder_than_the_room(echo_db):
    assert Scene(echo_db, noise_db=echo_db - 8).talked_over() == []
