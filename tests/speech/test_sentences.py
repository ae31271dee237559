"""A text is spoken sentence by sentence, cut where a reader would take breath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_facilitator.speech.sentences import split


def sentences(text):
    return [part.text for part in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Welcome. Sit in a circle.", ["Welcome.", "Sit in a circle."]),
        ("Ready?! Then… Begin!", ["Ready?!", "Then…", "Begin!"]),
        ("Êtes-vous prêts ? Dites « oui ».", ["Êtes-vous prêts ?", "Dites « oui »."]),
        ("Dites « Suivant ! » Merci.", ["Dites « Suivant ! »", "Merci."]),
        ("« Prêts ? » demande la voix.", ["« Prêts ? » demande la voix."]),
        ("Say “next.” Or wait.", ["Say “next.”", "Or wait."]),
        ("(It rings twice.) Then you go on.", ["(It rings twice.)", "Then you go on."]),
        ("Thank C. Otto Scharmer. And you.", ["Thank C. Otto Scharmer.", "And you."]),
        ('Ready? "Go" she said.', ["Ready?", '"Go" she said.']),
        ("Ask Dr. Who. He knows.", ["Ask Dr. Who.", "He knows."]),
        (
            "It takes 2.5 minutes. Then 15. Then 3.",
            ["It takes 2.5 minutes.", "Then 15.", "Then 3."],
        ),
        ("준비됐나요? 네라고 말하세요.", ["준비됐나요?", "네라고 말하세요."]),
        ("始めます。どうぞ。", ["始めます。", "どうぞ。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_breathes(text, expected):
    assert sentences(text) == expected


def test_a_line_end_ends_a_paragraph():
    parts = split("One. Two.\n\nThree.")
    assert [(part.text, part.ends_paragraph) for part in parts] == [
        ("One.", False),
        ("Two.", True),
        ("Three.", True),
    ]


@given(st.text(alphabet=st.sampled_from("aA1 .!?…\n«»”)C。é ")))
def test_nothing_but_white_space_is_lost(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(alphabet=st.sampled_from("aA1 .!?…«»”)C。é ")))
def test_no_sentence_is_cut_again(text):
    for sentence in sentences(text):
        assert sentences(sentence) == [sentence]
