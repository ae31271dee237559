"""The command `listen` at a microphone: a group tries how well it is heard."""

import json
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.hearing.voices import RATE, say
from tests.runtime.group import FAST

pytestmark = pytest.mark.pulse

PATIENCE_S = 40


class Tryout:
    """A running `voice-facilitator listen` and who speaks to it."""

    def __init__(self, pulse, folder, *options):
        self._pulse = pulse
        self.folder = folder
        folders = ["--cache-dir", str(folder), "--state-dir", str(folder)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_facilitator", "listen", *options, *folders],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.told, self.errors = [], []
        self._readers = [
            threading.Thread(target=_read, args=each, daemon=True)
            for each in ((self.process.stdout, self.told), (self.process.stderr, self.errors))
        ]
        for reader in self._readers:
            reader.start()
        self.waits_for(self.errors, 1)
        time.sleep(1.5)

    def says(self, text, voice="en-us"):
        """Say it, and return what is told of it."""
        before = len(self.told)
        self._pulse.say(say(text, voice), RATE)
        self.waits_for(self.told, before + 1)
        return self.told[-1]

    def waits_for(self, lines, count):
        latest = time.monotonic() + PATIENCE_S
        while len(lines) < count:
            assert time.monotonic() < latest, (self.told, self.errors)
            time.sleep(0.02)

    def ends(self):
        """Wait for the end; the exit code."""
        code = self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        return code

    def interrupt(self):
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.ends()


def _read(stream, lines):
    for line in stream:
        lines.append(line.rstrip("\n"))


@pytest.fixture
def try_room(pulse, tmp_path):
    tried = []

    def begin(*options):
        tried.append(Tryout(pulse, tmp_path, *options))
        return tried[-1]

    yield begin
    for tryout in tried:
        tryout.process.kill()
        tryout.process.wait()


def test_each_utterance_is_told_with_how_clearly_it_came_and_nothing_is_kept(try_room):
    tryout = try_room("--language", "en")
    assert "“pause”" in tryout.errors[0] and "Ctrl-C" in tryout.errors[0]
    line = tryout.says("pause")
    assert " pause " in line and "“pause”: heard clearly" in line
    assert "does not count here" in tryout.says("yes")
    assert "Too long" in tryout.says("we have talked about it for hours and hours yesterday")
    assert tryout.interrupt() == 0
    assert len(tryout.errors) == 1
    assert list(tryout.folder.rglob("*.wav")) == []


def test_without_a_screen_it_is_said_in_the_groups_language_and_not_listened_to(pulse, try_room):
    loop = ["source=speaker.monitor", "sink=mouth", "latency_msec=40"]
    pulse.control("load-module", "module-loopback", *loop)
    recording = pulse.record()
    tryout = try_room("--language", "fr", "--aloud", *FAST)
    spoken = recording.waits_for_speech()
    assert "« pause »" in tryout.says("pause", "fr+f3").replace("\xa0", " ")
    spoken = recording.waits_for_speech(spoken)
    assert len(tryout.told) == 1
    pulse.unplug("mic")
    assert tryout.ends() == 2
    assert len(tryout.told) == 1
    recording.waits_for_speech(spoken)
    recording.end()


def test_a_line_of_json_each_until_the_microphone_is_lost_and_then_a_sentence(pulse, try_room):
    tryout = try_room("--language", "en", "--context", "question", "--json")
    told = json.loads(tryout.says("yes"))
    assert (told["command"], told["accepted"]) == ("yes", True)
    pulse.unplug("mic")
    assert tryout.ends() == 2
    [sentence] = [line for line in tryout.errors if line.startswith("Error: ")]
    assert "plug it in" in sentence
