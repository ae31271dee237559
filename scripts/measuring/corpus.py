"""A corpus of recordings: folders with a `manifest.csv` each.

Its columns used here: `file`, `kind` (positive, negative, noise or rir),
`language`, `words`, `speaker`, `subset`. A positive is one utterance of `words`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice_facilitator.sound.wavefile import read

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Recording:
    """One row of the manifest."""

    path: Path
    kind: str
    language: str
    words: str
    speaker: str
    subset: str

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
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Recording(
                folder / row["file"],
                row["kind"],
                row["language"],
                row["words"],
                row["speaker"],
                row["subset"],
            )
