"""Getting ready is heard to happen."""

from concurrent.futures import Future

from voice_facilitator.runtime.readiness import get_ready
from voice_facilitator.session.actions import Line, PlayEarcon, Say


class Asked:
    """A performer that only takes note."""

    def __init__(self):
        self.actions = []

    def collect(self):
        return []

    def perform(self, action):
        self.actions.append(action)


def actions_of(seconds):
    """What is asked for when something takes so long."""
    performer, task, now = Asked(), Future(), [0.0]

    def sleep(for_s):
        now[0] += for_s
        if now[0] >= seconds and not task.done():
            task.set_result(None)

    get_ready(performer, [task], lambda: now[0], sleep)
    return performer.actions


def test_what_is_quickly_done_is_not_told():
    assert actions_of(0.5) == []


def test_what_takes_long_is_told_and_then_signed():
    said, *signs = actions_of(17.0)
    assert isinstance(said, Say)
    assert said.line == Line("getting_ready")
    assert [type(sign) for sign in signs] == [PlayEarcon] * 3


def test_that_a_sign_ends_does_not_tell_that_the_line_did():
    said, sign = actions_of(8.0)
    assert said.sound != sign.sound
