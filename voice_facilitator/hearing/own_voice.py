"""What a child that listens has to know of what we say, even if it starts in the middle."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voice_facilitator.hearing.masks import KEPT_S


@dataclass(frozen=True, slots=True)
class Masked:
    """We say `text` between two moments of the stream, in seconds."""

    text: str
    start_s: float
    end_s: float

    def head(self, began_s: float) -> dict[str, Any]:
        """The message to a child that has listened since `began_s`."""
        times = {"start_s": self.start_s - began_s, "end_s": self.end_s - began_s}
        return {"do": "mask", "text": self.text, **times}


@dataclass(frozen=True, slots=True)
class Unmasked:
    """We have stopped speaking at a moment of the stream, in seconds."""

    end_s: float

    def head(self, began_s: float) -> dict[str, Any]:
        """The message to a child that has listened since `began_s`."""
        return {"do": "unmask", "from_s": self.end_s - began_s}


class OwnVoice:
    """All that children were told of what we have said lately, and are about to say."""

    def __init__(self) -> None:
        self._told: deque[Masked | Unmasked] = deque()

    def add(self, news: Masked | Unmasked, position_s: float) -> None:
        """Remember `news`, and forget what ended long before `position_s` of the stream."""
        while self._told and self._told[0].end_s < position_s - KEPT_S:
            self._told.popleft()
        self._told.append(news)

    def heads(self, began_s: float) -> Iterator[dict[str, Any]]:
        """All messages to a child that listens from `began_s` on, in their order."""
        return (news.head(began_s) for news in self._told)
