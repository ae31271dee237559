"""What the voice gets wrong is respelled, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.speech.pronunciation import Pronunciations


def test_a_word_is_respelled_in_whatever_case():
    respell = Pronunciations({"Scharmer": "Sharmer"}).apply
    assert respell("Otto SCHARMER, scharmer.") == "Otto Sharmer, Sharmer."


def test_parts_of_words_stay():
    assert Pronunciations({"cas": "kah"}).apply("Le cas, le casque, l’encas.") == (
        "Le kah, le casque, l’encas."
    )


def test_the_longest_entry_wins_and_nothing_is_respelled_twice():
    respell = Pronunciations({"a": "b", "b": "c", "a b": "together"}).apply
    assert respell("a, b, a b") == "b, c, together"


def test_without_entries_the_sentence_stays():
    assert Pronunciations({}).apply("As it is.") == "As it is."


@given(st.dictionaries(st.text(min_size=1), st.just("x")), st.text())
def test_any_entry_on_any_text_is_survived(entries, text):
    assert isinstance(Pronunciations(entries).apply(text), str)
