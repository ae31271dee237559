"""What we say ourselves, as it is kept beside what we hear."""

from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.hearing.masks import UNHEARD_S, Masks, words


def test_a_mask_is_over_what_sounds_with_it_and_a_little_longer():
    masks = Masks()
    masks.add("Say “next”, or wait.", 10.0, 12.0)
    assert not masks.over(8.0, 9.5)
    assert not masks.over(12.6, 13.0)
    [mask] = masks.over(12.2, 13.0)
    assert mask.words == {"say", "next", "or", "wait"}


def test_an_elided_word_is_masked_too():
    masks = Masks()
    masks.add("On m’arrête. Je garde notre place.", 0.0, 3.0)
    [mask] = masks.over(1.0, 2.0)
    assert mask.words.issuperset(words("on arrête"))
    assert not mask.words.issuperset(words("j'arrête"))


def test_what_is_cut_off_masks_nothing_any_more():
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.add("Two.", 3.0, 4.0)
    masks.cut(1.5)
    assert masks.over(1.7, 1.9)
    assert not masks.over(2.1, 4.5)


def test_we_are_heard_until_we_have_spoken_for_a_while_and_were_not():
    masks = Masks()
    masks.add("A long story.", 0.0, 60.0)
    assert masks.heard_before(UNHEARD_S / 2)
    assert not masks.heard_before(UNHEARD_S + 0.1)
    masks.note(5.0, 6.0)
    assert masks.heard_before(6.0 + UNHEARD_S - 0.1)
    assert not masks.heard_before(6.0 + UNHEARD_S + 0.1)


def test_what_people_say_while_we_are_silent_tells_nothing_of_us():
    masks = Masks()
    masks.add("A long story.", 0.0, 10.0)
    masks.note(20.0, 21.0)
    masks.add("And another.", 30.0, 40.0)
    assert not masks.heard_before(30.5)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 5)), max_size=8), st.floats(0, 120))
def test_where_all_we_say_is_heard_we_are_heard(sayings, at_s):
    masks = Masks()
    at = 0.0
    for gap_s, length_s in sayings:
        at += gap_s
        masks.add("Our words.", at, at + length_s)
        masks.note(at, at + length_s)
        at += length_s
    assert masks.heard_before(min(at, at_s) if sayings else at_s)
