"""The rendered chimes and earcons, taken from their files by name."""

from functools import cache

import soundfile
import soxr

from voice_facilitator.errors import AudioFileError
from voice_facilitator.library import asset
from voice_facilitator.sound.mixer import RATE, Samples


@cache
def load(name: str, rate: int = RATE) -> Samples:
    """The sound `audio/NAME.flac` as mono float32 at `rate` Hz, not to be written to.

    Names are those of `bell.SOUNDS`: `chime_open`, `chime_close` and the earcons.
    Raises AudioFileError when the file is not there.
    """
    path = asset("audio") / f"{name}.flac"
    try:
        samples, own_rate = soundfile.read(path, dtype="float32")
    except (OSError, soundfile.LibsndfileError):
        raise AudioFileError(
            f"The sound {path} is missing or damaged; install voice-facilitator again, "
            "or run scripts/render_sounds.py in a checkout."
        ) from None
    sound: Samples = soxr.resample(samples, own_rate, rate)
    sound.setflags(write=False)
    return sound
