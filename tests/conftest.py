"""Fixtures for all tests."""

import pytest
from hypothesis import settings

import voice_facilitator  # noqa: F401 it limits numpy's threads, if it comes before numpy
from tests.pulse import Pulse, is_installed

settings.register_profile("patient", deadline=None)  # a loaded machine is no defect of ours
settings.load_profile("patient")


def pytest_collection_modifyitems(items):
    """A story told in real time may be told again: a busy machine can tear what we did not."""
    in_real_time = {"test_resume", "test_control", "test_reception", "test_remote", "test_cli"}
    for item in items:
        if item.get_closest_marker("pulse") or item.module.__name__.split(".")[-1] in in_real_time:
            item.add_marker(pytest.mark.flaky(reruns=2))


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
