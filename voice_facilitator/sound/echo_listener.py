"""Between microphone and hearing: takes our own voice out, and tells when somebody speaks over it.

Which of the samples that we play belong beside those of the microphone, the two
audio clocks tell: what leaves the speaker as the microphone hears, a little
ahead, so that even a clock that is wrong by some hundredths never puts an echo
before its cause.

From there the reader of the reference counts, since the clocks wander by some
milliseconds in a few seconds, which no canceller can follow, and on one crystal
counting is exact. On two crystals the reader drifts off; when it has drifted by
more than the clocks wander, it learns from them how fast, and reads that much
faster or slower from then on. Where it is off by still more (frames were lost,
a device changed), it jumps, and the canceller learns anew.

While we are silent, and that is nearly all of a session, nothing of this costs
anything: the microphone passes as it came. So it does where the machine leaves us
no time: to hear people late is worse than to hear ourselves, of whom no word is
obeyed while we say it.
"""

import logging
from collections import deque
from collections.abc import Callable

import numpy as np

from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.echo import EchoCanceller
from voice_facilitator.sound.echo_filter import FRAME
from voice_facilitator.sound.echo_reference import Reference
from voice_facilitator.sound.echo_talker import TalkedOver, TalkerDetector
from voice_facilitator.sound.microphone import Listener
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

log = logging.getLogger(__name__)

LEAD_S = 0.04
"""How far the reference is ahead: more than a clock is wrong, less than any card's latency."""
_AGREES = 0.01 * HEARING_RATE
"""Samples that the clocks may wander without being followed."""
_JUMP = 0.04 * HEARING_RATE
"""Samples from which it is no drift."""
_SETTLED_S = 15.0
"""An audio clock is right within a millisecond or so after some ten seconds."""
_SMOOTHING_S = 2.0
_CATCH_UP_S = 20.0
_LEARNING_S = 40.0
_FASTEST = 1e-3
"""Of a sample a sample: five times what two bad crystals differ by."""
_BEHIND_S = 0.3
"""Of sound that waits: the longest burst of a sound server on a busy machine, and a little more."""
_OFTEN = 5
_OFTEN_S = 60.0


class EchoFree:
    """A listener to the microphone that hands it on without us; 16 kHz mono."""

    def __init__(
        self, mixer: Mixer, listener: Listener, talked_over: Callable[[TalkedOver], None]
    ) -> None:
        """`talked_over` is called, from the microphone's thread, while somebody speaks over us."""
        self._listener = listener
        self._talked_over = talked_over
        self._reference = Reference(mixer.rate)
        mixer.tap = self._reference.write
        self._clocks: tuple[AudioClock, AudioClock] | None = None
        self._waiting_s: Callable[[], float] = lambda: 0.0
        self._canceller = EchoCanceller()
        self._detector = TalkerDetector()
        self._place: float | None = None
        self._drift = _Drift()
        self._jumps: deque[int] = deque(maxlen=_OFTEN)
        self._lost = 0
        self._told = False
        self._was_behind = False
        self._heard = np.zeros(0, np.float32)
        self._played = np.zeros(0, np.float32)

    def follow(
        self,
        speaker: AudioClock,
        microphone: AudioClock,
        waiting_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Begin: these tell which of the mixer's frames, and of the microphone's, is when.

        `waiting_s` tells how much of the microphone's sound has still to be taken.
        """
        self._clocks = speaker, microphone
        self._waiting_s = waiting_s

    def __call__(self, samples: Samples, position: int) -> None:
        """Take a block of the microphone; hand on the frames of 10 ms that are complete."""
        first = position - len(self._heard)
        self._heard = np.concatenate([self._heard, samples])
        self._played = np.concatenate([self._played, self._beside(position, len(samples))])
        left = []
        behind = self._is_behind()
        while len(self._heard) >= FRAME:
            heard, played = self._heard[:FRAME], self._played[:FRAME]
            left.append(self._missed(heard, played) if behind else self._frame(heard, played))
            self._heard, self._played = self._heard[FRAME:], self._played[FRAME:]
        if left:
            self._listener(np.concatenate(left), first)

    def _frame(self, heard: Samples, played: Samples) -> Samples:
        left = self._canceller.process(heard, played)
        others, sounding = self._canceller.others, self._canceller.is_sounding
        noticed = self._detector.hear(heard, others, sounding)
        if noticed is not None:
            self._talked_over(noticed)
        return left

    def _missed(self, heard: Samples, played: Samples) -> Samples:
        self._canceller.miss(played)
        return heard

    def _is_behind(self) -> bool:
        behind = self._waiting_s() > _BEHIND_S
        if behind and not self._was_behind:
            log.info("Echo: the machine is too busy; the microphone passes as it came.")
        self._was_behind = behind
        return behind

    def _beside(self, position: int, count: int) -> Samples:
        """What we play while the microphone hears the samples from `position` on."""
        if self._clocks is None or not all(clock.running for clock in self._clocks):
            return np.zeros(count, np.float32)
        speaker, microphone = self._clocks
        frame = speaker.frame_at(microphone.time_of(position) + LEAD_S)
        wanted = self._reference.place_of(frame)
        place = self._place
        if place is None or abs(wanted - place) > _JUMP:
            self._jump(round(wanted), position)
            place = float(round(wanted))
        self._place = place + count * (1 + self._drift.speed(wanted - place, count))
        return self._reference.read(place, count)

    def _jump(self, to: int, position: int) -> None:
        lost, self._lost = self._lost, self._frames_lost()
        if self._place is not None:
            log.info("Echo: the reference jumps by %.0f samples.", to - self._place)
            if lost == self._lost:
                self._jumps.append(position)
        self._drift.start_over()
        often = len(self._jumps) == _OFTEN
        if often and position - self._jumps[0] < _OFTEN_S * HEARING_RATE and not self._told:
            self._told = True
            log.warning(
                "Speaker and microphone do not keep the same time, so our echo cannot be taken "
                "out; words we are saying ourselves are still ignored. One device for both is "
                "better: --output-device and --input-device."
            )

    def _frames_lost(self) -> int:
        """How often a device lost frames: for that nobody needs another device."""
        return sum(clock.jumps for clock in self._clocks or ())


class _Drift:
    """How much faster than the microphone to read: what was learned, and what is to be mended."""

    def __init__(self) -> None:
        self._learned = 0.0
        self._error = 0.0
        self._heard_s = 0.0
        self._offset = 0.0

    def speed(self, error: float, count: int) -> float:
        """Of a sample a sample, when the reader is `error` samples behind; for the next `count`."""
        seconds = count / HEARING_RATE
        self._heard_s += seconds
        self._error += min(1.0, seconds / _SMOOTHING_S) * (error - self._error)
        if self._heard_s < _SETTLED_S:
            self._offset = self._error
            return self._learned
        drifted = self._error - self._offset
        beyond = max(0.0, abs(drifted) - _AGREES) / HEARING_RATE
        mending = float(np.copysign(beyond / _CATCH_UP_S, drifted))
        self._learned += mending * seconds / _LEARNING_S
        return float(np.clip(self._learned + mending, -_FASTEST, _FASTEST))

    def start_over(self) -> None:
        """The reader has jumped: it goes on as fast as before, from where it is."""
        self._error = self._offset = self._heard_s = 0.0
