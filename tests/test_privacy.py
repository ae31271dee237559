"""A session needs no network and touches none; nothing of what is said is kept."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.runtime.group import Group
from voice_facilitator.runtime.caller import Caller

pytestmark = [pytest.mark.pulse, pytest.mark.skipif(sys.platform != "linux", reason="strace")]


WHERE_NOBODY_LIVES = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS")
"""Where these are set, libraries that otherwise tell their makers about us do not."""


class Systemd:
    """Where a service tells that it lives."""

    def __init__(self, path):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(0.1)

    def told(self, within_s):
        """What is told within so many seconds from now."""
        latest, told = time.monotonic() + within_s, set()
        while time.monotonic() < latest:
            with contextlib.suppress(TimeoutError):
                told.add(self._socket.recv(100).decode())
        return told

    def close(self):
        self._socket.close()


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    for name in WHERE_NOBODY_LIVES:
        monkeypatch.delenv(name, raising=False)
    systemd = Systemd(tmp_path / "notify")
    yield systemd
    systemd.close()


@pytest.fixture
def trace(tmp_path):
    return tmp_path / "trace"


@pytest.fixture
def group(pulse, tmp_path, systemd, trace):
    """A device as it runs as a service: without a network, its sockets and files under watch."""
    if not all(map(shutil.which, ("strace", "unshare"))):
        pytest.fail("strace is missing: apt-get install strace util-linux")
    if subprocess.run(["unshare", "-n", "true"], check=False).returncode:
        pytest.skip("only root can take the network away")
    watch = ["strace", "-f", "--seccomp-bpf", "-e", "trace=socket,openat", "-o", str(trace)]
    group = Group(
        *(pulse, tmp_path / "cache", "--state-dir", str(tmp_path / "state")),
        *("--wait", "--language", "en"),
        around=["unshare", "-n", *watch],
    )
    yield group
    with contextlib.suppress(OSError, ValueError):
        os.kill(pid_of(pulse), signal.SIGKILL)
    group.close()


def runtime_folder(pulse):
    return Path(pulse.environment["XDG_RUNTIME_DIR"]) / "voice-facilitator"


def pid_of(pulse):
    return int((runtime_folder(pulse) / "session.pid").read_text())


def test_a_service_holds_sessions_by_voice_and_touches_no_network(
    pulse, group, systemd, trace, tmp_path
):
    group.hears("I am here. To hold a session, say")
    assert {"READY=1", "WATCHDOG=1"} <= systemd.told(7)
    group.insists("start", "en-us+m3", "> start")
    group.hears("Welcome")
    door = Caller(runtime_folder(pulse))
    for command in ("start", "stop", "yes"):
        door.say(command)
        group.hears(f"> {command}")
    group.hears("Thank you")
    group.hears("I am here. To hold a session, say")
    assert door.status().situation == "before it begins"
    os.kill(pid_of(pulse), signal.SIGTERM)
    assert group.leaves() == 0
    assert "Traceback" not in "".join(group.errors)
    assert families(trace) == {"AF_UNIX"}
    kept = written(trace, tmp_path)
    assert kept, "it keeps its own speech and the journal"
    assert all(path.startswith(("cache/speech/", "state/")) for path in kept), kept
    assert strangers(trace, tmp_path, runtime_folder(pulse).parent) == set()
    [journal] = (tmp_path / "state" / "sessions").iterdir()
    assert oct(journal.stat().st_mode)[-3:] == "600"


def test_a_recogniser_that_could_fetch_models_makes_no_socket_either(trace):
    watch = ["strace", "-f", "-e", "trace=socket", "-o", str(trace), sys.executable, "-c"]
    subprocess.run([*watch, "import voice_facilitator.hearing.vosk_engine"], check=True)
    assert trace.read_text().endswith("exited with 0 +++\n")
    assert families(trace) == set()


def families(trace):
    """The kinds of sockets that were made."""
    return set(re.findall(r"socket\((\w+)", trace.read_text()))


def opened(trace):
    """The files that were opened for writing."""
    call = r'openat\(AT_FDCWD, "([^"\n]+)", [^)\n]*O_(?:WRONLY|RDWR)'
    return {Path(name) for name in re.findall(call, trace.read_text())}


def written(trace, folder):
    """Those of them that are still there, from `folder`."""
    own = [path for path in opened(trace) if path.is_file() and path.is_relative_to(folder)]
    return sorted(str(path.relative_to(folder)) for path in own)


def strangers(trace, folder, runtime):
    """Those that are still there and neither ours, nor the sound server's cookie, nor devices."""
    ours = [folder, runtime, Path("/dev"), Path("/proc")]
    return {
        path
        for path in opened(trace)
        if path.exists() and not any(path.is_relative_to(place) for place in ours)
    }
