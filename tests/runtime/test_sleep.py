"""A machine that slept, and a process that was stopped, are absences; being busy is none."""

import pytest

from voice_facilitator.runtime.sleep import SleepWatch
from voice_facilitator.session.events import Absent, Present


class Machine:
    """Its clocks, and what its sound card has drawn."""

    def __init__(self):
        self.awake = self.ever = self.drawn = 100.0
        self.watch = SleepWatch(lambda: self.drawn, lambda: self.awake, lambda: self.ever)

    def runs(self, seconds, *, card=True):
        self.awake += seconds
        self.ever += seconds
        self.drawn += seconds * card
        return list(self.watch.look())

    def sleeps(self, seconds):
        self.ever += seconds
        return list(self.watch.look())


def test_a_sleep_is_told_with_the_time_that_the_sessions_clock_has_not_counted():
    machine = Machine()
    assert machine.runs(0.5) == []
    assert machine.sleeps(3600) == [Absent(100.5), Present(100.5, pytest.approx(3600))]
    assert machine.runs(0.5) == []


def test_a_process_that_was_stopped_has_been_away_since_its_last_look():
    machine = Machine()
    assert machine.runs(20, card=False) == [Absent(100), Present(120, 0)]


def test_a_loop_that_was_busy_while_sound_went_on_was_not_away():
    assert Machine().runs(20) == []


def test_a_hiccup_is_no_absence():
    assert Machine().runs(2, card=False) == []
