"""Measures the room with the chime of the welcome, and has told what is to be turned.

Whoever begins a session does not know what the microphone hears of us: the
loudspeaker may be too loud for anybody to be heard over it, the microphone may
be muted, or the two may not hear each other at all. The chime that greets the
group, also when a session that was cut off is back, tells, a second after it has
sounded. What was found goes into the journal; what the group can mend is said
aloud, the rest is printed.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from voice_facilitator.runtime.calibration import Calibration, measure
from voice_facilitator.runtime.performance import EarconPlayed, Performed, Stopped
from voice_facilitator.session.actions import EarconName
from voice_facilitator.session.events import Event, News, Remark, RoomMeasured
from voice_facilitator.sound import shelf
from voice_facilitator.sound.overheard import Overheard
from voice_facilitator.sound.stream import Stream
from voice_facilitator.sound.wavefile import HEARING_RATE

log = logging.getLogger(__name__)

BEFORE_S = 1.0
"""Of the room by itself, before the chime."""
CUT_S = 0.1
"""A chime shorter by that was stopped."""
REACH_S = 1.0
"""No way from the mixer to the microphone is longer, not even a wireless one."""


@dataclass(frozen=True, slots=True)
class _Chime:
    """The welcome's chime, as it was played."""

    sound: int
    at: float
    """When its first sample left the speaker."""
    ended: float | None = None


class RoomCheck:
    """An audience that waits for the chime, and a lookout that tells what came of it."""

    def __init__(self, stream: Stream, overheard: Overheard, tell: Callable[[str], None]) -> None:
        """`overheard` is what the stream's microphone hears; `tell` takes what is printed."""
        self._stream = stream
        self._overheard = overheard
        self._tell = tell
        self._chime: _Chime | None = None
        self._opened_at = 0.0
        self.found: Calibration | None = None
        """What the latest chime has told; None before the first."""
        self._sample = shelf.load(EarconName.WELCOME, HEARING_RATE)

    def notice(self, performed: Performed) -> None:
        """Take note of the chime."""
        match performed:
            case EarconPlayed(at=at, sound=sound, name=EarconName.WELCOME):
                self._chime = _Chime(sound, at)
                self._opened_at = self._stream.opened_at
            case Stopped(at=at, sound=sound) if self._chime and sound == self._chime.sound:
                self._chime = replace(self._chime, ended=at)

    def look(self) -> Iterator[Event]:
        """What the chime has told, once, as soon as all of it has been heard."""
        chime = self._chime
        if chime is None or chime.ended is None:
            return
        whole_s = len(self._sample) / HEARING_RATE
        if not self._can_be_heard() or chime.ended - chime.at < whole_s - CUT_S:
            self._chime = None
            return
        rung_at = self._stream.microphone_clock.frame_at(chime.at)
        end = rung_at + round((whole_s + REACH_S) * HEARING_RATE)
        if self._overheard.position < end:
            return
        self._chime = None
        first, heard = self._overheard.since(rung_at - round(BEFORE_S * HEARING_RATE))
        yield from self._judge(measure(heard[: end - first], self._sample, rung_at - first))

    def _can_be_heard(self) -> bool:
        """Whether the microphone has been there all the while."""
        stream = self._stream
        there = stream.hears() and stream.microphone_clock.running
        return there and stream.opened_at == self._opened_at

    def _judge(self, found: Calibration) -> Iterator[Event]:
        at, self.found = time.monotonic(), found
        yield RoomMeasured(at, found.noise_dbfs, found.heard, found.delay_s, found.speech_dbfs)
        log.info("The microphone: %s", found.sentence())
        if found.is_dead:
            yield Remark(at, News.DEAD_MICROPHONE)
        elif found.is_too_loud:
            yield Remark(at, News.TOO_LOUD)
        if found.is_dead or found.is_too_loud or not found.heard:
            self._tell(f"Microphone: {found.sentence()}")
