"""What can be said now, and what else a voice may well have said instead."""

from dataclasses import dataclass

from voice_facilitator.commands import HEARD_IN, Command, Context
from voice_facilitator.language import Language


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of a command."""

    text: str
    """In lower case, without punctuation."""
    command: Command
    """What it means."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an engine weighs against each other."""

    phrases: tuple[Phrase, ...]
    """What may be taken for a command now."""
    decoys: tuple[str, ...]
    """Other words and short sentences, in lower case, that are likely to be said."""
    barred: tuple[Phrase, ...] = ()
    """Commands that count in other contexts only: decoys here, but worth naming in a reason."""

    @property
    def others(self) -> tuple[str, ...]:
        """All texts that are not to be taken for a command now."""
        return self.decoys + tuple(phrase.text for phrase in self.barred)


def vocabulary(language: Language, context: Context) -> Vocabulary:
    """What can be said in `language` in `context`; answers count after a question only."""
    wordings = [
        Phrase(text, command) for command, texts in language.phrases.items() for text in texts
    ]
    answers = [
        Phrase(text, command) for command, texts in language.answers.items() for text in texts
    ]
    heard = HEARD_IN[context]
    phrases = [phrase for phrase in wordings if phrase.command in heard]
    if context is Context.QUESTION:
        phrases += answers
    known = {phrase.text for phrase in wordings + answers}
    return Vocabulary(
        phrases=tuple(phrases),
        decoys=tuple(dict.fromkeys(text for text in language.decoys if text not in known)),
        barred=tuple(phrase for phrase in wordings + answers if phrase not in phrases),
    )
