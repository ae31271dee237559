"""What must hold whatever happens: checked at every event of every test and of the fuzzer."""

from voice_facilitator.commands import Command
from voice_facilitator.session.actions import (
    Action,
    ChimeName,
    End,
    EndLesson,
    PlayEarcon,
    RingChime,
    Say,
    Teach,
)
from voice_facilitator.session.deeds import LOUDEST, QUIETEST
from voice_facilitator.session.events import (
    CommandDoubted,
    CommandHeard,
    Event,
    LessonOver,
    Outcome,
    PlaybackEnded,
    Present,
    Restored,
)
from voice_facilitator.session.machine import State, handle, next_deadline
from voice_facilitator.session.obey import TABLE
from voice_facilitator.session.situation import situation
from voice_facilitator.session.state import Mode, Place

GRAIN_S = 2e-5
"""How exact times are in the tests: float sums over hours, times up to 1e9."""

FREE = frozenset({Mode.NEW, Mode.ENDED})


class Watcher:
    """Looks at a session's every step and raises AssertionError when something is amiss."""

    def __init__(self) -> None:
        self._onset: float | None = None
        self._paused_before_s = 0.0
        self._opened_with_s = 0.0
        self._unseen_s = 0.0
        self._asked_at = -1e10

    def saw(self, before: State, event: Event, after: State, actions: tuple[Action, ...]) -> None:
        """Judge one step."""
        self._judge_end(before, after, actions)
        self._judge_numbers(before, after, actions)
        self._judge_silence(before, event, after, actions)
        if isinstance(event, Restored):
            self._judge_return(before, event, after)
        else:
            self._judge_time(before, event, after)
        self._judge_bells(before, event, after, actions)
        self._judge_waiting(after)
        self._judge_remarks(before, event, after)
        self._judge_deafness(before, event, after)
        self._judge_asking(before, event, after, actions)
        self._judge_lesson(before, event, after, actions)

    def _judge_end(self, before: State, after: State, actions: tuple[Action, ...]) -> None:
        """The end comes once, and nothing comes after it."""
        ends = sum(isinstance(action, End) for action in actions)
        assert ends == (after.ended and not before.ended)
        if before.ended:
            assert not actions
            assert after == before

    def _judge_numbers(self, before: State, after: State, actions: tuple[Action, ...]) -> None:
        """Sounds have numbers of their own, quantities stay within their bounds."""
        numbers = [a.sound for a in actions if isinstance(a, Say | PlayEarcon | RingChime)]
        assert numbers == list(range(before.last_sound + 1, after.last_sound + 1))
        place = after.place
        assert 0 <= place.spent_s <= place.length_s
        assert place.overrun_s >= place.overrun_before_s >= 0
        assert place.paused_s >= 0
        assert QUIETEST <= after.volume <= LOUDEST

    def _judge_silence(
        self, before: State, event: Event, after: State, actions: tuple[Action, ...]
    ) -> None:
        """In the silence nothing is said; earcons only answer, or tell of a pause."""
        if not after.place.in_silence:
            return
        assert not any(isinstance(action, Say) for action in actions)
        if any(isinstance(action, PlayEarcon) for action in actions):
            paused = before.place.paused or after.place.paused
            assert isinstance(event, CommandHeard) or paused

    def _judge_time(self, before: State, event: Event, after: State) -> None:
        """Nothing but time itself, a new phase, `back` and the bells moves the accounts."""
        assert after.now >= before.now or before.place.mode is Mode.NEW
        if before.place.mode in FREE:
            return
        for place in _undone(before, event):
            if _accounts(place) == _accounts(after.place):
                return
        if before.gone_s is not None and after.place.mode is Mode.WELCOME:
            assert after.place == Place(Mode.WELCOME, lead=after.place.lead)
            return
        unseen_s = _unseen_s(before, event)
        passed_s = after.now - before.now + unseen_s
        old, new = before.place, after.place
        assert abs(new.overrun_s - old.overrun_s + new.paused_s - old.paused_s) <= (
            passed_s + GRAIN_S
        )
        new_phase = new.mode is Mode.PROMPTING and new.spent_s == 0
        if new_phase:
            return
        spent_s = new.spent_s - old.spent_s
        booked_s = spent_s + new.overrun_s - old.overrun_s + new.paused_s - old.paused_s
        if old.mode is Mode.HUSH and new.mode is Mode.SILENT and before.bell is not None:
            # The silence counts from the bell, which may tell late that it sounds.
            assert 0 <= spent_s <= max(0.0, after.now - before.bell.at + 1) + GRAIN_S
        elif old.mode is Mode.SILENT and new.mode is Mode.MOVING_ON:
            # It is over when the closing bell says so, which is its length to the sample.
            assert new.spent_s == new.length_s
        elif old.mode == new.mode:
            runs = old.paused or old.mode in (Mode.RUNNING, Mode.SILENT, Mode.TIME_UP)
            expected_s = (passed_s - unseen_s) * runs + unseen_s
            assert abs(booked_s - expected_s) < GRAIN_S
        else:
            assert -GRAIN_S <= booked_s <= passed_s + GRAIN_S

    def _judge_return(self, before: State, event: Restored, after: State) -> None:
        """Cut off and back, the accounts are as they were, the gap a pause; nothing is under way.

        A silence begins again; before the first phase the session does.
        """
        assert after.now == event.at or before.place.mode in FREE
        old, new = before.place, after.place
        if before.ended or old.index < 0:
            return
        assert (new.index, new.length_s, new.overrun_s) == (old.index, old.length_s, old.overrun_s)
        assert new.spent_s == (0 if old.in_silence else old.spent_s)
        if old.mode is not Mode.GOODBYE:
            assert new.paused_s == old.paused_s + event.gone_s
            assert new.paused and after.gone_s == event.gone_s

    def _judge_remarks(self, before: State, event: Event, after: State) -> None:
        """What is to be told waits for the end of a silence, and is not forgotten meanwhile."""
        if after.place.in_silence and not isinstance(event, Restored):
            waiting = {line.key for line in after.remarks}
            assert {line.key for line in before.remarks} <= waiting
        elif after.lesson_until is not None:
            assert {line.key for line in before.remarks} <= {line.key for line in after.remarks}
        elif after.place.mode in (Mode.RUNNING, Mode.READY, Mode.TIME_UP):
            assert not after.remarks

    def _judge_bells(
        self, before: State, event: Event, after: State, actions: tuple[Action, ...]
    ) -> None:
        """The opening bell has its hush; the closing one comes a phase after it, pauses apart."""
        self._unseen_s += _unseen_s(before, event)
        for action in actions:
            if not isinstance(action, RingChime):
                continue
            if action.name is ChimeName.OPEN:
                assert not after.speaking
                assert action.at >= after.now + 1
            elif self._onset is None or before.place.mode is not Mode.SILENT:
                self._onset = action.at - after.place.length_s + before.place.spent_s
                self._opened_with_s = before.place.spent_s
                self._paused_before_s = after.place.paused_s
                self._unseen_s = 0.0
                assert self._onset <= after.now + GRAIN_S
            else:
                paused_s = after.place.paused_s - self._paused_before_s - self._unseen_s
                lasts_s = after.place.length_s - self._opened_with_s
                assert abs(action.at - self._onset - paused_s - lasts_s) < GRAIN_S
        if not after.place.in_silence:
            self._onset = None

    def _judge_waiting(self, after: State) -> None:
        """The session always waits for something that will come, or for people it reminds."""
        place = after.place
        deadline = next_deadline(after)
        assert deadline is None or deadline > after.now
        if place.mode in FREE:
            assert deadline is None
        elif after.question is not None:
            assert deadline is not None or after.question.sound in after.speaking
        elif place.paused or place.mode in (Mode.READY, Mode.TIME_UP, Mode.RUNNING):
            assert deadline is not None
        elif place.mode in (Mode.WELCOME, Mode.PROMPTING, Mode.GOODBYE):
            assert after.awaited in after.speaking
        elif place.mode is Mode.HUSH:
            assert after.speaking or deadline is not None
        else:
            assert deadline is not None or after.awaited in after.speaking

    def _judge_deafness(self, before: State, event: Event, after: State) -> None:
        """What a situation does not list leaves the place alone."""
        if isinstance(event, CommandHeard) and event.at <= before.now:
            deaf = event.command not in TABLE[situation(before)].commands
            assert not deaf or after.place == before.place

    def _judge_asking(
        self, before: State, event: Event, after: State, actions: tuple[Action, ...]
    ) -> None:
        """We ask back where nothing else is said, at most once a minute, and for some seconds."""
        asked = after.asked
        assert asked is None or not (after.place.in_silence or after.ended)
        assert asked is None or asked.until is not None or asked.sound in after.speaking
        if isinstance(event, Restored):
            self._asked_at = -1e10
        if any(isinstance(action, Say) and action.line.key == "ask_back" for action in actions):
            assert isinstance(event, CommandDoubted)
            assert not before.speaking
            assert after.now - self._asked_at >= 60
            self._asked_at = after.now

    def _judge_lesson(
        self, before: State, event: Event, after: State, actions: tuple[Action, ...]
    ) -> None:
        """No clock runs while we are taught, we say nothing meanwhile, and it comes to its end."""
        if after.lesson_until is not None:
            assert after.place.paused or after.place.mode is Mode.READY
            was_taught = before.lesson_until is not None
            assert not (was_taught and any(isinstance(action, Say) for action in actions))
        elif before.lesson_until is not None and not after.ended:
            ended = any(isinstance(action, EndLesson) for action in actions)
            assert ended or isinstance(event, LessonOver | Restored)
        began = after.lesson_until is not None and before.lesson_until is None
        assert sum(isinstance(action, Teach) for action in actions) == began


