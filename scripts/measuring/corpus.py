"""A corpus of recordings: folders with a `manifest.csv` each.

Its columns used here: `file`, `kind` (positive, negative, noise or rir),
`language`, `words`, `speaker`, `subset`. A positive is one utterance of `words`.
A folder may have a `commands.csv` too: what is said to us in the middle of a negative,
with the columns `file`, `words`, `speaker`, `start_s`, `end_s`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_facilitator.sound.wavefile import read

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Planted:
    """A command that is said to us in the middle of talk, in seconds of its recording."""

    words: str
    speaker: str
    start_s: float
    end_s: float

    def later(self, by_s: float) -> "Planted":
        """The same in a stream that began `by_s` seconds earlier."""
        return replace(self, start_s=self.start_s + by_s, end_s=self.end_s + by_s)


@dataclass(frozen=True)
class Recording:
    """One row of the manifest."""

    path: Path
    kind: str
    language: str
    words: str
    speaker: str
    subset: str
    planted: tuple[Planted, ...] = field(default=(), kw_only=True)
    """All that is said to us in it, when it is a negative."""

    def samples(self) -> Samples:
        """Mono, 16 kHz."""
        return np.concatenate([np.zeros(0, np.float32), *read(self.path)])


@dataclass(frozen=True)
class Corpus:
    """All rows."""

    recordings: tuple[Recording, ...]

    def of(self, kind: str, *languages: str) -> list[Recording]:
        """The recordings of `kind`, in any of `languages` where given."""
        return [
            recording
            for recording in self.recordings
            if recording.kind == kind and (not languages or recording.language in languages)
        ]


def load(*folders: Path) -> Corpus:
    """Read the manifests in `folders`."""
    return Corpus(tuple(recording for folder in folders for recording in _rows(folder)))


def by_subset(recordings: Sequence[Recording]) -> list[list[Recording]]:
    """Those of each subset, to be heard as one stream."""
    subsets: dict[str, list[Recording]] = {}
    for recording in recordings:
        subsets.setdefault(recording.subset, []).append(recording)
    return list(subsets.values())


def first(recordings: Sequence[Recording], limit: int | None) -> list[Recording]:
    """At most so many of each word and subset."""
    kept: dict[tuple[str, str], list[Recording]] = {}
    for recording in recordings:
        kept.setdefault((recording.subset, recording.words), []).append(recording)
    return [recording for group in kept.values() for recording in group[:limit]]


def _rows(folder: Path) -> Iterator[Recording]:
    planted: dict[str, list[Planted]] = {}
    for row in _table(folder / "commands.csv"):
        command = Planted(row["words"], row["speaker"], float(row["start_s"]), float(row["end_s"]))
        planted.setdefault(row["file"], []).append(command)
    for row in _table(folder / "manifest.csv"):
        yield Recording(
            folder / row["file"],
            row["kind"],
            row["language"],
            row["words"],
            row["speaker"],
            row["subset"],
            planted=tuple(planted.get(row["file"], ())),
        )


def _table(file: Path) -> Iterator[dict[str, str]]:
    if file.name == "commands.csv" and not file.exists():
        return
    with file.open(encoding="utf-8", newline="") as rows:
        yield from csv.DictReader(rows)
