"""Between the session and hearing: how to listen, and what not to believe since we say it."""

from collections.abc import Callable
from typing import Protocol

from voice_facilitator.commands import Context
from voice_facilitator.runtime.performance import (
    Held,
    ListeningChanged,
    Performed,
    Said,
    Stopped,
    WentOn,
)


class Hearing(Protocol):
    """What listens; `hearing.remote.Remote` live."""

    def listen(self, context: Context) -> None:
        """From now on judge by `context`."""

    def mask(self, text: str, start_s: float, end_s: float) -> None:
        """Ignore the words of `text` in this stretch of its stream."""

    def unmask(self, from_s: float) -> None:
        """We have stopped speaking there: mask nothing after it."""


class Ears:
    """An audience that tells hearing what it needs to know."""

    def __init__(self, hearing: Hearing, place_s: Callable[[float], float]) -> None:
        """`place_s` is the place in hearing's stream of what the microphone takes up at a time."""
        self._hearing = hearing
        self._place_s = place_s
        self._line: int | None = None

    def notice(self, performed: Performed) -> None:
        """Pass on the context, and mask each sentence while it is said.

        A bell or an earcon that ends under a line takes no mask away.
        """
        match performed:
            case ListeningChanged(context=context):
                self._hearing.listen(context)
            case (
                Said(at=at, sound=sound, sentences=sentences)
                | WentOn(at=at, sound=sound, sentences=sentences)
            ):
                self._line = sound
                began_s = self._place_s(at)
                for sentence in sentences:
                    self._hearing.mask(
                        sentence.text, began_s + sentence.start_s, began_s + sentence.end_s
                    )
            case Stopped(at=at, sound=sound) | Held(at=at, sound=sound) if sound == self._line:
                self._hearing.unmask(self._place_s(at))
