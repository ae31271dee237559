"""What voices should say, for templates to be made of it."""

import re
from itertools import islice

from voice_facilitator.language import Language

_FEW_DECOYS = 100
_LENT_WORDS = 300
"""A language with fewer decoys than the first lends up to the second many words of its lines."""


def texts(language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What voices should say for `language`: the phrases of its commands, and the decoys.

    A language that lists few decoys lends the words of what we say in it.
    """
    phrases = dict.fromkeys(
        text
        for wordings in (language.phrases, language.answers)
        for each in wordings.values()
        for text in each
    )
    decoys = dict.fromkeys(text for text in language.decoys if text not in phrases)
    if len(decoys) < _FEW_DECOYS:
        lines = re.sub(r"{\w+}", " ", " ".join(language.lines.values())).lower()
        words = (word for word in re.findall(r"[^\W\d_]{2,}", lines) if word not in phrases)
        decoys |= dict.fromkeys(islice(dict.fromkeys(words), _LENT_WORDS))
    return tuple(phrases), tuple(decoys)
