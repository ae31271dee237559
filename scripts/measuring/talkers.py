"""Who says what to us in a virtual room: people and voices of a corpus, or espeak-ng's voices."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

from measuring import corpus
from tests.room.acoustics import Place
from tests.room.scenario import Saying

COMMANDS = {
    "en": ("next", "repeat", "help", "status", "how much time is left", "pause"),
    "fr": ("suivant", "répéter", "aide", "temps restant", "pause"),
}
"""What is said over a prompt; and stop, where a corpus has it said by people or voices."""
STOP = {"en": "stop", "fr": "stop"}
ASKED = {"en": "status", "fr": "temps restant"}
"""Said while we are silent, for comparison: it changes nothing."""
ANSWERS = {
    "en": {"pause": "resume", "stop": "no"},
    "fr": {"pause": "reprendre", "stop": "non"},
}
"""What is said next when one of these was obeyed."""
VOICES = {
    "en": ("en-us+m3", "en-us+f2", "en-gb", "en-us+m7", "en-us+f4", "en-gb-scotland"),
    "fr": ("fr+m3", "fr+f2", "fr", "fr+m7", "fr-be", "fr+f4"),
}
"""espeak-ng's."""


@dataclass(frozen=True)
class Talkers:
    """Those who speak a language."""

    language: str
    recordings: dict[str, list[Path]] = field(default_factory=dict)
    """By what is said; none: espeak-ng speaks."""

    @property
    def commands(self) -> tuple[str, ...]:
        """What can be said over a prompt."""
        known = COMMANDS[self.language]
        if not self.recordings:
            return known
        return tuple(text for text in (*known, STOP[self.language]) if text in self.recordings)

    def says(
        self, prompt: str, seconds: float, place: Place, random: np.random.Generator
    ) -> list[Saying]:
        """Somebody at `place` says a command over `prompt`, and something when it is over."""
        text, voice = str(random.choice(self.commands)), str(random.choice(VOICES[self.language]))
        answer = ANSWERS[self.language].get(text)
        then = answer or ASKED[self.language]
        over = Saying(prompt, seconds, text, voice, place, recording=self._recording(text, random))
        after = Saying(
            f"after {prompt}",
            6.0,
            then,
            voice,
            place,
            recording=self._recording(then, random),
            answers=answer is not None,
        )
        return [over, after] if not self.recordings or after.recording else [over]

    def _recording(self, text: str, random: np.random.Generator) -> str | None:
        found = self.recordings.get(text, [])
        return str(found[random.integers(len(found))]) if found else None


def load(language: str, folders: Sequence[Path]) -> Talkers:
    """All who say something of use in the corpora in `folders`."""
    recordings: dict[str, list[Path]] = {}
    for each in corpus.load(*folders).of("positive", language):
        recordings.setdefault(each.words, []).append(each.path)
    if folders and not recordings.keys() & {*COMMANDS[language], STOP[language]}:
        raise click.UsageError(f"Nobody in these corpora says a command in “{language}”.")
    return Talkers(language, recordings)