def _unseen_s(before: State, event: Event) -> float:
    """The part of an absence that the session's clock has slept through."""
    return event.unseen_s if isinstance(event, Present) and before.away is not None else 0.0


def _undone(before: State, event: Event) -> list[Place]:
    """The place that the event may have brought back."""
    is_back = isinstance(event, CommandHeard) and event.command is Command.BACK
    return [before.undo.place] if is_back and before.undo is not None else []


def _accounts(place: Place) -> tuple[float, ...]:
    return (place.index, place.length_s, place.spent_s, place.overrun_s, place.paused_s)


def assert_can_be_ended(state: State) -> None:
    """Some commands and the end of what is being said lead from here to the end."""
    now = state.now
    if state.lesson_until is not None:
        state, actions = handle(state, CommandHeard(now, Command.STOP))
        assert EndLesson() in actions
        state, _ = handle(state, LessonOver(now, Outcome.NOTHING))
    for command in (Command.STOP, Command.STOP, Command.YES):
        state, _ = handle(state, CommandHeard(now, command))
    for _ in range(3):
        if state.awaited is not None:
            state, _ = handle(state, PlaybackEnded(now, state.awaited))
    assert state.ended or state.place.mode is Mode.NEW


def assert_back_undoes(state: State, command: Command, after_s: float) -> None:
    """If `command` is an action here, `back` brings back the accounts as they were."""
    acted, _ = handle(state, CommandHeard(state.now, command))
    is_action = acted.undo is not None and acted.undo is not state.undo
    is_heard = Command.BACK in TABLE[situation(acted)].commands and acted.question is None
    if acted.undo is None or not is_action or not is_heard or command is Command.BACK:
        return
    undone, _ = handle(acted, CommandHeard(state.now + after_s, Command.BACK))
    assert _accounts(undone.place) == _accounts(acted.undo.place)
    assert undone.place.paused == acted.undo.place.paused
    assert acted.undo.place == state.place
