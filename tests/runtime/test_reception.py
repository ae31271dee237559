"""A device that nobody sits at: it waits, holds a session, waits again."""

import contextlib

import pytest

from tests.session.small import SMALL
from voice_facilitator.commands import Command, Context
from voice_facilitator.runtime.performance import ListeningChanged
from voice_facilitator.runtime.reception import UNWANTED_S, Reception
from voice_facilitator.session.actions import Say, SetVolume, StopSpeaking
from voice_facilitator.session.events import (
    CommandHeard,
    LessonOver,
    Outcome,
    PlaybackEnded,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import begin, handle, next_deadline


class Bare:
    """A session without sound."""

    def __init__(self):
        self.state = begin(SMALL)

    @property
    def next_deadline(self):
        return next_deadline(self.state)

    def take(self, event):
        self.state, _ = handle(self.state, event)


class Lessons:
    """Lessons that a house holds, if it can."""

    def __init__(self, house):
        self._house = house

    def begin(self):
        self._house.lessons.append("begun")
        return self._house.can_be_taught

    def end(self):
        self._house.lessons.append("ended")


class House:
    """A reception with all that is seen and heard of it."""

    def __init__(self):
        self.heard = []
        self.contexts = []
        self.sessions = []
        self.closed = 0
        self.now = 0.0
        self.lessons = []
        self.can_be_taught = True
        self.reception = Reception(self._open, begin(SMALL), self, self, Lessons(self))
        self.reception.wait(self.now)

    def perform(self, action):
        self.heard.append(action.line.key if isinstance(action, Say) else action)

    def fall_silent(self):
        self.heard.append("hush")

    def notice(self, performed):
        if isinstance(performed, ListeningChanged):
            self.contexts.append(performed.context)
        else:
            self.heard.append(f"> {performed.command}")

    def _open(self, stack: contextlib.ExitStack):
        self.sessions.append(Bare())
        stack.callback(self._close)
        return self.sessions[-1], Started(self.now)

    def _close(self):
        self.closed += 1

    def says(self, *commands):
        for command in commands:
            self.now += 1
            self.reception.take(CommandHeard(self.now, Command(command)))
        return self

    def waits(self, seconds):
        self.now += seconds
        self.reception.take(TimeReached(self.now))
        return self

    def happens(self, event):
        self.reception.take(event)
        return self

    def hears_out(self):
        for sound in sorted(self.sessions[-1].state.speaking):
            self.reception.take(PlaybackEnded(self.now, sound))
        return self


@pytest.fixture
def house():
    return House()


def test_it_says_once_that_it_waits_and_listens(house):
    house.waits(3600).waits(3600)
    assert house.heard == ["waiting_for_start"]
    assert house.contexts == [Context.QUESTION]
    assert house.reception.next_deadline is None


@pytest.mark.parametrize("command", sorted(set(Command) - {Command.START, Command.TEACH}))
def test_while_it_waits_nothing_but_start_counts(house, command):
    house.says(command)
    assert house.sessions == []
    house.says("start")
    assert house.reception.state is house.sessions[0].state
    assert house.heard == ["waiting_for_start", "> start", "hush", SetVolume(0)]


def test_while_it_waits_a_group_can_teach_it_and_then_start(house):
    house.says("teach").waits(300)
    assert house.contexts[-1] is Context.WAITING
    house.happens(LessonOver(house.now, Outcome.LEARNED))
    assert house.heard == ["waiting_for_start", "> teach", "hush", "lesson_learned"]
    assert house.contexts[-1] is Context.QUESTION
    house.says("start")
    assert len(house.sessions) == 1


@pytest.mark.parametrize("command", ["stop", "start", "teach"])
def test_any_command_ends_a_lesson_and_does_no_more(house, command):
    house.says("teach", command)
    assert house.lessons == ["begun", "ended"]
    assert house.heard[-1] == StopSpeaking()
    assert house.sessions == []


def test_where_it_cannot_be_taught_it_says_so_and_waits_on(house):
    house.can_be_taught = False
    house.says("teach")
    assert house.heard[-1] == "lesson_impossible"
    house.says("start")
    assert len(house.sessions) == 1


def test_after_the_goodbye_it_waits_again_for_the_next_group(house):
    for count in (1, 2):
        house.says("start").hears_out().says("start", "stop", "yes").hears_out()
        assert house.closed == count
        assert not house.reception.state.ended
        assert house.heard[-1] == "waiting_for_start"
    first, second = house.sessions
    assert first.state.ended and second.state.ended


def test_a_session_that_nobody_answers_is_given_up_without_a_word(house):
    house.says("start").hears_out().waits(UNWANTED_S - 10)
    assert house.closed == 0
    house.says("help").hears_out().waits(UNWANTED_S - 10)
    assert house.closed == 0
    house.waits(20)
    assert house.closed == 1
    assert house.heard.count("waiting_for_start") == 1
    assert house.contexts[-1] is Context.QUESTION
    house.says("start")
    assert len(house.sessions) == 2


def test_a_session_that_has_begun_is_never_given_up(house):
    house.says("start").hears_out().says("start").hears_out().waits(5 * UNWANTED_S)
    assert house.closed == 0


def test_switched_off_in_the_middle_it_leaves_the_session_closed(house):
    house.says("start")
    house.reception.close()
    assert house.closed == 1
