"""Asks somebody for a phrase, three times, and tells what came of it.

Where the voice comes out and the microphone's blocks come in is a port: a sound
card live, anything that holds samples elsewhere.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from voice_facilitator.hearing.lesson import SAYINGS, Learned, Lesson
from voice_facilitator.language import Language
from voice_facilitator.runtime.taught import Taught
from voice_facilitator.sound.mixer import Samples

MOST_MISSES = 4
"""After so many sayings that were none, nobody is there or the phrase does not work."""


class Company(Protocol):
    """Somebody to talk with."""

    def say(self, text: str) -> None:
        """Say and print `text`; return when it has been heard."""

    def hear(self) -> Iterable[Samples]:
        """What the microphone hears from now on (16 kHz mono), as long as there is patience."""


class Teacher:
    """Goes through phrases with whoever is there."""

    def __init__(
        self,
        language: Language,
        company: Company,
        lesson: Callable[[str], Lesson],
        taught: Taught,
    ) -> None:
        """`lesson` begins the lesson of a phrase."""
        self._language = language
        self._company = company
        self._lesson = lesson
        self._taught = taught

    def teach(self, text: str) -> Learned | None:
        """Ask for `text`, keep what is told apart, say so; None if it was not said.

        Raises HearingError when it cannot be kept.
        """
        lesson = self._lesson(text)
        if not self._listen(lesson, text):
            self._say("teach_gave_up", text)
            return None
        learned = lesson.learned()
        if learned.other is not None:
            self._say("teach_alike", text, learned.other)
            return learned
        self._taught.keep(learned.templates)
        self._say("teach_learned" if learned.is_clear else "teach_faint", text)
        return learned

    def _listen(self, lesson: Lesson, text: str) -> bool:
        """Whether it was said often enough."""
        self._say("teach_ask", text)
        misses = 0
        while misses < MOST_MISSES:
            if self._is_said(lesson):
                if lesson.count == SAYINGS:
                    return True
                self._say("teach_again", text)
            else:
                misses += 1
                if misses < MOST_MISSES:
                    self._say("teach_unclear", text)
        return False

    def _is_said(self, lesson: Lesson) -> bool:
        lesson.begin()
        for block in self._company.hear():
            if (taken := lesson.feed(block)) is not None:
                return taken
        return False

    def _say(self, key: str, text: str, other: str = "") -> None:
        self._company.say(self._language.lines[key].format(wording=text, other=other))
