"""What we say ourselves, as it is kept beside what we hear."""

import pytest

from voice_facilitator.hearing.masks import Masks, words


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


def test_we_go_on_between_two_sentences_but_not_when_somebody_made_us_fall_silent():
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.add("Two.", 2.4, 4.0)
    assert [masks.go_on_after(end_s) for end_s in (1.5, 2.2, 3.9, 4.1)] == [True, True, True, False]
    masks.cut(3.0)
    assert not masks.go_on_after(2.8)


def test_what_is_cut_off_masks_nothing_any_more():
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.add("Two.", 3.0, 4.0)
    masks.cut(1.5)
    assert masks.over(1.7, 1.9)
    assert not masks.over(2.1, 4.5)


def test_who_makes_us_fall_silent_between_two_sentences_has_done_so_too():
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.add("Two.", 2.4, 4.0)
    masks.cut(2.1)
    assert masks.fell_silent_for(3.0, 3.5)
    assert [mask.words for mask in masks.over(1.5, 4.0)] == [{"one"}]


@pytest.mark.parametrize("at_s", [1.92, 1.999, 2.0, 2.05])
def test_who_has_said_all_was_not_made_to_fall_silent(at_s):
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.cut(at_s)
    assert not masks.fell_silent_for(3.0, 3.5)
    assert masks.over(2.4, 2.6)


@pytest.mark.parametrize("at_s", [1.8, 2.3, 2.37, 2.6])
def test_who_begins_in_one_sentence_may_stop_us_before_or_in_the_next(at_s):
    masks = Masks()
    masks.add("One.", 1.0, 2.0)
    masks.add("Two.", 2.45, 4.0)
    masks.cut(at_s)
    assert masks.fell_silent_for(1.75, 2.7)


def test_who_made_us_fall_silent_is_heard_out_for_a_while():
    masks = Masks()
    masks.add("One.", 1.0, 4.0)
    assert not masks.fell_silent_for(5.0, 5.5)
    masks.cut(2.0)
    at = [(0.3, 0.8), (1.5, 2.0), (7.9, 8.4), (8.1, 8.6)]
    assert [masks.fell_silent_for(*each) for each in at] == [False, True, True, False]
    masks.add("One.", 6.0, 9.0)
    assert masks.fell_silent_for(5.0, 5.5)
    assert not masks.fell_silent_for(7.0, 7.5)
