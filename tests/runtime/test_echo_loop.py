"""A session whose microphone hears its own loudspeaker, in real time, on a sound server."""

import time

import pytest

from tests.runtime.group import Group
from voice_facilitator.runtime.readiness import PATIENCE_S

pytestmark = pytest.mark.pulse


@pytest.fixture
def loud_room(pulse, tmp_path):
    """A group at a table where all that the loudspeaker plays comes back at full level."""
    loop = ["source=speaker.monitor", "sink=mouth", "latency_msec=40"]
    pulse.control("load-module", "module-loopback", *loop)
    group = Group(pulse, tmp_path, "--language", "en", protocol="case_clinic")
    yield group
    group.close()


def obeyed(group):
    return [caption.split("> ")[1] for caption in group.captions if "> " in caption]


def test_it_hears_us_over_the_welcome_and_not_itself(loud_room):
    group = loud_room
    group.hears("Welcome to your Case Clinic")
    time.sleep(18 - PATIENCE_S)
    assert obeyed(group) == []
    group.says("pause", "en-us+m3")
    group.says("pause", "en-us+m3")
    group.hears("> pause")
    group.hears("clock stands")
    time.sleep(3)
    assert set(obeyed(group)) == {"pause"}
