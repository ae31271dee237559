"""Examples of what can be said, and of what else is said, as rows of frames.

A template is what the encoder makes of one saying of a text by one voice. It is
made comparable with other voices and rooms in three steps: each of the 288
numbers of a frame is brought to mean 0 and deviation 1 over all that this voice
says (for a query: all that this room has said), the frames are projected on the
principal components of all templates, and brought to length one. 48 components
tell phrases apart as well as all 288 numbers do, and a second of speech takes
2 KB.

Templates are kept in one `.npz` file a language, rows as bytes: a cosine does not
mind a rounding error of 0.4 %.
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_facilitator.errors import HearingError
from voice_facilitator.library import asset

_Floats = npt.NDArray[np.float32]

COMPONENTS = 48
"""Numbers that are kept of a frame."""
_SCALE = 127
"""Of rows of length one, kept as signed bytes."""


@dataclass(frozen=True, slots=True)
class Room:
    """The mean and deviation of the frames of one voice, or of all voices in one room."""

    mean: _Floats
    """[288]"""
    deviation: _Floats
    """[288]"""


def room_of(frames: _Floats) -> Room:
    """Mean and deviation of `frames` [T, 288]."""
    return Room(frames.mean(axis=0), frames.std(axis=0) + np.float32(1e-3))


@dataclass(frozen=True, slots=True)
class Saying:
    """One saying of a text, as the encoder's frames."""

    text: str
    voice: str
    """Whatever names the voice: its sayings are normalised together."""
    frames: _Floats
    """[T, 288], without what is before and after the speech."""


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates of one language."""

    texts: tuple[str, ...]
    """What each template says."""
    rows: tuple[_Floats, ...]
    """Its frames [T, 48], each of length one."""
    components: _Floats
    """[288, 48]"""
    room: Room
    """Mean and deviation of all voices: for a room that has not said anything yet."""

    def project(self, frames: _Floats, room: Room) -> _Floats:
        """`frames` [T, 288], heard in `room`, as rows to be compared."""
        return _project(frames, room, self.components)

    def save(self, file: Path) -> None:
        """Write to `file`."""
        np.savez_compressed(
            file,
            texts=np.array(self.texts),
            lengths=np.array([len(rows) for rows in self.rows], np.uint16),
            rows=np.round(np.concatenate(self.rows) * _SCALE).astype(np.int8),
            components=self.components.astype(np.float16),
            mean=self.room.mean.astype(np.float16),
            deviation=self.room.deviation.astype(np.float16),
        )


def shipped(language: str) -> Path:
    """The file of the templates that ship with us for the language with code `language`."""
    return asset("models") / "examples" / f"{language}.npz"


def load(file: Path) -> Templates:
    """The templates in `file`. Raises HearingError when it is missing or broken."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        ends = np.cumsum(kept["lengths"].astype(np.int64))
        rows = _unit(kept["rows"].astype(np.float32))
        return Templates(
            texts=tuple(str(text) for text in kept["texts"]),
            rows=tuple(np.split(rows, ends[:-1])),
            components=kept["components"].astype(np.float32),
            room=Room(kept["mean"].astype(np.float32), kept["deviation"].astype(np.float32)),
        )
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise HearingError(
            f"Cannot read the examples in {file} ({error}); make them anew with "
            "`scripts/make_examples.py`, or reinstall voice-facilitator."
        ) from None


def make(sayings: Iterable[Saying]) -> Templates:
    """Templates of `sayings`; each voice should say a few dozen texts."""
    said: Sequence[Saying] = tuple(sayings)
    voices: dict[str, list[_Floats]] = {}
    for saying in said:
        voices.setdefault(saying.voice, []).append(saying.frames)
    rooms = {voice: room_of(np.concatenate(frames)) for voice, frames in voices.items()}
    normal = np.concatenate([_normal(saying.frames, rooms[saying.voice]) for saying in said])
    _, vectors = np.linalg.eigh(np.cov(normal.T))
    components = vectors[:, ::-1][:, :COMPONENTS].astype(np.float32)
    return Templates(
        texts=tuple(saying.text for saying in said),
        rows=tuple(_project(each.frames, rooms[each.voice], components) for each in said),
        components=components,
        room=room_of(np.concatenate([saying.frames for saying in said])),
    )


def _project(frames: _Floats, room: Room, components: _Floats) -> _Floats:
    return _unit(_normal(frames, room) @ components)


def _normal(frames: _Floats, room: Room) -> _Floats:
    return (frames - room.mean) / room.deviation


def _unit(rows: _Floats) -> _Floats:
    lengths: _Floats = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / (lengths + np.float32(1e-6))
