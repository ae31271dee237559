"""Bad input is one sentence with the remedy and exit code 2; nothing is a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

TEXT = "This is no audio, and no TOML either = ["


def facilitate(*arguments, cwd=None, env=None, **options):
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "voice_facilitator", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
        **options,
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text.wav").write_text(TEXT * 50)
    (tmp_path / "broken.toml").write_text(TEXT)
    (tmp_path / "empty.wav").touch()
    soundfile.write(tmp_path / "hush.wav", np.zeros(16000), 16000)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["listen", "missing.wav"], ["missing.wav"]),
        (["listen", "text.wav"], ["text.wav"]),
        (["listen", "empty.wav"], ["empty.wav"]),
        (["listen", "."], ["."]),
        (["listen", "hush.wav", "--context", "shouting"], ["shouting", "question"]),
        (["listen", "hush.wav", "--engine", "telepathy"], ["telepathy", "vosk"]),
        (["listen", "hush.wav", "--engine", "vosk", "--language", "fr"], ["models install fr"]),
        (["listen", "hush.wav", "--aloud"], ["microphone", "leave"]),
        (["listen", "hush.wav", "--ask-back", "--language", "fr"], ["examples", "leave"]),
        (["listen", "hush.wav", "--language", "xx"], ["xx", "en, fr"]),
        (["listen", "hush.wav", "--language", "broken.toml"], ["broken.toml", "TOML"]),
        (["teach", "--language", "fr", "bof"], ["bof", "--language FILE.toml"]),
        (["teach", "--language", "fr", "--engine", "vosk"], ["Vosk", "--engine moonshine"]),
        (["rehearse", "--protocol", "broken.toml"], ["broken.toml", "TOML"]),
        (["rehearse", "--protocol", "missing.toml"], ["missing.toml"]),
        (["rehearse", "--protocol", "dance"], ["dance", "case_clinic"]),
        (["rehearse", "--output", "x.mp3", "--start-now"], ["x.mp3", ".wav"]),
        (["rehearse", "--output", "no/x.wav", "--start-now"], ["no/x.wav"]),
        (["rehearse", "--voice", "nobody", "--start-now"], ["nobody", "voices"]),
        (["rehearse", "--rate", "fast"], ["fast", "words a minute"]),
        (["rehearse", "--script", "missing"], ["missing"]),
        (["run", "--output-device", "no such thing"], ["speaker"]),
        (["--config", "broken.toml", "config", "show"], ["broken.toml"]),
        (["protocol", "check", "broken.toml"], ["broken.toml", "TOML"]),
        (["models", "install", "klingon"], ["klingon"]),
        (["models", "path", "fr", "--models-dir", "nowhere"], ["models install fr"]),
        (["say", "pause"], ["No session is running"]),
        (["status", "--follow"], ["No session is running"]),
        (["report", "--state-dir", "nowhere"], ["nowhere", "hold one first"]),
        (["report", "text.wav"], ["text.wav", "no journal"]),
        (["dance"], ["dance"]),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_sentence_with_the_remedy(folder, arguments, told):
    done = facilitate(*arguments, cwd=folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    error = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(error) == 1, done.stderr
    assert all(word in error[0] for word in told), error


def test_no_speech_engine_is_told_with_what_to_install(folder):
    for name in ("libespeak-ng.so.1", "libespeak.so.1"):
        (folder / name).write_text("not a library")
    (folder / "espeakng_loader.py").write_text("raise ImportError")
    done = facilitate(
        *["rehearse", "--start-now", "--cache-dir", "cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "LD_LIBRARY_PATH": str(folder)},
    )
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert "apt-get install espeak-ng" in error


def test_without_a_sound_card_it_says_so_and_takes_keys(folder):
    done = facilitate(
        "run",
        "--language",
        "en",
        "--start-now",
        cwd=folder,
        input="h\nn\nq\ny\n",
        env=_no_sound(folder),
    )
    assert done.returncode == 0
    assert "speaker" in done.stderr and ".wav" in done.stderr
    assert "> next" in done.stdout and "Thank you" in done.stdout
    assert "> help" in done.stdout and "nabu" not in done.stdout, "nobody could hear us called"
    [recording] = folder.glob("session-*.wav")
    samples, _ = soundfile.read(recording)
    assert np.abs(samples).max() > 0.05


def test_a_room_cannot_be_tried_without_a_microphone(folder):
    done = facilitate("listen", "--language", "en", cwd=folder, env=_no_sound(folder))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("Error: There is no microphone; plug one in")


def test_where_there_are_no_devices_the_list_of_them_says_what_to_do(folder):
    done = facilitate("devices", cwd=folder, env=_no_sound(folder))
    assert (done.returncode, done.stdout) == (0, "")
    [told] = done.stderr.splitlines()
    assert "plug one in" in told


def test_a_device_that_nobody_sits_at_does_not_wait_without_a_speaker(folder):
    done = facilitate("run", "--wait", cwd=folder, stdin=subprocess.DEVNULL, env=_no_sound(folder))
    assert done.returncode == 2
    assert "There is no speaker" in done.stderr
    assert list(folder.glob("session-*")) == []


def test_with_neither_microphone_nor_keys_it_says_so_and_ends(folder):
    done = facilitate(
        "run", "--language", "fr", cwd=folder, stdin=subprocess.DEVNULL, env=_no_sound(folder)
    )
    assert done.returncode == 0
    assert "Je ne vous entends pas, et plus rien" in done.stdout


def test_a_cache_that_cannot_be_written_is_one_warning(folder):
    blocked = folder / "file"
    blocked.touch()
    done = facilitate(
        "rehearse",
        "--protocol",
        str(Path(__file__).parent / "protocols" / "short.toml"),
        "--start-now",
        "--advance",
        "auto",
        "--cache-dir",
        str(blocked),
        cwd=folder,
    )
    assert done.returncode == 0
    assert done.stderr.count("cache_dir") == 1


def _no_sound(folder):
    """An environment in which no sound server can be found."""
    return {"PULSE_SERVER": "unix:/nowhere", "XDG_RUNTIME_DIR": str(folder)}
