"""What came of an utterance, as a sentence for people who try their room."""

from voice_facilitator.hearing.clarity import Clarity, clarity
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.language import Language

LINES = {
    Clarity.CLEAR: "try_clear",
    Clarity.JUST: "try_just",
    Clarity.CALLED: "try_called",
    Clarity.TWICE: "try_twice",
    Clarity.NEARLY: "try_nearly",
    Clarity.NOT_HERE: "try_not_here",
    Clarity.TOO_LONG: "try_too_long",
    Clarity.OTHER: "try_other",
}
"""What is said in each case, by the key of the language's line."""


def verdict(utterance: Utterance, language: Language) -> str:
    """What was heard, how clearly, and so what would be done, in `language`."""
    came = clarity(utterance)
    return language.lines[LINES[came]].format(wording=_wording(utterance, came, language))


def _wording(utterance: Utterance, came: Clarity, language: Language) -> str:
    """The command as it is usually said; what does not count here, as it was said."""
    if came is Clarity.NOT_HERE:
        return utterance.text or ""
    return language.phrases[utterance.command][0] if utterance.command else ""
