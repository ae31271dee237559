"""A device is found by what people call it, and the answer to a wrong name is a list."""

import sys

import pytest

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound import devices
from voice_facilitator.sound.devices import Device, find


def a_device(index, name, host_api="ALSA", inputs=0, outputs=0, default=False):
    return Device(
        index,
        name,
        host_api,
        inputs,
        outputs,
        48_000,
        default and inputs > 0,
        default and outputs > 0,
    )


TABLE = [
    a_device(0, "HDA Intel PCH: ALC257 Analog (hw:0,0)", inputs=2, outputs=2),
    a_device(1, "HDMI 0", outputs=8),
    a_device(2, "Jabra Speak 510", inputs=1, outputs=2, default=True),
    a_device(3, "Jabra Speak 510 USB", host_api="OSS", inputs=1, outputs=2),
    a_device(4, "Webcam", inputs=1),
]


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(devices, "devices", lambda: TABLE)


@pytest.mark.parametrize(
    ("name", "kind", "index"),
    [
        (None, "output", 2),
        (None, "input", 2),
        ("hdmi", "output", 1),
        ("JABRA", "output", 2),
        ("jabra speak 510 usb", "input", 3),
        ("Jabra Speak 510 USB, OSS", "output", 3),
        ("webcam", "input", 4),
        ("oss", "output", 3),
    ],
)
def test_a_name_finds_its_device(table, name, kind, index):
    assert find(name, kind).index == index


@pytest.mark.parametrize(
    ("name", "kind"), [("webcam", "output"), ("hdmi", "input"), ("x", "input")]
)
def test_a_wrong_name_is_answered_with_the_right_ones(table, name, kind):
    with pytest.raises(DeviceError) as error:
        find(name, kind)
    assert "Jabra Speak 510" in str(error.value)
    assert ("Webcam" in str(error.value)) == (kind == "input")


def test_without_any_device_the_answer_says_what_to_do(monkeypatch):
    monkeypatch.setattr(devices, "devices", list)
    with pytest.raises(DeviceError, match="no speaker; plug one in"):
        find(None, "output")


def test_without_a_default_the_first_that_fits_is_taken(monkeypatch):
    monkeypatch.setattr(devices, "devices", lambda: [TABLE[4], TABLE[1]])
    assert find(None, "output").index == 1


def test_a_list_tells_which_is_the_default(table):
    lines = [device.line() for device in TABLE]
    assert lines[2] == (
        "Jabra Speak 510, ALSA: 1 in, 2 out, 48000 Hz (the default microphone and speaker)"
    )
    assert "default" not in lines[4]


def test_without_portaudio_the_answer_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="apt-get install libportaudio2"):
        devices.devices()
