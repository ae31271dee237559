"""The sounds that lie in the mixer: which they are, and which of them have begun."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from voice_facilitator.runtime.clocks import FrameClock
from voice_facilitator.runtime.performance import EarconPlayed, Rang, Said, WentOn
from voice_facilitator.sound.mixer import Mixer

SETTLED_S = 0.3
"""A chime this near stays where it lies."""

News = Said | WentOn | EarconPlayed | Rang


@dataclass(frozen=True, slots=True)
class Sound:
    """One of them."""

    news: News
    """What the audience is told of it; `news.sound` is its number in the session."""
    samples: npt.NDArray[np.float32]
    gain: float
    began: int | None = None
    """Its first frame, once it has sounded."""


class Laid:
    """All that has been laid into one mixer and has not ended, by the mixer's handle."""

    def __init__(self, mixer: Mixer, clock: FrameClock) -> None:
        self._mixer = mixer
        self._clock = clock
        self._sounds: dict[int, Sound] = {}

    def __bool__(self) -> bool:
        """Whether anything lies there."""
        return bool(self._sounds)

    def play(self, sound: Sound, at: int = 0) -> int:
        """Lay it from frame `at` on, or as soon as can be; its handle."""
        handle = self._mixer.play(sound.samples, at=at, gain=sound.gain)
        self._sounds[handle] = sound
        return handle

    def ring(self, rang: Rang, samples: npt.NDArray[np.float32], gain: float) -> None:
        """Lay a chime at its own time, `rang.at`."""
        self.play(Sound(rang, samples, gain), self._clock.frame_at(rang.at))

    def get(self, handle: int | None) -> Sound | None:
        """What lies there by that handle, if anything does."""
        return None if handle is None else self._sounds.get(handle)

    def take_up(self, handle: int) -> Sound:
        """Take a sound out of the mixer, fading it out if it sounds, and forget it."""
        self._mixer.stop(handle)
        return self._sounds.pop(handle)

    def take_up_chimes(self) -> None:
        """Take up all chimes that have not begun."""
        for handle, _ in self._chimes_to_come():
            self.take_up(handle)

    def take_up_chime(self, number: int) -> None:
        """Take up the chime of that number, unless it has begun."""
        for handle, chime in self._chimes_to_come():
            if chime.sound == number:
                self.take_up(handle)

    def settle_chimes(self) -> None:
        """Lay chimes anew where the clock by now knows their frame better.

        The sound card's clock drifts against ours: over three minutes 100
        parts in a million are 18 ms.
        """
        now = self._clock.time_of(self._mixer.position)
        for handle, chime in self._chimes_to_come():
            if chime.at - now > SETTLED_S:
                taken = self.take_up(handle)
                self.ring(chime, taken.samples, taken.gain)

    def began(self, handle: int, frame: int) -> Sound | None:
        """A sound has begun at `frame`: which, if it still lies there."""
        sound = self._sounds.get(handle)
        if sound is not None:
            self._sounds[handle] = replace(sound, began=frame)
        return sound

    def ended(self, handle: int) -> Sound | None:
        """A sound has ended: which, if it still lay there."""
        return self._sounds.pop(handle, None)

    def _chimes_to_come(self) -> Iterator[tuple[int, Rang]]:
        for handle, sound in list(self._sounds.items()):
            if isinstance(sound.news, Rang) and sound.began is None:
                yield handle, sound.news
