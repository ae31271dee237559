"""Respells a sentence so that the voice says it right."""

import re
from collections.abc import Mapping


class Pronunciations:
    """Respellings, a word or several to each; whole words, in whatever case.

    Each place is respelled once, by the longest entry that fits it.
    """

    def __init__(self, respellings: Mapping[str, str]) -> None:
        self._respellings = {word.casefold(): said for word, said in respellings.items() if word}
        longest_first = sorted(self._respellings, key=len, reverse=True)
        self._word = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
        )

    def apply(self, sentence: str) -> str:
        """`sentence` as the voice is to read it."""
        if not self._respellings:
            return sentence
        return self._word.sub(self._respell, sentence)

    def _respell(self, found: re.Match[str]) -> str:
        return self._respellings.get(found[0].casefold(), found[0])
