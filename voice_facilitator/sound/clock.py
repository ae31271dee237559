"""Maps frames to the moments at which they are in the air.

A sound card counts frames by its own crystal and takes them in bursts; sessions
are timed by `time.monotonic`. Each burst gives one observation, "frame N leaves
the speaker at T", late or early by some milliseconds. A delay-locked loop turns
these into a steady line: it predicts the next observation from the last state
and corrects time and rate by a share of the error. The shares are those of a
Kalman filter with two states: large at first, so that the clock is right within
a second, and small later, so that jitter averages out.

When frames were lost (an underflow, a stream moved to another device) all later
observations are off by the same amount. The loop then starts over with the
time and keeps the rate.
"""

import math
import threading
from dataclasses import dataclass
from statistics import median

_NOISE_S2 = 0.005**2
"""Variance of one observation: callbacks through PulseAudio on loaded cores jitter by 1-10 ms."""

_WANDER_S2 = 1e-8
"""Variance that the time gains a second: (0.1 ms)^2 makes the loop settle in some 7 s."""

_RATE_VARIANCE = 100e-6**2
"""Crystals are off by up to 100 ppm ..."""

_RATE_WANDER = 1e-6**2
"""... and wander by parts in a million as they warm up; a second."""

_RATE_LIMIT = 1e-3
"""More than this is no crystal but a disturbance."""

_JUMP_S = 0.02
"""An observation that is further off than we can be is not believed ..."""

_LASTING = 50
"""... unless so many in a row are, half a second of them: frames were lost."""


@dataclass(frozen=True, slots=True)
class _Line:
    """The state of the loop: frame `frame` is in the air at `at`, and so on from there."""

    frame: float
    at: float
    frame_s: float
    """Seconds a frame."""


class AudioClock:
    """A steady line through jittery observations. Safe to read from any thread."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        """Nominal frames a second."""
        self.jumps = 0
        """How often frames were lost."""
        self._lock = threading.Lock()
        self._line: _Line | None = None
        self._fresh = True
        self._drift = 0.0
        self._far_off: list[float] = []
        self._forget()

    @property
    def running(self) -> bool:
        """Whether frames have been seen since it was made or restarted."""
        return not self._fresh

    def time_of(self, frame: float) -> float:
        """When `frame` is, was or will be in the air: seconds of `time.monotonic`.

        Raises RuntimeError when no frame has ever been seen.
        """
        line = self._known()
        return line.at + (frame - line.frame) * line.frame_s

    def frame_at(self, at: float) -> int:
        """The frame that is nearest to being in the air at `at`, seconds of `time.monotonic`.

        Raises RuntimeError when no frame has ever been seen.
        """
        line = self._known()
        return round(line.frame + (at - line.at) / line.frame_s)

    def observe(self, frame: float, at: float) -> None:
        """Take in that `frame` is in the air at about `at`; frames must not go backwards."""
        with self._lock:
            if self._line is None or self._fresh:
                self._begin(frame, at)
                return
            predicted = self._predict(self._line, frame)
            error = at - predicted
            if abs(error) < _JUMP_S + 2 * math.sqrt(self._time_variance):
                self._correct(frame, predicted, error)
            else:
                self._doubt(frame, predicted, error)

    def restart(self) -> None:
        """The frames go to another device from now on: the next observation is taken as it is."""
        with self._lock:
            self._fresh = True
            self._drift = 0.0

    def _begin(self, frame: float, at: float) -> None:
        """Believe this observation and know nothing else but the rate."""
        self._fresh = False
        self._far_off.clear()
        self._forget()
        self._line = _Line(frame, at, (1 + self._drift) / self.rate)

    def _forget(self) -> None:
        self._time_variance = _NOISE_S2
        self._covariance = 0.0
        self._rate_variance = _RATE_VARIANCE

    def _predict(self, line: _Line, frame: float) -> float:
        """Move the variances on to `frame`; return when it is expected."""
        seconds = (frame - line.frame) / self.rate
        self._time_variance += (
            2 * seconds * self._covariance
            + seconds * seconds * self._rate_variance
            + seconds * _WANDER_S2
        )
        self._covariance += seconds * self._rate_variance
        self._rate_variance += seconds * _RATE_WANDER
        return line.at + (frame - line.frame) * line.frame_s

    def _doubt(self, frame: float, predicted: float, error: float) -> None:
        self._far_off.append(error)
        self._line = _Line(frame, predicted, (1 + self._drift) / self.rate)
        if len(self._far_off) == _LASTING:
            self.jumps += 1
            self._begin(frame, predicted + median(self._far_off))

    def _correct(self, frame: float, predicted: float, error: float) -> None:
        self._far_off.clear()
        certainty = 1 / (self._time_variance + _NOISE_S2)
        time_share, rate_share = self._time_variance * certainty, self._covariance * certainty
        drift = self._drift + rate_share * error
        self._drift = max(-_RATE_LIMIT, min(_RATE_LIMIT, drift))
        self._rate_variance -= rate_share * self._covariance
        self._covariance *= 1 - time_share
        self._time_variance *= 1 - time_share
        self._line = _Line(frame, predicted + time_share * error, (1 + self._drift) / self.rate)

    def _known(self) -> _Line:
        if self._line is None:
            raise RuntimeError("the audio clock has seen no frame yet")
        return self._line
