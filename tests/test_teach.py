"""The command `teach` at a sound card."""

import os
import subprocess
import sys
import time

import pytest

from tests.hearing.voices import RATE, say
from tests.runtime.group import FAST

pytestmark = pytest.mark.pulse

ALOUD_S = 1.5
"""What it says to ask for a short word takes less, at its fastest."""


def test_somebody_teaches_a_word_by_saying_it_when_asked(pulse, tmp_path):
    folders = ["--state-dir", str(tmp_path / "state"), "--cache-dir", str(tmp_path / "cache")]
    command = [
        sys.executable,
        "-m",
        "voice_facilitator",
        "teach",
        "--language",
        "fr",
        *FAST,
        "pause",
    ]
    told = []
    with subprocess.Popen(
        [*command, *folders], stdout=subprocess.PIPE, text=True, env=os.environ
    ) as teaching:
        for line in teaching.stdout:
            told.append(line.strip())
            if "« pause »" in line and "Merci" not in line:
                time.sleep(ALOUD_S)
                pulse.say(say("pause", "fr+m8"), RATE)

    assert teaching.returncode == 0
    assert [line.split(" ")[0] for line in told] == ["Dites,", "Encore", "Encore", "Merci."]
    forgotten = subprocess.run(
        [*command, "--forget", *folders], capture_output=True, text=True, check=True
    )
    assert forgotten.stdout == "Forgotten: pause.\n"
