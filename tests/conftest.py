"""Fixtures for all tests."""

import functools
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

import voice_facilitator  # noqa: F401 it limits numpy's threads, if it comes before numpy
from tests.pulse import Pulse, is_installed

settings.register_profile("patient", deadline=None)  # a loaded machine is no defect of ours
settings.load_profile("patient")


IN_REAL_TIME = {"test_resume", "test_control", "test_reception", "test_remote", "test_cli"}
"""Beside what plays through a sound server."""


def pytest_collection_modifyitems(items):
    """A story told in real time may be told again: a busy machine can tear what we did not."""
    for item in items:
        if item.get_closest_marker("pulse") or item.path.stem in IN_REAL_TIME:
            item.add_marker(pytest.mark.flaky(reruns=2))


class TwoStrands(LoadScopeScheduling):
    """How two processes share the tests: a file at a time, but all stories in real time are one.

    They mostly wait, and the other tests mostly reckon; so told, they are never in each other's
    way.
    """

    def _split_scope(self, nodeid):
        return _strand(nodeid.partition("::")[0])


@functools.cache
def _strand(file):
    path = Path(__file__).parents[1] / file
    in_real_time = path.stem in IN_REAL_TIME or "pytest.mark.pulse" in path.read_text("utf-8")
    return "in real time" if in_real_time else file


def pytest_xdist_make_scheduler(config, log):
    return TwoStrands(config, log)


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path_factory, monkeypatch):
    """Sessions of a test see no sessions of other tests, nor those of whoever runs them."""
    for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))


@pytest.fixture
def pulse(tmp_path_factory, monkeypatch):
    """A running PulseAudio with null devices, which this process and its children use."""
    if not is_installed():
        pytest.fail("PulseAudio is missing: apt-get install pulseaudio pulseaudio-utils")
    server = Pulse(tmp_path_factory.mktemp("pulse"))
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    server.start()
    yield server
    server.stop()
