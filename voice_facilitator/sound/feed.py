"""From the mixer to the sound card's rate."""

import numpy as np
import soxr

from voice_facilitator.sound.mixer import Mixer, Samples

_PIECES_A_SECOND = 100


class Feed:
    """Draws a mixer at a card's rate and knows which of the mixer's frames comes next.

    soxr's output is not shifted against its input, so card frame n is mixer
    frame n times the ratio, however much the resampler holds back.
    """

    def __init__(self, mixer: Mixer, rate: int) -> None:
        """The card plays at `rate` Hz."""
        self._mixer = mixer
        self._rate = rate
        self._first = mixer.position
        self._drawn = 0
        self._ready = np.zeros(0, np.float32)
        self._resampler = (
            None if rate == mixer.rate else soxr.ResampleStream(mixer.rate, rate, 1, "float32")
        )

    @property
    def frame(self) -> float:
        """The mixer's frame that is drawn next."""
        return self._first + self._drawn * self._mixer.rate / self._rate

    def draw(self, frames: int) -> Samples:
        """The next `frames` mono samples at the card's rate."""
        self._drawn += frames
        if self._resampler is None:
            return self._mixer.render(frames)
        pieces = [self._ready]
        missing = frames - len(self._ready)
        while missing > 0:
            mix = self._mixer.render(self._mixer.rate // _PIECES_A_SECOND)
            pieces.append(self._resampler.resample_chunk(mix))
            missing -= len(pieces[-1])
        samples = np.concatenate(pieces)
        self._ready = samples[frames:]
        return samples[:frames]
