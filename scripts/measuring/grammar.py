"""Sentences by the hundred: templates whose parts are drawn, so that few are ever said twice.

The templates are data, a file a language in `sentences/`.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from voice_facilitator import datafile

_BREATH = "|"
_PART = re.compile(r"{(\w+)}")


class Grammar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people say to each other."""

    long: list[str]
    """Templates of sentences."""
    short: list[str]
    """Templates of what is said in a second or so."""
    backchannels: list[str]
    """What listeners put in."""
    parts: dict[str, list[str]]
    """What may stand for `{part}` in a template or a part."""

    def draw(self, templates: Sequence[str], chance: np.random.Generator) -> tuple[str, ...]:
        """One sentence of `templates`, in the pieces between which one may breathe."""
        text = _drawn(templates, chance)
        while part := _PART.search(text):
            text = text[: part.start()] + _drawn(self.parts[part[1]], chance) + text[part.end() :]
        return tuple(piece.strip(" ,") for piece in text.split(_BREATH))


def load(language: str) -> Grammar:
    """The sentences in the language with code `language`."""
    return datafile.read(Path(__file__).parent / "sentences" / f"{language}.toml", Grammar)


def _drawn(texts: Sequence[str], chance: np.random.Generator) -> str:
    return texts[int(chance.integers(len(texts)))]
