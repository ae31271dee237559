"""Listens to a group that tries how well it is heard, and tells what came of each utterance.

With a screen it is read; aloud it is said, in the group's language, and while we
speak we do not listen. No sound is kept.
"""

import contextlib
import math
import time
from collections.abc import Callable, Iterable

from voice_facilitator.commands import Context
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.company import Gallery, Room
from voice_facilitator.runtime.verdict import verdict
from voice_facilitator.settings import Settings
from voice_facilitator.sound.mixer import Samples

Show = Callable[[Utterance, str], None]
"""Takes an utterance and what came of it, as a sentence."""


class Tryout:
    """One language, one ear, one stream."""

    def __init__(
        self, language: Language, ear: Ear, show: Show, say: Callable[[str], None]
    ) -> None:
        """`say` returns when what it says has been heard; nothing is listened to meanwhile."""
        self._language = language
        self._ear = ear
        self._show = show
        self._say = say
        self._spoken_s = 0.0

    def hold(self, blocks: Iterable[Samples]) -> None:
        """Tell of all that is said in `blocks` (16 kHz mono), as it comes.

        Times count from the first block on, those in which we spoke included. Behind the
        wake word nothing is said: the command follows at once.
        """
        for utterance in self._ear.hear(blocks):
            sentence = verdict(utterance, self._language)
            self._show(utterance.later(self._spoken_s), sentence)
            if not utterance.calls:
                self._tell(sentence)

    def _tell(self, sentence: str) -> None:
        began = time.monotonic()
        self._say(sentence)
        self._spoken_s += time.monotonic() - began


def hold(chosen: Settings, language: Language, ear: Ear, show: Show) -> None:
    """Try the microphone by eye, until Ctrl-C.

    Raises DeviceError when there is none, or it goes.
    """
    with contextlib.closing(Gallery(opening.wishes(chosen))) as gallery:
        Tryout(language, ear, show, _nothing).hold(gallery.hear(math.inf))


def hold_aloud(chosen: Settings, language: Language, ear: Ear, show: Show) -> None:
    """Try the microphone by ear, until Ctrl-C.

    Raises DeviceError when there is none, or it goes, or there is no speaker;
    SpeechError.
    """
    voice, wishes = opening.voice(chosen, language), opening.wishes(chosen)
    with contextlib.closing(Room(voice, chosen.volume / 100, wishes, _nothing)) as room:
        room.say(language.lines["try_begin"])
        Tryout(language, ear, show, room.say).hold(room.hear(math.inf))


def hint(language: Language, context: Context) -> str:
    """What is listened for."""
    wordings = dict.fromkeys(phrase.command for phrase in vocabulary(language, context).phrases)
    told = ", ".join(f"“{language.phrases[command][0]}”" for command in wordings)
    return f"Listening in {language.name}, {context}, for {told}. Ctrl-C ends this."


def _nothing(_text: str) -> None:
    """Where there is nothing to be said, or printed."""
