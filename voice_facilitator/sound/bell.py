"""Computes our chimes and earcons: pure functions from a rate to samples.

A chime is a struck bell: sine partials that each ring out at their own speed.
The ratios, amplitudes and ringing times below were chosen by ear for gentleness,
and a normalised matched filter finds such a chime to the sample in a recording
(correlation 1.0 alone, 0.5 under speech, against 0.15 for speech without it).
Both chimes share them, so the one that ends a silence is heard as the brighter
sibling of the one that began it, and both have the same onset.

An earcon is two soft notes. It tells what happened by the way it goes (up: things
move; down: things rest; level: half; up and up again: once more; up a whole
triad: welcome), each in a register and pace of its own. Its energy lies where a small
loudspeaker is good, 400 to 3000 Hz, and its peak well below that of a voice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from voice_facilitator.sound.mixer import Samples


@dataclass(frozen=True, slots=True)
class _Partial:
    """One sine of a bell."""

    ratio: float
    """Its frequency over the bell's pitch."""
    amplitude: float
    t60_s: float
    """The time in which it falls by 60 dB."""


_ATTACK_S = 0.012

_BELL = (
    _Partial(0.5, 0.25, 3.2),
    _Partial(1.0, 1.0, 2.6),
    _Partial(1.0033, 0.35, 2.4),  # beats slowly with the one before: the bell breathes
    _Partial(1.2, 0.12, 1.6),
    _Partial(1.5, 0.08, 1.3),
    _Partial(2.0, 0.45, 1.5),
    _Partial(2.76, 0.22, 0.9),
    _Partial(4.07, 0.08, 0.5),
    _Partial(5.4, 0.05, 0.35),
)
_CHIME_S = 4.5
"""By then the slowest partial has fallen by 84 dB."""
_CHIME_FADE_S = 0.25
_CHIME_PEAK_DBFS = -12.0

_NOTE = (_Partial(1.0, 1.0, 0.5), _Partial(2.0, 0.25, 0.3), _Partial(3.0, 0.08, 0.2))
_NOTE_FADE_S = 0.08
_EARCON_PEAK_DBFS = -18.0
"""Our speech peaks near -6 dBFS."""

_C5, _D5, _E5, _F5, _G5, _A5 = 523.25, 587.33, 659.26, 698.46, 783.99, 880.0
_C6, _E6 = 1046.5, 1318.51


def _chime(pitch_hz: float) -> Callable[[int], Samples]:
    def render(rate: int) -> Samples:
        struck = _strike(_BELL, pitch_hz, _CHIME_S, rate)
        return _level(_envelope(struck, _ATTACK_S, _CHIME_FADE_S, rate), _CHIME_PEAK_DBFS)

    return render


def _earcon(*pitches_hz: float, step_s: float, tail_s: float) -> Callable[[int], Samples]:
    """Notes struck every `step_s`, of which the last rings for `tail_s` more than that."""

    def render(rate: int) -> Samples:
        step, length = round(step_s * rate), round((step_s + tail_s) * rate)
        melody = np.zeros(step * (len(pitches_hz) - 1) + length)
        for index, pitch_hz in enumerate(pitches_hz):
            note = _strike(_NOTE, pitch_hz, length / rate, rate)
            melody[index * step :][:length] += _envelope(note, _ATTACK_S, _NOTE_FADE_S, rate)
        return _level(melody, _EARCON_PEAK_DBFS)

    return render


SOUNDS: Mapping[str, Callable[[int], Samples]] = MappingProxyType(
    {
        "chime_open": _chime(_C5),
        "chime_close": _chime(_F5),
        "heard": _earcon(_C6, _E6, step_s=0.07, tail_s=0.12),
        "listening": _earcon(_E6, _E6, step_s=0.09, tail_s=0.1),
        "half": _earcon(_G5, _G5, step_s=0.3, tail_s=0.35),
        "time_up": _earcon(_G5, _C5, step_s=0.3, tail_s=0.6),
        "paused": _earcon(_A5, _E5, step_s=0.16, tail_s=0.25),
        "resumed": _earcon(_E5, _A5, step_s=0.16, tail_s=0.25),
        "once_more": _earcon(_A5, _C6, _A5, _C6, step_s=0.12, tail_s=0.2),
        "working": _earcon(_C5, _D5, step_s=0.3, tail_s=0.3),
        "welcome": _earcon(_C5, _E5, _G5, step_s=0.2, tail_s=0.6),
    }
)
"""Each sound by its file's name: a function from a rate in Hz to mono samples."""


def _strike(
    partials: tuple[_Partial, ...], pitch_hz: float, seconds: float, rate: int
) -> NDArray[np.float64]:
    t = np.arange(round(seconds * rate)) / rate
    ring = np.zeros_like(t)
    for partial in partials:
        decay = 10.0 ** (-3.0 * t / partial.t60_s)
        ring += partial.amplitude * decay * np.sin(2 * np.pi * pitch_hz * partial.ratio * t)
    return ring


def _envelope(
    ring: NDArray[np.float64], attack_s: float, fade_s: float, rate: int
) -> NDArray[np.float64]:
    """Raised-cosine attack and fade, so that neither clicks."""
    attack, fade = _rise(round(attack_s * rate)), _rise(round(fade_s * rate))
    shaped = ring.copy()
    shaped[: len(attack)] *= attack
    shaped[len(shaped) - len(fade) :] *= fade[::-1]
    return shaped


def _rise(frames: int) -> NDArray[np.float64]:
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(frames) / frames)


def _level(ring: NDArray[np.float64], peak_dbfs: float) -> Samples:
    gain = 10.0 ** (peak_dbfs / 20.0) / float(np.abs(ring).max())
    return np.asarray(ring * gain, np.float32)
