"""A language: what we say, what can be said to us, and how our voice pronounces it.

A language is data. Somebody who speaks one can add it as a TOML file, without
Python; `languages/en.toml` is the example to copy.
"""

from typing import Annotated

import msgspec

from voice_facilitator.commands import Command
from voice_facilitator.errors import DataFileError


class Plural(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A counted thing: `{n}` stands for the number."""

    one: str
    other: str

    def of(self, n: int) -> str:
        """The wording for `n` of it."""
        return (self.one if abs(n) == 1 else self.other).format(n=n)


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language, as its TOML file has it."""

    code: str
    """ISO 639-1, as in `--language fr`."""
    name: str
    """Its name in itself."""
    voice: str
    """The espeak-ng voice that pyttsx3 is asked for, such as `roa/fr`."""
    phrases: dict[Command, tuple[str, ...]]
    """The wordings of each command, in lower case without punctuation."""
    minutes: Plural
    seconds: Plural
    lines: dict[str, str]
    """What we say, by key; see `session/phrasebook.py` for what stands in braces."""
    rate: Annotated[int, msgspec.Meta(ge=80, le=450)] = 160
    """Words a minute at which the voice speaks, unless it is told otherwise."""
    answers: dict[Command, tuple[str, ...]] = {}
    """Further wordings that count only after a question, such as `yeah`."""
    decoys: tuple[str, ...] = ()
    """Frequent words and short sentences that are no commands, for hearing to weigh against."""
    signs: dict[str, str] = {}
    """What captions write for our sounds: `open` and `close` for the bells, earcons by name,
    and `picture` for the legend under a session's picture."""
    pronunciations: dict[str, str] = {}
    """Respellings of words that the voice gets wrong."""


def check(language: Language, name: str) -> Language:
    """Return `language` if everything in it fits together; `name` is what errors call it.

    Raises DataFileError that names the key and the remedy.
    """
    for command in Command:
        if not language.phrases.get(command):
            raise DataFileError(
                f"{name}: no wording at phrases.{command}; give at least one, as in "
                f'{command} = ["..."].'
            )
    taken: dict[str, Command] = {}
    for key, wordings in (("phrases", language.phrases), ("answers", language.answers)):
        for command, phrases in wordings.items():
            for phrase in phrases:
                if not _is_plain(phrase):
                    raise DataFileError(
                        f"{name}: “{phrase}” at {key}.{command} is not as it is heard; write it in "
                        "lower case, with single spaces and without punctuation."
                    )
                if taken.setdefault(phrase, command) is not command:
                    raise DataFileError(
                        f"{name}: “{phrase}” at {key}.{command} is already a wording of "
                        f"{taken[phrase]}; a phrase can mean one command only."
                    )
    return language


def _is_plain(phrase: str) -> bool:
    """Whether a wording is lower-case words with a space between them."""
    words = phrase.split(" ")
    letters = all(
        word.replace("'", "").replace("’", "").replace("-", "").isalpha() for word in words
    )
    return letters and phrase == phrase.lower()
