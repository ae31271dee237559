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
from voice_facilitator.runtime import opening
from voice_facilitator.settings import Settings
from voice_facilitator.sound import shelf
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream

LISTENING_S = 3.0
"""Long enough to hear whether a room has any sound at all."""
DEAD_DBFS = -90.0
"""Quieter than this no live microphone is, in the quietest room."""
ECHO_MATCH = 0.35
"""How much of the chime must be in what the microphone hears: twice what speech has by chance."""
_HEARING_RATE = 16_000


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
        self._mixer = Mixer()
        self._heard: list[Samples] = []
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
        self._mixer.play(shelf.load("chime_open", self._mixer.rate))
        time.sleep(LISTENING_S)
        return _judge(np.concatenate([np.zeros(1, np.float32), *self._heard]))

    def _recogniser(self) -> Finding:
        try:
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

    def _listen(self, samples: Samples, _position: int) -> None:
        self._heard.append(samples)

    def _say(self, text: str) -> None:
        if self._air is None:
            return
        with contextlib.suppress(FacilitatorError):
            spoken = self._voice.speak(text)
            self._mixer.play(spoken.samples)
            time.sleep(spoken.seconds + self._air.latency_s)


def _judge(heard: Samples) -> Finding:
    level = 10 * np.log10(np.mean(heard.astype(np.float64) ** 2) + 1e-12)
    if level < DEAD_DBFS:
        return Finding(
            False,
            "microphone",
            "it gives no sound at all; see whether it is muted, and try again.",
        )
    chime = shelf.load("chime_open", _HEARING_RATE)[: _HEARING_RATE // 2]
    if _likeness(heard, chime) > ECHO_MATCH:
        return Finding(True, "microphone", "it hears the room, and our bell in it.")
    return Finding(
        True,
        "microphone",
        "it hears, but not our bell: with headphones or a telephone between that is as it should "
        "be, else turn the loudspeaker up.",
    )


def _likeness(heard: Samples, sound: Samples) -> float:
    """How much of `heard` is `sound` where it is most so: 1 for all of it. Both at 16 kHz."""
    if len(heard) <= len(sound):
        return 0.0
    size = 1 << (len(heard) + len(sound)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(sound, size)), size)
    energy = np.concatenate([[0.0], np.cumsum(heard.astype(np.float64) ** 2)])
    local = energy[len(sound) :] - energy[: -len(sound)]
    floor = 1e-3 * local.max() + 1e-12
    scale = np.sqrt(np.maximum(local, floor) * np.sum(sound.astype(np.float64) ** 2))
    return float(np.max(np.abs(match[: len(local)]) / scale))
