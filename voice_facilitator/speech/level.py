"""Trims a clip to what can be heard, and finds the gain that makes speech equally loud."""

import numpy as np

from voice_facilitator.speech.synthesiser import Clip, Samples

TARGET_RMS = 10 ** (-20 / 20)
"""-20 dBFS while speaking: the usual level of speech in files, with room for its peaks."""
CEILING = 10 ** (-1 / 20)
"""No sample beyond -1 dBFS, so that resampling cannot clip either."""
_AUDIBLE = 10 ** (-46 / 20)
"""What is 46 dB below the clip's peak is not heard before or after a word."""
_MARGIN_S = 0.02
"""Kept around what is heard, for soft beginnings such as f and h."""
_FRAME_S = 0.02
_ACTIVE = 10 ** (-25 / 20)
"""A frame is speech, not a pause, when it is within 25 dB of the loudest."""


def trim(clip: Clip) -> Clip:
    """`clip` without the silence before and after it; empty if all of it is silence."""
    loudness = np.abs(clip.samples)
    heard = np.flatnonzero(loudness > max(loudness.max(initial=0.0) * _AUDIBLE, 1e-4))
    if not heard.size:
        return Clip(clip.samples[:0], clip.rate)
    margin = round(_MARGIN_S * clip.rate)
    return Clip(clip.samples[max(0, heard[0] - margin) : heard[-1] + 1 + margin], clip.rate)


def active_rms(samples: Samples, rate: int) -> float:
    """The root mean square of what is spoken, its pauses left out; 0 for silence."""
    frame = max(1, round(_FRAME_S * rate))
    whole = samples[: samples.size // frame * frame] if samples.size >= frame else samples
    frames = whole.reshape(-1, min(frame, max(1, whole.size)))
    power = np.mean(frames.astype(np.float64) ** 2, axis=1)
    active = power[power > power.max(initial=0.0) * _ACTIVE**2]
    return float(np.sqrt(active.mean())) if active.size else 0.0


def gain(samples: Samples, rate: int) -> float:
    """What to multiply `samples` by for -20 dBFS of active level and no peak over -1 dBFS."""
    rms, peak = active_rms(samples, rate), float(np.abs(samples).max(initial=0.0))
    return min(TARGET_RMS / rms, CEILING / peak) if rms > 0 else 1.0
