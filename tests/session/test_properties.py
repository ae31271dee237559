"""What no sequence of events can do: speak in the silence, lose time, strand the group, raise."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.chance import Chance, Step, begun, event_of, walk
from tests.session.invariants import Watcher, assert_back_undoes, assert_can_be_ended
from tests.session.room import Room
from tests.session.small import SMALL
from voice_facilitator.commands import Command
from voice_facilitator.session.events import Abandoned, CommandHeard, TimeReached
from voice_facilitator.session.machine import Advance, begin, handle

chances = st.builds(
    Chance,
    st.sampled_from([Step.SAY, Step.SAY, Step.HEAR_OUT, Step.BELL, Step.DEADLINE, *Step]),
    st.integers(0, 60),
    st.sampled_from([0.0, 0.3, 2.0, 5.0, 40.0]) | st.floats(0, 5000),
)
walks = st.lists(chances, max_size=40)
sessions = st.builds(
    begin,
    st.just(SMALL),
    advance=st.sampled_from(Advance),
    start_now=st.booleans(),
)
questions = st.sampled_from(["time", "status", "help", "repeat", "louder", "quieter", "resume"])
waits = st.floats(0, 50)


@given(sessions, walks)
@settings(max_examples=300, deadline=None)
def test_whatever_happens_the_rules_hold(state, chances):
    walk(state, Watcher(), chances)


@given(sessions, st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_times_that_are_none_do_no_harm(state, times):
    state = begun(state)
    for at in times:
        state, _ = handle(state, TimeReached(at))
        state, _ = handle(state, CommandHeard(at, Command.NEXT))
    assert_can_be_ended(state)


@given(sessions, walks)
@settings(max_examples=200, deadline=None)
def test_from_everywhere_the_group_can_end(state, chances):
    assert_can_be_ended(walk(begun(state), Watcher(), chances))


@given(sessions, walks)
@settings(max_examples=100, deadline=None)
def test_a_group_can_leave_from_everywhere(state, chances):
    state = walk(begun(state), Watcher(), chances)
    left, actions = handle(state, Abandoned(state.now))
    Watcher().saw(state, Abandoned(state.now), left, actions)
    assert left.ended


@given(sessions, walks, st.sampled_from(Command), st.floats(0, 9.9))
@settings(max_examples=400, deadline=None)
def test_back_undoes_exactly(state, chances, command, after_s):
    assert_back_undoes(walk(begun(state), Watcher(), chances), command, after_s)


@given(sessions, walks)
@settings(max_examples=200, deadline=None)
def test_the_same_events_make_the_same_session(state, chances):
    """So a session can be replayed from its journal."""
    events = []
    after = state
    for chance in chances:
        events.append(event_of(after, chance))
        after, _ = handle(after, events[-1])
    for event in events:
        state, _ = handle(state, event)
    assert state == after


@given(st.lists(st.tuples(waits, questions), max_size=8), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_questions_never_move_the_end_of_a_phase(asked, more):
    room = Room(SMALL, start_now=True).go_to("talking")
    begun_at = room.last("prompt").until
    room.say(*["more_time"] * more)
    for wait_s, question in asked:
        if room.left_s > wait_s + 1:
            room.wait(wait_s).say(question)
    up = room.last("<time_up>").at if "<time_up>" in room.since(begun_at) else None
    if up is None:
        up = room.listen_for("<time_up>")
    # The earcon waits for the end of what we are saying, the clock does not.
    assert room.state.place.spent_s == 240 + 120 * more
    assert -1e-6 < up - begun_at - (240 + 120 * more) < 30


@given(st.lists(st.tuples(waits, waits), max_size=5))
@settings(max_examples=60, deadline=None)
def test_pauses_lengthen_a_phase_by_themselves_and_nothing_else(pauses):
    room = Room(SMALL, start_now=True).go_to("talking")
    begun_at = room.last("prompt").until
    paused_s = 0.0
    for before_s, pause_s in pauses:
        if room.left_s > before_s + 1:
            room.wait(before_s).say("pause").wait(pause_s).say("resume")
            paused_s += pause_s
    up = room.listen_for("<time_up>")
    assert abs(room.state.place.paused_s - paused_s) < 1e-6
    assert -1e-6 < up - begun_at - paused_s - 240 < 10


@given(st.lists(st.tuples(waits, waits), max_size=5))
@settings(max_examples=60, deadline=None)
def test_pauses_lengthen_the_silence_by_themselves_to_the_sample(pauses):
    room = Room(SMALL, start_now=True).go_to("silence")
    opened = room.last("bell open").at
    paused_s = 0.0
    for before_s, pause_s in pauses:
        if room.left_s > before_s + 1:
            room.wait(before_s).say("pause").wait(pause_s).say("resume")
            paused_s += pause_s
    closed = room.listen_for("bell close")
    assert abs(closed - opened - paused_s - 180) < 1e-6
    said = [sound for sound in room.since(opened) if not sound.startswith(("<", "bell"))]
    assert said == []


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from(Command)), max_size=15))
@settings(max_examples=60, deadline=None)
def test_a_group_that_falls_silent_is_brought_to_the_end_by_auto(said):
    room = Room(SMALL, start_now=True, advance=Advance.AUTO)
    for wait_s, command in said:
        room.wait(wait_s).say(command)
    room.wait(3600)
    if room.state.place.paused:
        room.say("next")
        if room.state.place.paused:
            room.wait(1).say("next")
    if room.state.phase is None:
        room.say("start")
        room.wait(1).say("start")
    room.wait(3600)
    assert room.state.ended
