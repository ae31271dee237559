"""The wheel carries all that a session needs, and a rehearsal needs no sound system."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with nothing but the wheel's own contents."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    [wheel] = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", target, wheel], check=True)
    return target


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_wheel_rehearses_outside_the_checkout_without_portaudio(installed, tmp_path, language):
    (tmp_path / "libportaudio.so.2").write_text("not a library")
    done = facilitate(
        installed,
        tmp_path,
        *["rehearse", "--language", language, "--advance", "auto", "--start-now"],
        *["--output", "s.flac", "--timeline", "s.jsonl", "--cache-dir", str(tmp_path / "cache")],
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "s.jsonl").read_text().count('"phase"') >= 7


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_wheel_listens(installed, tmp_path, language):
    subprocess.run(["espeak-ng", "-v", language, "-w", tmp_path / "w.wav", "pause"], check=True)
    done = facilitate(installed, tmp_path, "listen", "w.wav", "--language", language, "--json")
    assert done.returncode == 0, done.stderr
    assert '"command":"pause"' in done.stdout


def facilitate(installed, folder, *arguments):
    program = "import voice_facilitator.cli as cli; assert {!r} in cli.__file__; cli.main()"
    return subprocess.run(
        [sys.executable, "-c", program.format(str(installed)), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "LD_LIBRARY_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
