"""Devices fall out of a running session, on a real sound server; it goes on, and is not late."""

import subprocess
import time

import pytest

from tests import pulse as air
from tests.runtime.group import FAST, Group
from voice_facilitator.runtime.journal import journals, read
from voice_facilitator.session.state import Mode
from voice_facilitator.session.timing import MOVED_S
from voice_facilitator.sound import shelf

pytestmark = pytest.mark.pulse


@pytest.fixture(scope="module")
def speech(tmp_path_factory):
    """Where all sessions keep their speech, so that only the first makes it."""
    return tmp_path_factory.mktemp("speech")


class Table:
    """A session through a sound server, whose group also types."""

    def __init__(self, pulse, speech, state):
        self.pulse = pulse
        self._sessions = state / "sessions"
        self.group = Group(
            pulse,
            speech,
            *("--engine", "moonshine", "--language", "en", "--start-now", *FAST),
            *("--state-dir", str(state)),
            stdin=subprocess.PIPE,
        )
        self.group.hears("Talk")

    def place(self):
        return read(journals(self._sessions)[0]).fold().place


@pytest.fixture
def table(pulse, speech, tmp_path):
    table = Table(pulse, speech, tmp_path)
    yield table
    table.group.close()


def hears_again(group):
    """Say something until it is heard, three times at most, as people would."""
    for _ in range(3):
        group.says("time left", "en-us+m3")
        time.sleep(2)
        if any("> time" in caption for caption in group.captions):
            return
    group.hears("> time")


def test_a_server_that_is_killed_costs_its_absence_and_no_time(table):
    group = table.group
    time.sleep(2)
    table.pulse.kill()
    time.sleep(3)
    group.types("status")
    group.hears("> status")
    group.hears("Step 1 of 3")
    table.pulse.start()
    group.hears("I was away for (.*) seconds; the clock stood still")
    group.hears("The clock runs again")
    assert 3 < table.place().paused_s < 8
    recording = table.pulse.record()
    hears_again(group)
    group.hears("left")
    time.sleep(1)
    speaker, _ = recording.stop()
    assert abs(speaker).max() > 0.05


def test_a_server_that_hangs_in_the_silence_shortens_no_silence(table):
    group = table.group
    time.sleep(MOVED_S)
    recording = table.pulse.record()
    group.types("next")
    group.hears("the silence begins")
    time.sleep(3)
    table.pulse.freeze()
    time.sleep(4)
    table.pulse.thaw()
    group.hears("the silence is over")
    group.hears("I was away for .* seconds; the clock stood still")
    group.hears("Write")
    speaker, _ = recording.stop()
    [opened] = air.find(shelf.load("chime_open"), speaker)
    [closed] = air.find(shelf.load("chime_close"), speaker)
    # The recording stood still while the server did, so it holds 9 s and what the notice took.
    assert 9.0 <= closed - opened < 9.0 + 6


def test_a_microphone_that_is_gone_is_told_of_when_it_is_back(table):
    group = table.group
    table.pulse.unplug("mic")
    time.sleep(4)
    group.says("pause", "en-us+m3")
    table.pulse.plug_in("mic")
    group.hears("I could not hear you")
    hears_again(group)
    assert not any("> pause" in caption for caption in group.captions)


def test_a_speaker_that_comes_back_at_another_rate_is_taken_again(table):
    group = table.group
    table.pulse.unplug("speaker")
    time.sleep(3)
    table.pulse.plug_in("speaker", "rate=44100")
    time.sleep(3)
    recording = table.pulse.record()
    group.types("time")
    group.hears("left")
    time.sleep(3)
    speaker, _ = recording.stop()
    assert abs(speaker).max() > 0.05


def test_the_system_can_end_it_while_the_server_hangs(table):
    time.sleep(1)
    table.pulse.freeze()
    time.sleep(2.5)
    table.group.process.terminate()
    assert table.group.leaves() == 0
    assert table.place().mode is Mode.RUNNING
