"""Without a sound card time goes on, and the recording is what would have been heard."""

import time

import numpy as np
import soundfile

from voice_facilitator.runtime.tape import Tape
from voice_facilitator.sound import shelf
from voice_facilitator.sound.mixer import RATE, Mixer
from voice_facilitator.sound.pump import Pump


def test_the_recording_has_the_sound_at_the_time_the_clock_promised(tmp_path):
    with Tape(tmp_path / "session.wav") as mixer:
        pump = Pump(mixer)
        pump.start()
        began_at = pump.clock.time_of(0)
        mixer.play(shelf.load("heard"), pump.clock.frame_at(began_at + 0.5))
        while not any(note.kind == "ended" for note in mixer.notes()):
            time.sleep(0.01)
        assert abs(pump.clock.time_of(mixer.position) - time.monotonic()) < 0.5
        pump.stop()
    recorded, _ = soundfile.read(tmp_path / "session.wav")
    first = int(np.flatnonzero(recorded)[0])
    assert abs(first / RATE - 0.5) < 0.001


def test_it_lives_from_start_to_stop_and_hears_nothing():
    pump = Pump(Mixer())
    assert not pump.alive()
    pump.start()
    assert pump.alive()
    assert pump.clock.running
    pump.stop()
    pump.stop()
    assert not pump.alive()
    assert not pump.has_microphone
