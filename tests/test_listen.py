"""The command `listen`, given recordings of every kind and pipes that never end."""

import json
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from tests.hearing.voices import RATE, hush, say, scene

COMMAND = [sys.executable, "-m", "voice_facilitator", "listen", "--language", "en", "--json"]
PATIENCE_S = 40
HEADER_BYTES = 44


@pytest.fixture(scope="module")
def spoken():
    return scene(1.0, say("pause"), 1.2, say("stop"), 1.0)


def commands(lines):
    return [told["command"] for told in map(json.loads, lines) if told["accepted"]]


@pytest.mark.parametrize(
    ("name", "rate", "channels", "subtype"),
    [
        ("telephone.wav", 8_000, 1, "ULAW"),
        ("stereo.flac", 44_100, 2, "PCM_16"),
        ("packed.opus", 48_000, 1, "OPUS"),
    ],
)
def test_a_word_is_heard_whatever_it_is_recorded_in(
    tmp_path, spoken, name, rate, channels, subtype
):
    sound = soxr.resample(spoken, RATE, rate)
    kind = "OGG" if subtype == "OPUS" else None
    file = tmp_path / name
    soundfile.write(file, np.stack([sound] * channels, 1), rate, subtype, format=kind)
    done = subprocess.run([*COMMAND, file], capture_output=True, text=True, check=True)
    assert commands(done.stdout.splitlines()) == ["pause", "stop"]
    assert done.stderr == ""


def test_silence_and_the_quiet_of_a_room_are_nothing(tmp_path):
    quiet = np.concatenate([np.zeros(10 * RATE, np.float32), hush(10)])
    soundfile.write(tmp_path / "quiet.wav", quiet, RATE)
    done = subprocess.run(
        [*COMMAND, tmp_path / "quiet.wav"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


class Pipe:
    """A `listen` that reads a WAV whose end nobody knows from its standard input."""

    def __init__(self, process, header):
        self._process = process
        self.send(header)

    def send(self, data):
        """Write bytes; returns when all but a pipe's depth of it has been read."""
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def hears(self):
        """The next utterance, which must come though the pipe stays open."""
        lines = []
        reader = threading.Thread(target=lambda: lines.append(self._process.stdout.readline()))
        reader.daemon = True
        reader.start()
        reader.join(PATIENCE_S)
        assert lines, "it waits for more"
        return json.loads(lines[0])

    @property
    def held_mb(self):
        """The memory that it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024


@contextmanager
def pipe(folder):
    soundfile.write(folder / "header.wav", np.zeros(1), RATE, "PCM_16")
    header = bytearray((folder / "header.wav").read_bytes()[:HEADER_BYTES])
    header[-4:] = b"\xff\xff\xff\xff"
    with subprocess.Popen(
        [*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            yield Pipe(process, header)
        finally:
            process.kill()


def pcm(sound):
    return np.round(32767 * sound).astype("<i2").tobytes()


def test_what_trickles_through_a_pipe_is_decided_as_it_comes(tmp_path, spoken):
    with pipe(tmp_path) as listening:
        listening.send(pcm(spoken))
        assert listening.hears()["command"] == "pause"
        listening.send(pcm(spoken))
        assert listening.hears()["command"] == "stop"


def test_a_pipe_that_never_ends_needs_no_more_memory_than_a_short_one(tmp_path, spoken):
    minute = pcm(np.concatenate([spoken, hush(60)]))
    with pipe(tmp_path) as listening:
        listening.send(minute)
        listening.hears()
        after_a_minute = listening.held_mb
        for _ in range(6):
            listening.send(minute)
        for _ in range(13):
            listening.hears()
        assert listening.held_mb < after_a_minute + 6 * len(minute) / 2**20 / 2
