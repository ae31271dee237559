"""Examples of what can be said, and of what else is said, as rows of frames.

A template is what the encoder makes of one saying of a text by one voice. It is
made comparable with other voices and rooms in three steps: the colour of the voice
(for a query: of the room) is removed, the frames are projected on the principal
components of all templates, and brought to length one. 48 components
tell phrases apart as well as all 288 numbers do, and a second of speech takes
2 KB.

Templates are kept in one `.npz` file a language, rows as bytes: a cosine does not
mind a rounding error of 0.4 %.
"""

import contextlib
import functools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_facilitator.errors import HearingError
from voice_facilitator.hearing.phrases import HERE
from voice_facilitator.hearing.room import Colour, Room, colour_of
from voice_facilitator.library import asset

_Floats = npt.NDArray[np.float32]

COMPONENTS = 48
"""Numbers that are kept of a frame."""
_SCALE = 127
"""Of rows of length one, kept as signed bytes."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One saying of a text, as the encoder's frames."""

    text: str
    voice: str
    """Its kind, a space, and which one: the sayings of a voice are normalised together."""
    frames: _Floats
    """[T, 288], without what is before and after the speech."""
    decoy: bool
    """Whether the text is no command."""


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates of one language."""

    texts: tuple[str, ...]
    """What each template says."""
    decoys: tuple[bool, ...]
    """Whether that is no command."""
    voices: tuple[str, ...]
    """Who says it: the kind of voice, a space, and which one."""
    rows: tuple[_Floats, ...]
    """Its frames [T, 48], each of length one."""
    components: _Floats
    """[288, 48]"""
    voice: Colour
    """Of all voices together: what to expect of a room in which nothing was said yet."""

    def project(self, frames: _Floats, colour: Colour) -> _Floats:
        """`frames` [T, 288] of this colour, as rows to be compared."""
        return _unit(colour.remove(frames) @ self.components)

    def save(self, file: Path) -> None:
        """Write to `file`."""
        np.savez_compressed(
            file,
            texts=np.array(self.texts),
            decoys=np.array(self.decoys),
            voices=np.array(self.voices),
            lengths=np.array([len(rows) for rows in self.rows], np.uint16),
            rows=np.round(np.concatenate(self.rows) * _SCALE).astype(np.int8),
            components=self.components.astype(np.float16),
            mean=self.voice.mean.astype(np.float16),
            deviation=self.voice.deviation.astype(np.float16),
        )


def shipped(language: str) -> Path:
    """The file of the templates that ship with us for the language with code `language`."""
    return asset("models") / "examples" / f"{language}.npz"


def texts(file: Path) -> frozenset[str]:
    """What the templates in `file` say, read in some milliseconds. Raises HearingError."""
    with _readable(file), np.load(file, allow_pickle=False) as arrays:
        return frozenset(map(str, arrays["texts"]))


def load(file: Path) -> Templates:
    """The templates in `file`. Raises HearingError when it is missing or broken."""
    with _readable(file):
        with np.load(file, allow_pickle=False) as arrays:
            kept = {name: arrays[name] for name in arrays.files}
        ends = np.cumsum(kept["lengths"].astype(np.int64))
        return Templates(
            texts=tuple(str(text) for text in kept["texts"]),
            decoys=tuple(bool(decoy) for decoy in kept["decoys"]),
            voices=tuple(str(voice) for voice in kept["voices"]),
            rows=tuple(np.split(_unit(kept["rows"].astype(np.float32)), ends[:-1])),
            components=kept["components"].astype(np.float32),
            voice=Colour(kept["mean"].astype(np.float32), kept["deviation"].astype(np.float32)),
        )


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise HearingError(
            f"Cannot read the examples in {file} ({error}); reinstall voice-facilitator, or make "
            "them anew: ours with `scripts/make_examples.py`, what you have taught with "
            "`voice-facilitator teach --forget` and another lesson."
        ) from None


def make(sayings: Iterable[Saying]) -> Templates:
    """Templates of `sayings`; each voice should say a few dozen texts."""
    said = tuple(sayings)
    plain = _plain(said)
    _, vectors = np.linalg.eigh(np.cov(np.concatenate(plain).T))
    components = vectors[:, ::-1][:, :COMPONENTS].astype(np.float32)
    return Templates(
        texts=tuple(saying.text for saying in said),
        decoys=tuple(saying.decoy for saying in said),
        voices=tuple(saying.voice for saying in said),
        rows=tuple(_unit(frames @ components) for frames in plain),
        components=components,
        voice=colour_of(np.concatenate([saying.frames for saying in said])),
    )


def like(known: Templates, sayings: Iterable[Saying]) -> Templates:
    """Templates of `sayings` in the components of `known`, which they are to be joined to.

    Each voice should say a few dozen texts here too.
    """
    said = tuple(sayings)
    return replace(
        known,
        texts=tuple(saying.text for saying in said),
        decoys=tuple(saying.decoy for saying in said),
        voices=tuple(saying.voice for saying in said),
        rows=tuple(_unit(frames @ known.components) for frames in _plain(said)),
    )


def taught(known: Templates, text: str, sayings: Sequence[_Floats]) -> Templates:
    """Templates of a phrase `text` that somebody has said in this room, to be joined to `known`.

    Each saying is frames [T, 288]. They are too few to tell the colour of a voice by:
    it is what is expected, and what they say, as it is for a query.
    """
    room = Room(known.voice)
    for frames in sayings:
        colour = room.hear(frames)
    return replace(
        known,
        texts=(text,) * len(sayings),
        decoys=(False,) * len(sayings),
        voices=(HERE,) * len(sayings),
        rows=tuple(known.project(frames, colour) for frames in sayings),
    )


def without(known: Templates, text: str) -> Templates:
    """`known` but for those of `text`."""
    kept = [number for number, each in enumerate(known.texts) if each != text]
    return replace(
        known,
        texts=tuple(known.texts[number] for number in kept),
        decoys=tuple(known.decoys[number] for number in kept),
        voices=tuple(known.voices[number] for number in kept),
        rows=tuple(known.rows[number] for number in kept),
    )


def join(first: Templates, second: Templates) -> Templates:
    """Both, in the components of `first`, which need not be those of `second`."""
    turn = second.components.T @ first.components
    return replace(
        first,
        texts=first.texts + second.texts,
        decoys=first.decoys + second.decoys,
        voices=first.voices + second.voices,
        rows=first.rows + tuple(_unit(rows @ turn) for rows in second.rows),
    )


def join_all(several: Sequence[Templates]) -> Templates:
    """All of them, of which there is one at least, in the components of the first."""
    return functools.reduce(join, several)


def _plain(said: Sequence[Saying]) -> list[_Floats]:
    """The frames of each saying without the colour of its voice."""
    voices: dict[str, list[_Floats]] = {}
    for saying in said:
        voices.setdefault(saying.voice, []).append(saying.frames)
    colours = {voice: colour_of(np.concatenate(frames)) for voice, frames in voices.items()}
    return [colours[saying.voice].remove(saying.frames) for saying in said]


def _unit(rows: _Floats) -> _Floats:
    lengths: _Floats = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / (lengths + np.float32(1e-6))
