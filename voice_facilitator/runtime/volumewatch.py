"""Listens to the room between our lines, and has the next line follow its noise."""

from collections.abc import Iterator

from voice_facilitator.runtime.calibration import Calibration
from voice_facilitator.runtime.loudness import NoiseFollower
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.runtime.roomcheck import RoomCheck
from voice_facilitator.session.events import Event
from voice_facilitator.sound.echo_filter import FRAME
from voice_facilitator.sound.echo_presence import level_db
from voice_facilitator.sound.overheard import Overheard
from voice_facilitator.sound.wavefile import HEARING_RATE

DIES_AWAY_S = 1.5
"""After our last sound, until the room has forgotten it and so has the way to the microphone."""


class VolumeWatch:
    """A lookout of the session's loop that never has anything to tell."""

    def __init__(self, performer: Performer, overheard: Overheard, check: RoomCheck) -> None:
        self._performer = performer
        self._overheard = overheard
        self._check = check
        self._noise = NoiseFollower()
        self._limited_by: Calibration | None = None
        self._next: int | None = None
        """Where the room begins that has not been listened to; None while we sound."""

    def look(self) -> Iterator[Event]:
        """Listen to what has come since the last look, if all of it was the room's."""
        found = self._check.found
        if found is not None and found.heard and found is not self._limited_by:
            self._limited_by = found
            self._performer.keep_below_too_loud(found.speech_dbfs)
        if not self._performer.is_quiet:
            self._next = None
            return
        if self._next is None:
            self._next = self._overheard.position + round(DIES_AWAY_S * HEARING_RATE)
        self._listen()
        self._performer.follow(self._noise.offset_db)
        yield from ()

    def _listen(self) -> None:
        assert self._next is not None
        first, heard = self._overheard.since(self._next)
        whole = len(heard) // FRAME * FRAME
        if first >= self._next and whole:
            self._next = first + whole
            self._noise.hear([level_db(frame) for frame in heard[:whole].reshape(-1, FRAME)])
