"""Mangles bytes: pieces cut out and put in anywhere, and words swapped for others."""

import re
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

PIECES = (
    b"",
    b"{",
    b"}",
    b"[[",
    b"]]",
    b'"',
    b"'",
    b"\n",
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x7f\xff\xff\xff",
    b"\xed\xa0\x80",
    b"= nan",
    b"= -1",
    b"= 1e400",
    b"0",
    b"-1",
    b"1e308",
    b"-1e308",
    b"1e15",
    b"1e-300",
    b"9" * 25,
    b"9" * 5000,
    b"inf",
    b"nan",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'""',
    b'" "',
    b'"\\u0000"',
    b'"\\u0001"',
    b'"\\ud800"',
    b'"{x!r}"',
    b'"{time}"',
    b'"../../outside"',
    b'"/outside.toml"',
    b'"\\u0000.toml"',
    b"[" * 3000,
    b'{"a":' * 3000,
    b"a." * 3000,
    b"1979-05-27T07:32:00Z",
    b"\n[phases]\n",
)
_WORD = re.compile(rb'"[^"\n]*"|[\w.+-]+')
_KINDS = (re.compile(rb'"'), re.compile(rb"[+-]?\d"), re.compile(b""))
"""Text in quotes, numbers, anything."""


@dataclass(frozen=True)
class Cut:
    """Bytes are cut out, and a piece is put there."""

    place: float
    """Where, from 0, the beginning, to 1, the end."""
    length: int
    piece: bytes

    def __call__(self, content: bytes) -> bytes:
        """`content` with it done."""
        start = int(self.place * len(content))
        return content[:start] + self.piece + content[start + self.length :]


@dataclass(frozen=True)
class Swap:
    """A word, number or text in quotes is taken out, and a piece put in its place.

    A number takes a number's place, and a text a text's: what is wrong only by its
    meaning gets further than what is wrong by its form.
    """

    place: float
    """Which, from 0, the first, to 1, the last."""
    piece: bytes

    def __call__(self, content: bytes) -> bytes:
        """`content` with it done; unchanged where it has nothing of that kind."""
        kind = next(kind for kind in _KINDS if kind.match(self.piece))
        words = [word for word in _WORD.finditer(content) if kind.match(word[0])]
        if not words:
            return content
        word = words[min(int(self.place * len(words)), len(words) - 1)]
        return content[: word.start()] + self.piece + content[word.end() :]


@dataclass(frozen=True)
class Copy:
    """A line is put in once more elsewhere."""

    source: float
    place: float
    """Which line, and before which, from 0, the first, to 1, the last."""

    def __call__(self, content: bytes) -> bytes:
        """`content` with it done."""
        lines = content.splitlines(keepends=True) or [b""]
        line = lines[min(int(self.source * len(lines)), len(lines) - 1)]
        lines.insert(int(self.place * len(lines)), line)
        return b"".join(lines)


Mutation = Cut | Swap | Copy

_places = st.floats(0, 1)
_pieces = st.binary(max_size=6) | st.sampled_from(PIECES)
mutations = st.lists(
    st.builds(Swap, _places, _pieces)
    | st.builds(Cut, _places, st.integers(0, 40), _pieces)
    | st.builds(Copy, _places, _places),
    min_size=1,
    max_size=4,
)
"""As hypothesis draws them."""


def draw(random: Random) -> list[Mutation]:
    """The same by chance."""
    return [_one(random) for _ in range(random.choice((1, 1, 1, 2, 3, 4)))]


def mangled(content: bytes, mutations: list[Mutation]) -> bytes:
    """`content` with all of that done to it, one after the other."""
    for mutation in mutations:
        content = mutation(content)
    return content


def _one(random: Random) -> Mutation:
    is_known = random.random() < 0.7
    piece = random.choice(PIECES) if is_known else random.randbytes(random.randrange(7))
    match random.randrange(5):
        case 0:
            return Copy(random.random(), random.random())
        case 1 | 2:
            return Swap(random.random(), piece)
        case _:
            return Cut(random.random(), random.choice((0, 1, 4, random.randrange(40))), piece)
