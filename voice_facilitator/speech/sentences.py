"""Cuts a text into the sentences that are spoken one by one.

A sentence ends at `.`, `!`, `?` or `…`, with the quotes and brackets that close
after it, when white space and then anything but a small letter follow; or at a
line's end, which is also a paragraph's. French has a space before `?`, `!` and
`»`, Chinese and Japanese have none after their stops. A full stop after an
initial (`C. Otto`) or one of a few titles is none.
"""

import re
from dataclasses import dataclass

_TITLES = frozenset({"Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Mme", "Mlle", "Hr", "Fr", "Sr", "Sra"})

_BREAK = re.compile(
    r"""
    [.!?…]++ (?: \s?» | [”’"')\]] )*+ (?=\s|$)   # a stop and what closes after it,
    (?! \s* [«“‘"'(\[¿¡—–-]* \s? [a-zà-öø-ÿ] )   # with no small letter next
    | [。！？]++ [」』）]*+
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a text."""

    text: str
    """As it was written, without white space around it."""
    ends_paragraph: bool
    """Whether a new line follows it in the text, or nothing."""


def split(text: str) -> tuple[Part, ...]:
    """The sentences of `text`, in order; nothing but white space is lost."""
    return tuple(
        Part(sentence, ends_paragraph=sentence is sentences[-1])
        for line in text.splitlines()
        if (sentences := _split_line(line))
        for sentence in sentences
    )


def _split_line(line: str) -> list[str]:
    sentences, start = [], 0
    for found in _BREAK.finditer(line):
        if not _is_abbreviation(line[start : found.end()]):
            sentences.append(line[start : found.end()].strip())
            start = found.end()
    sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _is_abbreviation(sentence: str) -> bool:
    word = sentence.rsplit(maxsplit=1)[-1]
    if not word.endswith(".") or word.endswith(".."):
        return False
    word = word.strip(".«“‘\"'([")
    return word in _TITLES or (len(word) == 1 and word.isalpha() and word.isupper())
