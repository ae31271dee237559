"""Somebody looks at a display: what it shows of a session at each moment."""

import pytest

from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator import library
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.runtime.status import status
from voice_facilitator.session.state import Advance

PLAN = Plan(SMALL, library.load_language("en"), Advance.ASK, False)


def shown(room, later=0.0):
    """What a display shows `later` than the room's latest event."""
    return status(PLAN, room.state, room.now + later)


def test_before_the_first_step_it_tells_how_many_there_are():
    assert shown(Room(SMALL)).line() == "welcome; 4 steps"


def test_while_time_runs_it_counts_down_between_events():
    room = Room(SMALL).go_to("talking").wait(30)
    now = shown(room, later=15)
    assert (now.phase, now.number, now.count, now.next) == ("talking", 2, 4, "silence")
    assert now.left_s == pytest.approx(4 * 60 - 45)
    assert now.runs and not now.paused
    assert now.line() == (
        "step 2 of 4: talking; time runs; 3:15 left; next: silence; slack used: 0:00 of 5:00"
    )


def test_a_pause_stands_and_uses_slack():
    room = Room(SMALL).go_to("talking").wait(30).say("pause").wait(60)
    now = shown(room, later=30)
    assert now.paused and not now.runs
    assert now.left_s == pytest.approx(210)
    assert now.slack_used_s == pytest.approx(90)
    assert not now.differs(shown(room))


def test_overrun_is_told_as_such_and_more_time_as_time():
    room = Room(SMALL).go_to("leaving").wait(2 * 60 + 40)
    now = shown(room)
    assert now.over_s == pytest.approx(40)
    assert "time is up; 0:40 over; the last step" in now.line()
    room.say("more_time")
    assert shown(room).differs(now)
    assert (shown(room).length_s, shown(room).over_s) == (240, 0)


def test_what_can_happen_is_a_difference_and_time_alone_is_none():
    room = Room(SMALL).go_to("talking")
    told = shown(room)
    assert told.differs(None)
    assert not shown(room, later=20).differs(told)
    for command in ("pause", "resume", "stop", "no", "next"):
        before = shown(room)
        assert shown(room.say(command)).differs(before), command
