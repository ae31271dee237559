"""A machine remembers what each of its speakers needs; a machine too slow gets more."""

import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given

from tests import pulse as air
from tests.doors.mangling import mangled, mutations
from tests.sound.test_stream import wait_until
from voice_facilitator.runtime import fitter
from voice_facilitator.runtime.fitter import Fitter
from voice_facilitator.runtime.keeper import Keeper
from voice_facilitator.runtime.latencies import KEPT, LONGEST_BYTES, Latencies
from voice_facilitator.sound import latency, portaudio, shelf
from voice_facilitator.sound.devices import Device
from voice_facilitator.sound.latency import STEPS_S
from voice_facilitator.sound.mixer import RATE, Mixer
from voice_facilitator.sound.stream import Stream, Wishes


def speaker(name="USB Audio", lowest_s=0.0087):
    return Device(0, name, "ALSA", 1, 2, 48_000, True, True, lowest_s)


def test_what_a_speaker_needs_is_remembered_for_that_speaker(tmp_path):
    file = tmp_path / "state" / "latency.json"
    assert Latencies(file).of(speaker()) == STEPS_S[0]
    Latencies(file).remember(speaker(), 0.2)
    again = Latencies(file)
    assert (again.of(speaker()), again.is_known(speaker())) == (0.2, True)
    assert again.of(speaker("HDMI")) == STEPS_S[0]
    assert again.of(speaker(lowest_s=0.3)) == 0.4, "less than it offers is not asked of it"


def test_only_the_latest_speakers_are_kept(tmp_path):
    file = tmp_path / "latency.json"
    for number in range(KEPT + 5):
        Latencies(file).remember(speaker(f"{number:300}"), 0.1)
    kept = Latencies(file)
    assert kept.is_known(speaker(f"{KEPT + 4:300}"))
    assert not kept.is_known(speaker(f"{0:300}"))
    assert file.stat().st_size <= LONGEST_BYTES


@given(mutations)
def test_a_file_that_is_torn_or_not_ours_is_not_believed(mutations):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "latency.json"
        Latencies(file).remember(speaker(), 0.2)
        file.write_bytes(mangled(file.read_bytes(), mutations))
        latencies = Latencies(file)
        assert latencies.of(speaker()) in STEPS_S
        latencies.remember(speaker(), 0.4)
        assert Latencies(file).of(speaker()) == 0.4


def test_what_never_ends_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert Latencies(tmp_path / "pipe").of(speaker()) == STEPS_S[0]
    assert Latencies(Path("/dev/zero")).of(speaker()) == STEPS_S[0]


def test_where_nothing_can_be_written_it_is_known_for_this_session(tmp_path):
    latencies = Latencies(tmp_path / "latency.json")
    (tmp_path / "latency.json").mkdir()
    latencies.remember(speaker(), 0.2)
    assert latencies.of(speaker()) == 0.2


@pytest.fixture
def keeper(pulse, tmp_path):
    """A stream as it is at first, and what keeps it."""
    portaudio.look_again()
    mixer, latencies = Mixer(), Latencies(tmp_path / "latency.json")
    stream = Stream(mixer, lambda *_: None, Wishes(latency_of=latencies.of))
    stream.start()
    kept = Keeper(stream, mixer, lambda: kept.is_quiet, Fitter(stream, latencies))
    kept.is_quiet, kept.stream, kept.mixer = True, stream, mixer
    yield kept
    kept.close()
    stream.stop()


def runs_dry_again(keeper, monkeypatch):
    """Let the card tell of two hiccups, as a busy machine's does."""
    monkeypatch.setattr(fitter, "SETTLING_S", 0.0)
    monkeypatch.setattr(latency, "HICCUP_S", 0.0)
    for _ in range(2):
        keeper.stream.hiccups.happen(time.monotonic())
    return list(keeper.look())


@pytest.mark.pulse
def test_a_speaker_that_runs_dry_again_gets_more_and_goes_on(pulse, keeper, tmp_path, monkeypatch):
    stream, mixer, recording = keeper.stream, keeper.mixer, pulse.record()
    before_s, chime = stream.latency_s, shelf.load("chime_open")[:RATE]
    at = time.monotonic() + 4
    events = runs_dry_again(keeper, monkeypatch)
    wait_until(lambda: stream.asked_latency_s == STEPS_S[1] and stream.clock.running)
    wait_until(lambda: not events.extend(keeper.look()) and time.monotonic() > at - 1)
    mixer.play(chime, stream.clock.frame_at(at - 0.5))
    mixer.play(chime, stream.clock.frame_at(at + 1.0))
    wait_until(lambda: time.monotonic() > at + 2.5)
    assert events == [], "the session has noticed nothing"
    assert stream.alive() and stream.has_microphone
    assert stream.latency_s > before_s
    first, second = air.find(chime, recording.stop()[0])
    assert second - first == pytest.approx(1.5, abs=0.02)
    assert Latencies(tmp_path / "latency.json").of(stream.speaker) == STEPS_S[1]


@pytest.mark.pulse
def test_one_hiccup_while_we_get_ready_is_enough_before_anything_is_spoilt(
    keeper, tmp_path, monkeypatch
):
    monkeypatch.setattr(fitter, "SETTLING_S", 0.0)
    stream = keeper.stream
    before = Fitter(stream, Latencies(tmp_path / "latency.json"))
    assert not before.has_run_dry
    stream.hiccups.happen(time.monotonic())
    assert before.has_run_dry and not before.wants_more(time.monotonic())
    before.open_anew()
    assert stream.alive() and stream.has_microphone and not before.has_run_dry
    assert stream.asked_latency_s == STEPS_S[1]
    assert Latencies(tmp_path / "latency.json").of(stream.speaker) == STEPS_S[1]


@pytest.mark.pulse
def test_while_something_sounds_it_waits(keeper, monkeypatch):
    keeper.is_quiet = False
    runs_dry_again(keeper, monkeypatch)
    time.sleep(0.5)
    assert list(keeper.look()) == []
    assert keeper.stream.asked_latency_s == STEPS_S[0]
    keeper.is_quiet = True
    list(keeper.look())
    wait_until(lambda: keeper.stream.asked_latency_s == STEPS_S[1])
