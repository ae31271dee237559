"""How long sound waits for the speaker follows what the machine keeps up with."""

from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.sound.latency import (
    HICCUPS,
    STEPS_S,
    WITHIN_S,
    Hiccups,
    are_too_many,
    first,
    longer,
)

asked = st.sampled_from(STEPS_S)
moments = st.lists(st.floats(0, 5000), max_size=30).map(sorted)


def after(*moments, asked_s=STEPS_S[0], opened_at=0.0):
    """What is wanted once the card has run dry at these moments."""
    hiccups = Hiccups()
    for moment in moments:
        hiccups.happen(moment)
    too_many = are_too_many(hiccups.since(opened_at), moments[-1] if moments else 0.0)
    return longer(asked_s) if too_many else asked_s


def test_a_device_begins_with_the_first_step_that_it_offers():
    assert first(0.0) == STEPS_S[0]
    assert first(0.06) == 0.1
    assert first(3.0) == STEPS_S[-1]


def test_one_hiccup_changes_nothing_however_long_it_lasts():
    assert after(*(10 + 0.02 * block for block in range(500))) == STEPS_S[0]


def test_a_second_hiccup_within_minutes_takes_the_next_step():
    assert after(10, 70) == STEPS_S[1]
    assert after(10, 70, opened_at=60) == STEPS_S[0], "the first was before it was opened anew"


def test_hiccups_far_apart_are_borne():
    assert after(*(number * (WITHIN_S + 1) for number in range(20))) == STEPS_S[0]


def test_a_wait_that_was_chosen_between_the_steps_is_followed_by_the_next():
    assert after(10, 20, asked_s=0.07) == 0.1


@given(asked, moments)
def test_it_takes_one_step_at_a_time_never_back_and_only_for_hiccups_enough(asked_s, moments):
    following = STEPS_S[min(STEPS_S.index(asked_s) + 1, len(STEPS_S) - 1)]
    wanted = after(*moments, asked_s=asked_s)
    assert wanted in (asked_s, following)
    recent = [moment for moment in moments if moments[-1] - moment <= WITHIN_S]
    if len(recent) < HICCUPS or recent[-1] - recent[0] < 1:
        assert wanted == asked_s


@given(asked)
def test_a_machine_that_keeps_running_dry_ends_at_the_last_step(asked_s):
    hiccups, opened_at = Hiccups(), 0.0
    for now in range(5, 500, 5):
        hiccups.happen(now)
        if are_too_many(hiccups.since(opened_at), now):
            asked_s, opened_at = longer(asked_s), now
    assert asked_s == STEPS_S[-1]
