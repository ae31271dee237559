"""`scripts/facilitate` brings what is missing, says so, and is in nobody's way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Homebrew is another story")

ROOT = Path(__file__).parents[1]
SCRIPTS = ("facilitate", "setup.sh")

VOICE_FACILITATOR = """#!/bin/sh
echo "$@" ${VOICE_FACILITATOR_CONFIG+with $VOICE_FACILITATOR_CONFIG} >>"$CALLS"
case "$1 $2" in
"models path") [ -n "$INSTALLED" ] ;;
"models install") echo "Cannot fetch it." >&2; exit 2 ;;
esac
"""


class Checkout:
    """A checkout whose virtual environment is set up, and whose program only takes notes."""

    def __init__(self, folder):
        self.folder = folder
        self.calls = folder / "calls"
        (folder / "scripts").mkdir(parents=True)
        for name in SCRIPTS:
            shutil.copy(ROOT / "scripts" / name, folder / "scripts" / name)
        shutil.copy(ROOT / "pyproject.toml", folder)
        self.bin = folder / ".venv" / "bin"
        self.bin.mkdir(parents=True)
        (self.bin / "python").symlink_to(sys.executable)
        self.program("voice-facilitator", VOICE_FACILITATOR)
        state = subprocess.check_output(["cksum"], stdin=(folder / "pyproject.toml").open("rb"))
        (folder / ".venv" / "installed-for").write_text(f"{folder} {state.decode().strip()} -\n")

    def program(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def facilitate(self, *arguments, **environment):
        tools = self.folder / "tools"  # before the real ones: nothing here may install anything
        if not tools.exists():
            tools.mkdir()
            for name in ("apt-get", "brew", "uv", "sudo"):
                (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"$CALLS"\n')
                (tools / name).chmod(0o755)
            (tools / "dpkg-query").write_text('#!/bin/sh\necho "install ok installed"\n')
            (tools / "dpkg-query").chmod(0o755)
        return subprocess.run(
            [self.folder / "scripts" / "facilitate", *arguments],
            env={
                "PATH": f"{tools}:{os.environ['PATH']}",
                "CALLS": str(self.calls),
                "HOME": str(self.folder),
                **environment,
            },
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
        )

    def called(self):
        return self.calls.read_text().splitlines()


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "a checkout")


def test_when_nothing_is_missing_it_is_quiet_and_runs(checkout):
    done = checkout.facilitate("--captions", "--output", "my file.wav", INSTALLED="yes")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert checkout.called() == ["models path", "run --captions --output my file.wav"]


@pytest.mark.parametrize("arguments", [("--language", "fr"), ("--language=fr",)])
def test_the_model_of_the_sessions_language_is_fetched(checkout, arguments):
    checkout.facilitate(*arguments, "--start-now")
    assert checkout.called() == [
        "models path --language=fr",
        "models install --language=fr",
        "run --language=fr --start-now",
    ]


def test_a_model_that_cannot_be_had_does_not_stand_in_the_way(checkout):
    done = checkout.facilitate()
    assert checkout.called()[-1] == "run"
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "Fetching the recogniser's model for this language, once.",
        "Cannot fetch it.",
        "Going on with the recogniser that is built in.",
    ]


def test_offline_it_fetches_nothing_and_says_so(checkout):
    done = checkout.facilitate("--offline", "--language", "fr")
    assert checkout.called() == ["models path --language=fr", "run --language=fr"]
    assert done.stderr == "Offline: no recogniser's model is fetched.\n"


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (("--engine=keys",), {}),
        (("--engine=moonshine",), {}),
        ((), {"VOICE_FACILITATOR_ENGINE": "keys"}),
    ],
)
def test_without_vosk_no_model_is_looked_for(checkout, arguments, environment):
    checkout.facilitate(*arguments, **environment)
    assert checkout.called() == [" ".join(("run", *arguments))]


@pytest.mark.parametrize("arguments", [("--config", "my own.toml"), ("--config=my own.toml",)])
def test_a_settings_file_counts_for_the_model_and_the_session(checkout, arguments):
    checkout.facilitate(*arguments, INSTALLED="yes")
    assert checkout.called() == ["models path with my own.toml", "run with my own.toml"]


def test_an_option_without_its_value_is_the_programs_to_refuse(checkout):
    checkout.facilitate("--language", INSTALLED="yes")
    assert checkout.called()[-1] == "run --language"


def test_when_the_project_has_changed_its_packages_are_installed_once(checkout):
    with (checkout.folder / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    first = checkout.facilitate(INSTALLED="yes")
    assert "Installing the Python packages" in first.stderr
    assert any(call.startswith("uv pip install") for call in checkout.called())
    checkout.calls.unlink()
    second = checkout.facilitate(INSTALLED="yes")
    assert second.stderr == ""
    assert checkout.called() == ["models path", "run"]


def test_a_missing_package_is_named_and_installed(checkout):
    checkout.facilitate(INSTALLED="yes")
    query = checkout.folder / "tools" / "dpkg-query"
    query.write_text('#!/bin/sh\n[ "$4" != espeak-ng ] && echo "install ok installed"\n')
    done = checkout.facilitate(INSTALLED="yes")
    assert "Installing espeak-ng with apt-get." in done.stderr
    assert any("apt-get" in call and call.endswith("espeak-ng") for call in checkout.called())
