"""What comes in from outside, mangled: a result, or one of our own errors, and no harm done."""

import logging
import subprocess
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doors import trial
from tests.doors.all import DOORS
from tests.doors.control import Session, call
from tests.doors.mangling import draw, mangled, mutations
from tests.doors.trial import Defect, commanded, within
from tests.runtime.group import FAST, Group
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.runtime import control
from voice_facilitator.runtime.caller import Caller

EXAMPLES = 150
HERE = ["protocol", "journal", "control"]
"""Doors whose whole commands start fast; `scripts/fuzz_doors.py` runs them all."""


@pytest.fixture(scope="module")
def door(request):
    return DOORS[request.param]()


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_what_is_sound_is_let_in(door):
    for content in door.sound:
        assert within(door, content).refused is None


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_what_is_mangled_is_let_in_or_refused_in_a_sentence(door, caplog):
    caplog.set_level(logging.CRITICAL)

    @given(st.sampled_from(door.sound), mutations)
    @settings(max_examples=EXAMPLES, deadline=None)
    def throw(content, mutations):
        within(door, mangled(content, mutations))

    throw()


@pytest.mark.parametrize("door", HERE, indirect=True)
def test_a_whole_command_takes_it_or_refuses_it(door):
    assert commanded(door, door.sound[-1]).refused is None
    assert commanded(door, b"{").refused is not None


def test_a_whole_session_outlives_what_is_thrown_at_its_door(tmp_path, monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    sound, random = DOORS["control"]().sound, Random(1)
    own = ("--state-dir", str(tmp_path), "--output", str(tmp_path / "session.wav"))
    options = ("--engine", "keys", "--language", "en", *FAST, *own)
    group = Group(None, tmp_path / "speech", *options, stdin=subprocess.PIPE)
    try:
        group.hears("Welcome")
        for _ in range(100):
            call(Session(control.folder()), mangled(random.choice(sound), draw(random)))
        assert Caller(control.folder()).status().count == 3
        group.process.terminate()
        assert group.leaves() == 0, group.errors
        assert not any("Traceback" in line for line in group.errors)
    finally:
        group.close()


class Broken:
    """A door with a defect."""

    name = "broken"
    sound = (b"",)

    def __init__(self, defect):
        self._defect = defect

    def enter(self, content, folder):
        self._defect(folder)


def refuse_in_two_lines(_folder):
    raise FacilitatorError("No.\nNever.")


@pytest.mark.parametrize(
    ("defect", "told"),
    [
        (lambda _folder: {}["key"], "raised KeyError"),
        (lambda folder: (folder.parent / "stray").touch(), "wrote outside our folders.*stray"),
        (lambda _folder: time.sleep(5), "hangs"),
        (refuse_in_two_lines, "not one sentence"),
    ],
    ids=["error", "stray", "hang", "two lines"],
)
def test_a_defect_is_found(defect, told, monkeypatch):
    monkeypatch.setattr(trial, "HANG_S", 0.5)
    with pytest.raises(Defect, match=told):
        within(Broken(defect), b"")
