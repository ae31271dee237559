"""Learns how the room turns what we play into what the microphone hears, and subtracts that.

A linear filter of 0.6 s, long enough for the delay of a sound card and the
reverberation of a room, kept as 60 partitions of 10 ms in the frequency domain
(overlap-save). It adapts as a Kalman filter does (Enzner and Vary, "Frequency-
domain adaptive Kalman filter for acoustic echo control in hands-free
telephones", 2006): each coefficient has an uncertainty, and the step is that
uncertainty over what the microphone hears beside us. So it learns within a
second, and when somebody speaks over us it holds still instead of unlearning.

What remains after it is the other voice, hardly touched, and what no linear
filter can predict.
"""

import numpy as np
import numpy.typing as npt

from voice_facilitator.sound.mixer import Samples

FRAME = 160
"""10 ms at 16 kHz."""
PARTITIONS = 60
"""A delay of 0.35 s that the clocks do not know, and the loud part of a room's reverberation."""

_FORGETTING = 0.9995
"""A frame: rooms change within some ten seconds, when somebody moves."""
_WEIGHING_FRAMES = 60
"""Sound for which we only listen how loud our echo is: longer than it takes to arrive."""
_DOUBT = 3.0
"""By so much our first estimate of it may be wrong: learning then is fastest."""
_NEAR_BINS = 9
"""450 Hz: rooms have notches narrower than that."""
_FIRST_DECAY = 3.0
"""Rooms decay: we begin less certain about the filter's beginning than about its end."""
_AUDIBLE = 1e-3
"""What we play is silence to the last bit, or more than this."""
_SMOOTHING = 0.9
"""Of what is heard beside us: 0.1 s."""
_LEAST = 1e-9

_Spectra = npt.NDArray[np.complex64]


class EchoFilter:
    """Subtracts the part of the microphone that follows from the reference. 16 kHz mono."""

    def __init__(self) -> None:
        bins = FRAME + 1
        self._played = np.zeros(2 * FRAME, np.float32)
        self._history = _History(bins)
        self._filter: _Spectra = np.zeros((PARTITIONS, bins), np.complex64)
        self._uncertainty = np.zeros((PARTITIONS, bins), np.float32)
        self._beside = np.zeros(bins, np.float32)
        self._turn = 0
        self._weighed = 0
        self._heard_power = np.zeros(bins, np.float32)
        self._played_power = np.zeros(bins, np.float32)

    def process(self, microphone: Samples, reference: Samples) -> Samples:
        """One frame of each in, the microphone without our echo out."""
        self.miss(reference)
        echo = np.fft.irfft((self._filter * self._history.spectra).sum(axis=0))[FRAME:]
        remains: Samples = (microphone - echo).astype(np.float32)
        if self._weighed < _WEIGHING_FRAMES:
            self._weigh(microphone)
        else:
            self._adapt(remains)
        return remains

    def miss(self, reference: Samples) -> None:
        """Take in what is played in a frame that there is no time to subtract it from."""
        self._played = np.concatenate([self._played[FRAME:], reference])
        self._history.add(np.fft.rfft(self._played).astype(np.complex64))

    def _weigh(self, microphone: Samples) -> None:
        """Learn how loud our echo is at most: how far off a filter of zeros may be."""
        played = self._history.powers.sum(axis=0)
        if played.sum() < _AUDIBLE:
            return
        self._weighed += 1
        self._played_power += played
        self._heard_power += 2 * _power(_spectrum(microphone))
        if self._weighed == _WEIGHING_FRAMES:
            near = np.ones(_NEAR_BINS) / _NEAR_BINS
            heard = np.convolve(self._heard_power, near, "same")
            gain = heard / (np.convolve(self._played_power, near, "same") + _LEAST)
            decay = np.exp(-_FIRST_DECAY * np.arange(PARTITIONS) / PARTITIONS)
            self._uncertainty = np.outer(_DOUBT * decay / decay.mean(), gain).astype(np.float32)

    def _adapt(self, remains: Samples) -> None:
        error = _spectrum(remains)
        self._beside = _SMOOTHING * self._beside + (1 - _SMOOTHING) * _power(error)
        played = self._history.powers
        expected = (self._uncertainty * played).sum(axis=0) + 2 * self._beside + _LEAST
        step = self._uncertainty / expected
        self._filter += step * np.conj(self._history.spectra) * error
        self._keep_causal()
        kept = _FORGETTING**2
        self._uncertainty = kept * (1 - 0.5 * step * played) * self._uncertainty
        self._uncertainty += (1 - kept) * _power(self._filter)

    def _keep_causal(self) -> None:
        """Each partition may only reach one frame: mend two of them a frame, in turn."""
        for partition in (self._turn, (self._turn + PARTITIONS // 2) % PARTITIONS):
            response = np.fft.irfft(self._filter[partition])
            response[FRAME:] = 0
            self._filter[partition] = np.fft.rfft(response)
        self._turn = (self._turn + 1) % PARTITIONS


class _History:
    """What was played in the last frames, a row for each, the newest first.

    Each row is kept twice, so that all are one stretch of memory without being moved.
    """

    def __init__(self, bins: int) -> None:
        self._spectra: _Spectra = np.zeros((2 * PARTITIONS, bins), np.complex64)
        self._powers = np.zeros((2 * PARTITIONS, bins), np.float32)
        self._newest = 0

    @property
    def spectra(self) -> _Spectra:
        """[frames, bins]."""
        return self._spectra[self._newest : self._newest + PARTITIONS]

    @property
    def powers(self) -> npt.NDArray[np.float32]:
        """[frames, bins]."""
        return self._powers[self._newest : self._newest + PARTITIONS]

    def add(self, spectrum: _Spectra) -> None:
        """A frame more, and the oldest forgotten."""
        self._newest = (self._newest - 1) % PARTITIONS
        rows = [self._newest, self._newest + PARTITIONS]
        self._spectra[rows] = spectrum
        self._powers[rows] = _power(spectrum)


def _spectrum(frame: Samples) -> _Spectra:
    """Of a frame behind a frame of silence: what overlap-save compares."""
    return np.fft.rfft(np.concatenate([np.zeros_like(frame), frame])).astype(np.complex64)


def _power(spectra: _Spectra) -> npt.NDArray[np.float32]:
    return np.asarray(spectra.real**2 + spectra.imag**2, np.float32)
