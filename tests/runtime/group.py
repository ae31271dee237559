"""A group around a real table: it speaks into the microphone and reads the captions."""

import functools
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import soundfile

PROTOCOL = Path(__file__).parents[1] / "protocols" / "short.toml"
PATIENCE_S = 40
SAYINGS, AGAIN_S = 4, 6.0
"""So often people say a word, and so long they wait before they say it again."""
FAST = ("--rate", "400")
"""Words a minute, where nobody speaks while we do, and only a test waits for our words."""


class Group:
    """A running `voice-facilitator run` and the people around it."""

    def __init__(
        self, pulse, folder, *options, protocol=PROTOCOL, stdin=subprocess.DEVNULL, around=()
    ):
        """`around` is a command that runs the session, such as strace."""
        self._pulse = pulse
        self.captions = []
        command = [sys.executable, "-m", "voice_facilitator", "run", "--cache-dir", str(folder)]
        self.process = subprocess.Popen(
            [*around, *command, "--protocol", str(protocol), *options],
            env={**os.environ, **(pulse.environment if pulse else {})},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors = []
        for stream, lines in (
            (self.process.stdout, self.captions),
            (self.process.stderr, self.errors),
        ):
            threading.Thread(target=_read, args=(stream, lines), daemon=True).start()
        self._read_to = 0

    def hears(self, pattern):
        """Wait for a caption that has `pattern`, after those already waited for; return it."""
        if (caption := self._heard(pattern, PATIENCE_S)) is None:
            raise AssertionError(f"nobody said {pattern!r}: {self.captions} {self.errors}")
        return caption

    def _heard(self, pattern, within_s):
        latest = time.monotonic() + within_s
        while time.monotonic() < latest:
            for number in range(self._read_to, len(self.captions)):
                if re.search(pattern, self.captions[number]):
                    self._read_to = number + 1
                    return self.captions[number]
            time.sleep(0.02)
        return None

    def lets_finish(self, seconds=3.5):
        """Listen to a sentence to its end: a caption is there when it begins."""
        time.sleep(seconds)

    def says(self, word, voice):
        """Say `word` into the microphone, with a breath before and after."""
        time.sleep(1.0)
        self._pulse.say(*soundfile.read(spoken(word, voice), dtype="float32"))

    def insists(self, word, voice, pattern):
        """Say `word` until a caption has `pattern`, as people do whom we did not hear.

        More is asked of what is said while we speak, and a busy machine speaks when it can.
        """
        for _ in range(SAYINGS - 1):
            self.says(word, voice)
            if self._heard(pattern, AGAIN_S) is not None:
                return
        self.says(word, voice)
        self.hears(pattern)

    def types(self, command):
        """Type a command and Enter."""
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def leaves(self):
        """Wait for the end; the exit code."""
        return self.process.wait(PATIENCE_S)

    def interrupt(self):
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def close(self):
        self.process.kill()
        self.process.wait()


def _read(stream, lines):
    for line in stream:
        lines.append(line.rstrip("\n"))


@functools.cache
def spoken(word, voice):
    """A file in which espeak-ng's `voice` says `word`."""
    path = Path(tempfile.mkdtemp(prefix="said-")) / "word.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", "130", "-w", path, word], check=True)
    return path
