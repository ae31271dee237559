"""Why there is no session is heard, not only read."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests import pulse as air
from tests.runtime.group import FAST
from voice_facilitator.sound import shelf

pytestmark = pytest.mark.pulse


def run(*options, **environment):
    command = [sys.executable, "-m", "voice_facilitator", "run", *options]
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "options",
    [
        ["--language", "fr", *FAST, "--output-device", "no such thing"],
        ["--language", "en", *FAST, "--protocol", "no such thing"],
        ["--rate", "fast"],
    ],
    ids=" ".join,
)
def test_the_reason_is_printed_once_and_spoken(pulse, tmp_path, options):
    recording = pulse.record()
    done = run(*options, "--cache-dir", str(tmp_path))
    speaker, _ = recording.stop()
    assert done.returncode == 2
    assert [line.startswith("Error: ") for line in done.stderr.splitlines()] == [True]
    loud = np.flatnonzero(np.abs(speaker) > 0.02)
    assert 1.5 < (loud[-1] - loud[0]) / air.RATE < 20


def test_without_a_voice_there_is_a_sign(pulse, tmp_path):
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (tmp_path / name).write_text("not a library")
    (tmp_path / "espeakng_loader.py").write_text("raise ImportError")
    recording = pulse.record()
    done = run(
        *("--cache-dir", str(tmp_path / "cache"), "--engine", "keys"),
        PYTHONPATH=f"{tmp_path}:{Path.cwd()}",
        LD_LIBRARY_PATH=str(tmp_path),
    )
    speaker, _ = recording.stop()
    assert done.returncode == 2
    assert "apt-get install espeak-ng" in done.stderr
    assert air.find(shelf.load("paused"), speaker)
