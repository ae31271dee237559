"""A session that is cut off goes on: killed, put aside by the system, or left at the door."""

import signal
import subprocess
import time

import pytest

from tests.runtime.group import FAST, Group
from voice_facilitator.runtime.journal import journals, read
from voice_facilitator.session.timing import MOVED_S


@pytest.fixture(scope="module")
def speech(tmp_path_factory):
    """Where all sessions keep their speech, so that only the first makes it."""
    return tmp_path_factory.mktemp("speech")


class Device:
    """A machine without sound on a table; people type and read."""

    def __init__(self, folder, speech):
        self._folder = folder
        self._speech = speech
        self.sessions = []

    def switch_on(self, *options):
        state = ("--state-dir", str(self._folder), "--output", str(self._folder / "out.wav"))
        group = Group(
            None,
            self._speech,
            *("--engine", "keys", "--language", "en", *FAST, *state, *options),
            stdin=subprocess.PIPE,
        )
        self.sessions.append(group)
        return group

    def journals(self):
        return journals(self._folder / "sessions")

    def journal(self):
        return read(self.journals()[0])

    def pull_the_plug(self):
        self.sessions[-1].close()


@pytest.fixture
def device(tmp_path, speech, monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    device = Device(tmp_path, speech)
    yield device
    for session in device.sessions:
        session.close()


def test_killed_it_says_where_it_was_and_goes_on_there_twice(device):
    group = device.switch_on("--start-now")
    group.hears("Talk")
    time.sleep(3)
    device.pull_the_plug()
    left_s = device.journal().fold().place.left_s
    time.sleep(2)
    group = device.switch_on()
    group.hears("You were in talking, with (one minute|55 seconds) left")
    group.hears("stood still")
    group.types("yes")
    group.hears("Back in talking")
    time.sleep(1)
    device.pull_the_plug()
    state = device.journal().fold()
    assert left_s - 8 < state.place.left_s < left_s
    group = device.switch_on("--resume")
    group.hears("Back in talking")
    group.types("next")
    group.hears("Be silent")


def test_ended_by_the_system_with_a_word_it_begins_afresh_where_that_is_wanted(device):
    group = device.switch_on("--start-now")
    group.hears("Talk")
    group.process.send_signal(signal.SIGTERM)
    group.hears("I keep our place")
    assert group.leaves() == 0
    group = device.switch_on()
    group.hears("You were in talking")
    group.hears("start afresh")
    group.types("no")
    group.hears("Talk")
    assert len(device.journals()) == 1
    device.pull_the_plug()
    device.switch_on("--fresh").hears("Welcome")
    assert len(device.journals()) == 2


def test_in_the_silence_the_system_ends_it_without_a_word_and_it_begins_again(device):
    group = device.switch_on("--start-now")
    group.hears("Talk")
    time.sleep(MOVED_S + 0.5)
    group.types("next")
    group.hears("the silence begins")
    group.process.send_signal(signal.SIGTERM)
    assert group.leaves() == 0
    assert "the silence begins" in group.captions[-1]
    group = device.switch_on()
    group.hears("You were in silence")
    group.types("yes")
    group.hears("begin the silence again")
    group.hears("the silence begins")
    group.hears("the silence is over")


def test_a_group_that_has_left_is_not_asked_about_its_session(device):
    group = device.switch_on("--start-now")
    group.hears("Talk")
    only_its_owner_can_read(device.journal().path)
    group.interrupt()
    group.hears("really")
    group.interrupt()
    assert group.leaves() == 0
    device.switch_on().hears("Welcome")


def test_a_second_session_says_that_one_runs_and_which(device):
    first = device.switch_on()
    first.hears("Welcome")
    second = device.switch_on()
    assert second.leaves() == 2
    assert second.captions == []
    [error] = second.errors
    assert f"process {first.process.pid})" in error


def test_stopped_for_a_while_it_says_that_the_clock_stood(device):
    group = device.switch_on("--start-now")
    group.hears("Talk")
    group.process.send_signal(signal.SIGSTOP)
    time.sleep(5)
    group.process.send_signal(signal.SIGCONT)
    group.hears("I was away for (5|6) seconds; the clock stood still")
    assert 4 < device.journal().fold().place.paused_s < 6


def test_a_disk_that_cannot_be_written_costs_a_sentence_and_not_the_session(device, tmp_path):
    (tmp_path / "sessions").write_text("in the way")
    group = device.switch_on("--start-now")
    group.hears("no longer write down")
    group.hears("Talk")
    time.sleep(4)  # the prompt is over, and the clock runs
    group.types("time")
    group.hears("seconds left|minute left")
    assert any("not written down" in line for line in group.errors)


def only_its_owner_can_read(journal):
    assert journal.stat().st_mode & 0o777 == 0o600
    assert journal.parent.stat().st_mode & 0o777 == 0o700
