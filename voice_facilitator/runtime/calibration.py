"""What one bell tells of the room: whether the microphone hears us, how late and how loud.

The bell is found by a matched filter; its level at the microphone against the
one it was played with tells how loud our speech will be there, and the quiet
before it is the room's noise.
"""

from dataclasses import dataclass

import numpy as np

from voice_facilitator.sound import match
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

STRIKE_S = 0.5
"""The part of a bell that is compared: later it is mostly the room."""
SPEECH_DBFS = -20.0
"""Our speech, before the loudspeaker, while we speak."""
TALKER_DBFS = -32.0
"""A person at a metre from a laptop, as its microphone is usually set."""
TOO_LOUD_DB = 20.0
"""Nobody is heard over a loudspeaker that is so much louder, with or without a canceller."""
EARLY_S = 0.1
"""By so much the clocks of loudspeaker and microphone may be wrong."""
TOO_LOUD_DBFS = TALKER_DBFS + TOO_LOUD_DB
DEAD_DBFS = -90.0
"""Quieter than this no live microphone is, in the quietest room."""
_FRAME_S = 0.02
_QUIET_PART = 0.2


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured."""

    noise_dbfs: float
    """The room's noise at the microphone."""
    heard: bool
    """Whether the bell was in what the microphone heard."""
    delay_s: float
    """How much later it was than the clocks say that it left the speaker.

    In a room the strongest match may be 0.06 s behind the first: tones swell there.
    """
    speech_dbfs: float
    """How loud our speech is at the microphone, if the bell was heard."""

    @property
    def is_dead(self) -> bool:
        """Whether the microphone gives no sound at all."""
        return self.noise_dbfs < DEAD_DBFS and not self.heard

    @property
    def is_too_loud(self) -> bool:
        """Whether nobody could be heard while we speak."""
        return self.heard and self.speech_dbfs > TOO_LOUD_DBFS

    def sentence(self) -> str:
        """What was found, with the remedy where one is needed."""
        if self.is_dead:
            return "it gives no sound at all; see whether it is muted, and try again."
        if not self.heard:
            return (
                "your speaker and microphone do not hear each other: with headphones, or with a "
                "device that takes its own sound out, that is as it should be; else turn the "
                "loudspeaker up."
            )
        delay_ms = 1000 * max(0.0, self.delay_s)
        measured = (
            f"it hears our bell about {delay_ms:.0f} ms after it was rung; our speech is "
            f"{self.speech_dbfs - self.noise_dbfs:.0f} dB above the room's noise there"
        )
        if self.is_too_loud:
            above = self.speech_dbfs - TALKER_DBFS
            return (
                f"{measured}, and about {above:.0f} dB above a person's: turn the loudspeaker "
                "down, or move it away from the microphone, else nobody is heard while I speak."
            )
        return f"{measured}."


def measure(heard: Samples, bell: Samples, rung_at: int) -> Calibration:
    """What `heard`, which begins before the bell, tells; all at 16 kHz.

    `bell` is the bell as it was played; by the clocks, its first sample left the
    speaker with sample `rung_at` of `heard`.
    """
    strike = bell[: round(STRIKE_S * HEARING_RATE)]
    found = match.find(strike, heard)
    is_heard = found.likeness > match.LIKELY and found.place > rung_at - EARLY_S * HEARING_RATE
    quiet = heard[: max(0, min(found.place, rung_at))]
    part = heard[found.place : found.place + len(strike)]
    speech = SPEECH_DBFS + _level_db(part) - _level_db(strike)
    return Calibration(
        _noise_db(quiet if len(quiet) else heard),
        is_heard,
        (found.place - rung_at) / HEARING_RATE,
        speech,
    )


def _noise_db(sound: Samples) -> float:
    """The level that a fifth of the time stays below."""
    frame = round(_FRAME_S * HEARING_RATE)
    whole = len(sound) // frame
    if whole == 0:
        return _level_db(sound)
    levels = [_level_db(part) for part in sound[: whole * frame].reshape(whole, frame)]
    return float(np.quantile(levels, _QUIET_PART))


def _level_db(sound: Samples) -> float:
    if len(sound) == 0:
        return -120.0
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-12))
