"""What comes in from outside, mangled: a result, or one of our own errors, and no harm done."""

import logging
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doors import trial
from tests.doors.all import DOORS
from tests.doors.mangling import mangled, mutations
from tests.doors.trial import Defect, commanded, within
from voice_facilitator.errors import FacilitatorError

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
