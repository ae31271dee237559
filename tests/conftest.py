"""Fixtures for all tests."""

import pytest

from tests.pulse import Pulse, is_installed


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
