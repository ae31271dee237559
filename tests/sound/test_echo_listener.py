"""What hearing is given while we speak, on a machine that keeps up and on one that does not."""

import numpy as np
import pytest

from tests.hearing.voices import say
from tests.room.acoustics import RATE
from tests.room.loop import SpeakerClock
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.echo_listener import EchoFree
from voice_facilitator.sound.mixer import Mixer

FRAME = 160
DELAY_S = 0.1
BUSY_S = (6.0, 7.0)
"""While the machine has no time for us."""


class Listening:
    """We speak for ten seconds; the microphone hears nothing else."""

    def __init__(self, waiting_s):
        """`waiting_s` is how much of the microphone's sound waits during `BUSY_S`."""
        self._mixer = Mixer(RATE)
        self._waiting_s = waiting_s
        self._heard, self._left = [], []
        self._noticed_s = []
        clock = AudioClock(RATE)
        listener = EchoFree(self._mixer, lambda s, _: self._left.append(s), self._notice)
        listener.follow(SpeakerClock(DELAY_S), clock, self._waiting)
        self._speak(listener, clock)

    def lost_db(self, start_s, end_s):
        """By how much our echo is weaker for hearing than for the microphone."""
        heard, left = (
            np.concatenate(each)[round(start_s * RATE) : round(end_s * RATE)]
            for each in (self._heard, self._left)
        )
        return 10 * np.log10(np.mean(heard**2) / np.mean(left**2))

    @property
    def noticed_s(self):
        """When somebody was thought to speak over us."""
        return self._noticed_s

    def _notice(self, _):
        self._noticed_s.append(self._mixer.position / RATE)

    def _waiting(self):
        busy = BUSY_S[0] <= self._mixer.position / RATE < BUSY_S[1]
        return self._waiting_s if busy else 0.0

    def _speak(self, listener, clock):
        words = say("Step one. You have two minutes. Decide who brings a case today.")
        self._mixer.play(np.concatenate([words] * 4))
        air = [np.zeros(FRAME, np.float32)] * round(DELAY_S * RATE / FRAME)
        for frame in range(10 * RATE // FRAME):
            air.append((0.3 * self._mixer.render(FRAME)).astype(np.float32))
            clock.observe(frame * FRAME, frame * FRAME / RATE)
            self._heard.append(air.pop(0))
            listener(self._heard[-1], frame * FRAME)


@pytest.mark.parametrize("waiting_s", [0.0, 0.2])
def test_as_long_as_there_is_time_our_echo_is_taken_out(waiting_s):
    listening = Listening(waiting_s)
    assert listening.lost_db(4, 10) > 20


def test_without_time_people_are_heard_at_once_and_our_echo_with_them():
    listening = Listening(2.0)
    assert listening.lost_db(BUSY_S[0] + 0.02, BUSY_S[1] - 0.02) == 0
    assert listening.lost_db(4, BUSY_S[0]) > 20
    assert listening.lost_db(BUSY_S[1] + 0.1, 10) > 20
    assert listening.noticed_s == []


class WanderingClock:
    """A speaker's clock that is half a second off, and back, once a second of silence."""

    running = True

    def __init__(self, loses_frames):
        self._loses_frames = loses_frames
        self._second = 0

    @property
    def jumps(self):
        return self._second if self._loses_frames else 0

    def frame_at(self, at):
        self._second = int(at)
        return round((at + self._second % 2 / 2) * RATE)


@pytest.mark.parametrize(("loses_frames", "told"), [(False, 1), (True, 0)])
def test_devices_that_do_not_keep_the_same_time_are_told_of_once(caplog, loses_frames, told):
    microphone = AudioClock(RATE)
    listener = EchoFree(Mixer(RATE), lambda *_: None, lambda _: None)
    listener.follow(WanderingClock(loses_frames), microphone)
    for frame in range(20 * RATE // FRAME):
        microphone.observe(frame * FRAME, frame * FRAME / RATE)
        listener(np.zeros(FRAME, np.float32), frame * FRAME)
    assert caplog.text.count("do not keep the same time") == told
