"""How far a phrase is, by the examples of several voices."""

import numpy as np
import pytest

from voice_facilitator.hearing.phrases import HERE, Spoken


def far(*distances):
    return np.array(distances, np.float32)


def test_one_voice_learned_from_a_person_has_as_much_to_say_as_three_robots():
    robots = [f"espeak-ng fr+m{number}" for number in range(3)]
    phrase = Spoken(range(4), [*robots, "kokoro ff_siwis"])
    agreed = phrase.distance(far(0.4, 0.4, 0.4, 0.4))

    near_to_robots = phrase.distance(far(0.3, 0.3, 0.3, 0.5))
    near_to_the_person = phrase.distance(far(0.5, 0.5, 0.5, 0.3))

    assert near_to_robots - agreed == pytest.approx((-0.1 + 0.0) / 2)
    assert near_to_the_person - agreed == pytest.approx((0.1 / 3 + 0.0) / 2)


def test_a_voice_that_says_it_often_is_judged_by_its_best():
    often = Spoken(range(4), ["pico fr"] * 3 + ["espeak-ng fr"])
    once = Spoken([1, 3], ["pico fr", "espeak-ng fr"])
    distances = far(0.1, 0.1, 0.1, 0.1)

    assert often.distance(distances) == pytest.approx(once.distance(distances))
    assert often.distance(far(0.9, 0.1, 0.9, 0.1)) > often.distance(distances)


def test_where_all_voices_are_of_one_kind_nobody_votes_and_the_nearest_count():
    phrase = Spoken([1, 3, 4, 5], [f"espeak-ng ko+m{number}" for number in range(4)])

    assert phrase.distance(far(0.0, 0.4, 0.0, 0.2, 0.3, 0.9)) == pytest.approx(0.3)


def test_three_sayings_of_the_group_itself_bring_a_phrase_near():
    strangers = ["espeak-ng fr", *["pico fr"] * 9]
    before = Spoken(range(10), strangers)
    taught = Spoken(range(13), [*strangers, *[HERE] * 3])
    distances = far(*[0.5] * 10, *[0.1] * 3)

    assert taught.distance(distances) < before.distance(distances) - 0.25


def test_whom_strangers_are_near_is_no_farther_for_having_said_it_otherwise():
    strangers = ["espeak-ng fr", "pico fr"]
    before = Spoken(range(2), strangers)
    taught = Spoken(range(3), [*strangers, HERE])
    distances = far(0.2, 0.2, 0.9)

    assert taught.distance(distances) == pytest.approx(before.distance(distances))


def test_a_groups_own_wording_is_as_near_as_its_sayings():
    assert Spoken(range(2), [HERE, HERE]).distance(far(0.2, 0.4)) == pytest.approx(0.3)
