"""What is played is also on tape, as long as there is room for it."""

import soundfile

from voice_facilitator.errors import AudioFileError
from voice_facilitator.runtime.tape import Tape
from voice_facilitator.sound import shelf
from voice_facilitator.sound.mixer import RATE
from voice_facilitator.sound.wavefile import Recorder


def test_every_frame_is_on_tape(tmp_path):
    with Tape(tmp_path / "session.flac") as mixer:
        mixer.play(shelf.load("heard"))
        played = [mixer.render(480) for _ in range(100)]
    recorded, rate = soundfile.read(tmp_path / "session.flac")
    assert (rate, len(recorded)) == (RATE, 48_000)
    assert abs(recorded).max() > 0.9 * max(abs(block).max() for block in played)


def test_a_full_disk_costs_the_recording_not_the_session(tmp_path, monkeypatch, caplog):
    def full(recorder, samples):
        raise AudioFileError("Cannot write on; is the disk full?")

    monkeypatch.setattr(Recorder, "write", full)
    with Tape(tmp_path / "session.wav") as mixer:
        for _ in range(10):
            assert len(mixer.render(480)) == 480
    assert caplog.text.count("is the disk full?") == 1
