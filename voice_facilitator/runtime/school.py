"""What `teach` is made of: which phrases, what is known of them, and where it is kept."""

import contextlib
from collections.abc import Callable, Sequence

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import HearingError
from voice_facilitator.hearing import templates
from voice_facilitator.hearing.choice import is_embedded
from voice_facilitator.hearing.encoder import Encoder, model_folder
from voice_facilitator.hearing.lesson import Lesson
from voice_facilitator.hearing.templates import Templates
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.modelstore.store import ModelStore
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.company import Room
from voice_facilitator.runtime.own_examples import OwnExamples
from voice_facilitator.runtime.taught import Taught
from voice_facilitator.runtime.teacher import Company, Teacher
from voice_facilitator.settings import Settings


def wording(text: str, language: Language) -> str:
    """The phrase that `text` means: itself, or the first wording of the command of that name.

    Raises HearingError when it is neither.
    """
    wanted = " ".join(text.lower().split())
    if wanted in {phrase.text for phrase in vocabulary(language, Context.QUESTION).phrases}:
        return wanted
    name = wanted.replace(" ", "_")
    if name in set(Command):
        return language.phrases[Command(name)][0]
    raise HearingError(
        f"“{text}” is no wording in {language.name}; write it under its command in a copy of "
        f"the language's file, and give that with --language FILE.toml."
    )


def first_wordings(language: Language) -> tuple[str, ...]:
    """One wording of each command."""
    return tuple(language.phrases[command][0] for command in Command)


def is_open(chosen: Settings, language: Language) -> bool:
    """Whether the recogniser uses what it is taught."""
    return is_embedded(chosen.engine, ModelStore(chosen.models_dir).installed(language.code))


def require_examples(chosen: Settings, language: Language) -> None:
    """Raise HearingError where what is taught would not be used."""
    if not is_open(chosen, language):
        raise HearingError(
            f"Vosk hears {language.name} by its spelling and cannot be taught; "
            "the embedded recogniser can, with --engine moonshine."
        )


class School:
    """Lessons in one language."""

    def __init__(
        self, chosen: Settings, language: Language, known: Templates, taught: Taught
    ) -> None:
        """`known` are examples of other things that are said.

        Raises HearingError when the recogniser is missing.
        """
        self._chosen = chosen
        self._language = language
        self._encoder = Encoder(model_folder())
        self._words = vocabulary(language, Context.QUESTION)
        self._known = known
        self._taught = taught

    def hold(self, texts: Sequence[str], show: Callable[[str], None]) -> None:
        """Teach `texts` at the sound card, one after the other; `show` prints what we say.

        Raises FacilitatorError when there is no sound, or nothing can be kept.
        """
        voice, wishes = opening.voice(self._chosen, self._language), opening.wishes(self._chosen)
        with contextlib.closing(Room(voice, self._chosen.volume / 100, wishes, show)) as room:
            teacher = self.teacher(room)
            for text in texts:
                teacher.teach(text)

    def teacher(self, company: Company) -> Teacher:
        """Who teaches with `company`."""
        return Teacher(self._language, company, self.lesson, self._taught)

    def lesson(self, text: str) -> Lesson:
        """Begin the lesson of phrase `text`, whatever was taught of it before."""
        others = self._taught.but(text)
        known = self._known if others is None else templates.join(self._known, others)
        return Lesson(self._encoder, known, self._words, text)


def open_school(
    chosen: Settings, language: Language, progress: Callable[[int, int], object]
) -> School:
    """Have all that is needed to tell phrases apart; `progress` is told of what is made first.

    Raises HearingError where that cannot be had.
    """
    own = OwnExamples(language, chosen.cache_dir / "examples")
    own.make(progress)
    files = [file for file in (templates.shipped(language.code), own.file) if file.is_file()]
    if not files:
        raise HearingError(
            f"There is nothing to tell {language.name} phrases apart from; install espeak-ng, "
            "whose voice makes examples of other words."
        )
    known = templates.join_all([templates.load(file) for file in files])
    return School(chosen, language, known, opening.taught(chosen, language))
