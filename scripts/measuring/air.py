"""What lies between a mouth and a microphone: a room, a noise, a telephone line.

A word of a corpus becomes a stream: silence, the word as the room makes it sound,
silence, all in the noise. Levels are set by the *active* speech, that is the
frames within 25 dB of the loudest; by the mean of the whole clip the same noise
would count as 2-3 dB less. Choices are drawn from a seed made of the
recording's name, so that every run hears the same.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import soxr
from scipy.signal import butter, fftconvolve, sosfilt

from measuring.corpus import Corpus, Recording, Samples

RATE = 16_000
_FRAME = 320
_MU = 255
PAUSE_S = 1.5
"""Between the clips of two sayings: people wait for an answer before they insist."""


@dataclass(frozen=True)
class Condition:
    """How a word reaches the microphone."""

    name: str
    telephone: bool = False
    room: bool = False
    noise: str | None = None
    """A subset of the corpus' noise."""
    snr_db: float = 0.0
    before_s: float = 1.0
    """Of the stream before the clip; the clips have some silence of their own."""
    after_s: float = 1.0
    sayings: int = 1
    """How often the word is said, `PAUSE_S` apart."""


CONDITIONS = {
    condition.name: condition
    for condition in (
        Condition("bare clip", before_s=0, after_s=0),
        Condition("clean"),
        Condition("telephone", telephone=True),
        Condition("room", room=True),
        Condition("room+kitchen 20 dB", room=True, noise="kitchen", snr_db=20),
        Condition("room+kitchen 10 dB", room=True, noise="kitchen", snr_db=10),
        Condition("room+babble 20 dB", room=True, noise="babble_derived", snr_db=20),
        Condition("room+babble 10 dB", room=True, noise="babble_derived", snr_db=10),
    )
}


def built(telephone: bool, room: bool, noise: str | None, snr_db: float) -> Condition:
    """A condition that is not in the list, named by its parts."""
    parts = ("telephone" if telephone else "", "room" if room else "")
    parts += (f"{noise} {snr_db:g} dB" if noise else "",)
    name = ", ".join(part for part in parts if part)
    return Condition(name or "clean", telephone=telephone, room=room, noise=noise, snr_db=snr_db)


class Air:
    """The rooms and noises of a corpus."""

    def __init__(self, corpus: Corpus, language: str) -> None:
        self._rooms = [_direct_first(r.samples()) for r in corpus.of("rir")]
        self._noises: dict[str, list[Samples]] = {}
        for recording in corpus.of("noise", "", language):
            self._noises.setdefault(recording.subset, []).append(recording.samples())

    def carry(self, recording: Recording, condition: Condition) -> Samples:
        """The stream in which `recording` is heard."""
        clip = repeated(recording.samples(), condition.sayings)
        chance = _chance(recording, condition)
        speech = clip
        if condition.room:
            speech = fftconvolve(clip, self._rooms[chance.integers(len(self._rooms))])
            speech *= active_level(clip) / active_level(speech)
        before, after = (round(s * RATE) for s in (condition.before_s, condition.after_s))
        stream = np.zeros(before + len(clip) + after, np.float32)
        kept = min(len(speech), len(clip) + after)
        stream[before : before + kept] = speech[:kept]
        if condition.noise is not None:
            noise = self._piece(condition.noise, len(stream), chance)
            level = active_level(speech) * 10 ** (-condition.snr_db / 20)
            stream += noise * (level / (np.sqrt(np.mean(noise**2)) + 1e-9))
        if condition.telephone:
            stream = _telephone(stream)
        return (stream / max(1.0, float(np.abs(stream).max(initial=0)))).astype(np.float32)

    def _piece(self, subset: str, length: int, chance: np.random.Generator) -> Samples:
        noises = self._noises[subset]
        noise = noises[chance.integers(len(noises))]
        noise = np.tile(noise, length // len(noise) + 2)
        start = chance.integers(len(noise) - length)
        return noise[start : start + length]


def repeated(clip: Samples, sayings: int) -> Samples:
    """The same word, said so often."""
    pause = np.zeros(round(PAUSE_S * RATE), np.float32)
    return np.concatenate([clip, *[pause, clip] * (sayings - 1)])


def _chance(recording: Recording, condition: Condition) -> np.random.Generator:
    # The same room and noise whatever the silence around the clip.
    name = f"{recording.path.name} {condition.room} {condition.noise} {condition.snr_db}"
    return np.random.default_rng(list(hashlib.sha256(name.encode()).digest()[:8]))


def _direct_first(response: Samples) -> Samples:
    """An impulse response that begins just before its direct sound."""
    return response[max(0, int(np.argmax(np.abs(response))) - 32) :]


def active_level(samples: Samples) -> float:
    """The amplitude (RMS) of the frames within 25 dB of the loudest."""
    count = len(samples) // _FRAME
    power = np.mean(samples[: count * _FRAME].reshape(count, _FRAME) ** 2, axis=1)
    active = power[power >= power.max(initial=0) * 10**-2.5]
    return float(np.sqrt(active.mean() + 1e-12)) if len(active) else 1e-6


def _telephone(samples: Samples) -> Samples:
    """300-3400 Hz at 8 kHz, in 8 bits of mu-law."""
    band = sosfilt(butter(4, [300, 3400], "bandpass", fs=RATE, output="sos"), samples)
    line = np.clip(soxr.resample(band, RATE, RATE / 2), -1, 1)
    compressed = np.sign(line) * np.log1p(_MU * np.abs(line)) / np.log1p(_MU)
    coded = np.round(compressed * 127) / 127
    heard = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(_MU)) / _MU
    return np.asarray(soxr.resample(heard, RATE / 2, RATE), np.float32)
