"""Synthetic voices and rooms' sounds to hear with, at 16 kHz mono."""

import io
import subprocess
from functools import cache

import numpy as np
import soundfile
import soxr

RATE = 16_000


@cache
def say(text, voice="en-us"):
    """`text` in one of espeak-ng's voices, with a little silence around it as it comes."""
    command = ["espeak-ng", "-v", voice, "-s", "150", "--stdout", text]
    wave = subprocess.run(command, capture_output=True, check=True).stdout
    samples, rate = soundfile.read(io.BytesIO(wave), dtype="float32")
    return soxr.resample(samples, rate, RATE).astype(np.float32)


def trimmed(samples):
    """`samples` without the quiet before and after."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def echoing(samples, seconds):
    """`samples` in a room whose echo takes `seconds` to fall by 60 dB."""
    count = round(seconds * RATE)
    response = np.random.default_rng(1).standard_normal(count) * 0.05
    response *= 10 ** (-3 * np.arange(count) / count)
    response[0] = 1.0
    return np.convolve(samples, response).astype(np.float32)


def hush(seconds, level_db=-70, seed=0):
    """The quiet of a room: noise at `level_db` dBFS."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (noise * 10 ** (level_db / 20)).astype(np.float32)


def scene(*parts, level_db=-70):
    """Sounds and seconds of quiet, one after the other, in one quiet room."""
    sounds = [
        part if isinstance(part, np.ndarray) else np.zeros(round(part * RATE)) for part in parts
    ]
    air = np.concatenate(sounds)
    return (air + hush(len(air) / RATE, level_db)[: len(air)]).astype(np.float32)


def blocks(samples, size=320):
    """`samples` as a microphone gives them."""
    return [samples[i : i + size] for i in range(0, len(samples), size)]
