"""What happens in a virtual room, read from a TOML file.

language = "en"
loudspeaker_db = 10        # how much louder than a talker we are at the microphone
snr_db = 15                # a talker over the noise; leave it out for a quiet room
noise = "kitchen.flac"     # leave it out for a steady hiss
[[says]]
during = "silence"         # in the prompt of this phase, or in the "welcome"
seconds = 3.5              # so long after it began
text = "pause"
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from tests.room.acoustics import Place
from voice_facilitator import datafile

Care = Literal["none", "mask", "aec", "pause"]
"""What is done against our own voice: nothing; words masked while we say them; and echo
cancelled; and a line paused when somebody speaks over it."""


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shoebox and where the device is in it."""

    size: Place = (5.0, 4.0, 2.6)
    reverberation_s: float = 0.4
    loudspeaker: Place = (2.8, 2.0, 0.8)
    microphone: Place = (2.5, 2.0, 0.8)
    response: str | None = None
    """A measured response from loudspeaker to microphone, an audio file, instead."""


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody says something, and once more if nothing comes of it."""

    during: str
    """The id of a phase, for its prompt; "after" and the id, for the time when it has been
    spoken; or "welcome"."""
    seconds: float
    """After that began."""
    text: str
    voice: str = "en-us+m3"
    """One of espeak-ng's."""
    place: Place = (1.5, 1.2, 1.2)
    again: bool = True
    """Whether it is said a second time when it was not obeyed."""
    louder_db: float = 0.0
    """Than people mostly are, at the microphone: somebody may sit beside it."""
    recording: str | None = None
    """Somebody who says it, an audio file, in place of a voice."""
    answers: bool = False
    """Whether it is said only if what was said before was obeyed."""


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happens to the sound card."""

    at: float
    seconds: float


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One session in one room."""

    language: str = "en"
    protocol: str = "case_clinic"
    phase_minutes: float = 0.5
    loudspeaker_db: float = 0.0
    snr_db: float | None = None
    noise: str | None = None
    care: Care = "pause"
    room: Room = Room()
    says: tuple[Saying, ...] = ()
    latency_s: Annotated[float, msgspec.Meta(ge=0.02)] = 0.1
    """From the mixer to the loudspeaker; the clocks know it."""
    delay_s: float = 0.0
    """More of it, which they do not know."""
    drift_ppm: float = 0.0
    """How much slower the microphone's crystal is than the loudspeaker's."""
    lost: tuple[Moment, ...] = ()
    """Where the microphone's sound is lost, and how much."""
    jumps: tuple[Moment, ...] = ()
    """Where `delay_s` changes, and to what."""
    seed: int = 0


def read(path: Path) -> Scenario:
    """The scenario in the file `path`. Raises DataFileError."""
    return datafile.read(path, Scenario)
