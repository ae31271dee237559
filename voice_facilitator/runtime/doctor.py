"""Tries everything a session needs, aloud, and says what works and what to mend.

It speaks, rings, listens, and loads the recogniser. Each finding is printed as
it is made, and spoken where that is possible: nobody needs a screen for it.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voice_facilitator.errors import FacilitatorError
from voice_facilitator.runtime import opening, trouble
from voice_facilitator.runtime.calibration import measure
from voice_facilitator.settings import Settings
from voice_facilitator.sound import shelf
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream
from voice_facilitator.sound.wavefile import HEARING_RATE

LISTENING_S = 3.0
"""Long enough to hear whether a room has any sound at all."""
QUIET_S = 1.0
"""To hear the room without us."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that works, or does not."""

    works: bool
    about: str
    sentence: str
    """What was found; where it does not work, with the remedy."""

    def line(self) -> str:
        """For print."""
        return f"{'ok  ' if self.works else 'MEND'}  {self.about}: {self.sentence}"


class Doctor:
    """One examination."""

    def __init__(self, chosen: Settings) -> None:
        """Raises DataFileError when the language's file cannot be used."""
        self._chosen = chosen
        self._plan = opening.plan(chosen)
        self._voice = opening.voice(chosen, self._plan.language)
        self._telling = trouble.english(chosen)
        self._mixer = Mixer()
        self._heard: list[tuple[Samples, int]] = []
        self._air: Air | None = None

    def findings(self) -> Iterator[Finding]:
        """Examine, one thing after the other; each finding is also spoken."""
        with contextlib.ExitStack() as stack:
            for examine in (
                self._speech,
                lambda: self._speaker(stack),
                self._microphone,
                self._recogniser,
                self._cache,
            ):
                found = examine()
                if found is not None:
                    self._say(f"{found.about}. {found.sentence}")
                    yield found

    def _speech(self) -> Finding:
        voice = self._chosen.voice or self._plan.language.voice
        try:
            self._voice.speak(self._plan.language.name)
        except FacilitatorError as error:
            return Finding(False, "voice", str(error))
        return Finding(True, "voice", f"{voice} speaks {self._plan.language.name}.")

    def _speaker(self, stack: contextlib.ExitStack) -> Finding:
        stream = Stream(self._mixer, self._listen, opening.wishes(self._chosen))
        try:
            stream.start()
        except FacilitatorError as error:
            return Finding(False, "loudspeaker", str(error))
        stack.callback(stream.stop)
        self._air = stream
        return Finding(
            True, "loudspeaker", f"it plays, {stream.latency_s * 1000:.0f} ms after we ask it to."
        )

    def _microphone(self) -> Finding | None:
        if not isinstance(self._air, Stream):
            return None
        if self._air.microphone_problem is not None:
            return Finding(False, "microphone", self._air.microphone_problem)
        self._heard.clear()
        frame = self._mixer.position + round(QUIET_S * self._mixer.rate)
        self._mixer.play(shelf.load("chime_open", self._mixer.rate), at=frame)
        time.sleep(QUIET_S + LISTENING_S)
        if not self._heard:
            return Finding(False, "microphone", "it gives nothing; plug it in anew.")
        heard, first = list(self._heard), self._heard[0][1]
        rung_at = self._air.microphone_clock.frame_at(self._air.clock.time_of(frame)) - first
        bell = shelf.load("chime_open", HEARING_RATE)
        found = measure(np.concatenate([samples for samples, _ in heard]), bell, rung_at)
        works = not (found.is_dead or found.is_too_loud)
        return Finding(works, "microphone", found.sentence())

    def _recogniser(self) -> Finding:
        try:
            if (own := opening.own_examples(self._chosen, self._plan.language)) is not None:
                own.make()
            choice = opening.recogniser(self._chosen, self._plan.language)
            choice.load()
        except FacilitatorError as error:
            return Finding(False, "recogniser", str(error))
        return Finding(True, "recogniser", choice.sentence)

    def _cache(self) -> Finding:
        folder = self._chosen.cache_dir
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if os.access(existing, os.W_OK):
            return Finding(True, "folder for speech", f"{folder} can be written.")
        return Finding(
            False,
            "folder for speech",
            f"{folder} cannot be written, so starting takes longer; choose another: --cache-dir.",
        )

    def _listen(self, samples: Samples, position: int) -> None:
        self._heard.append((samples, position))

    def _say(self, text: str) -> None:
        if self._air is None:
            return
        with contextlib.suppress(FacilitatorError):
            spoken = self._telling.speak(text)
            self._mixer.play(spoken.samples)
            time.sleep(spoken.seconds + self._air.latency_s)
