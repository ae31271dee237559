"""What voices said, kept, so that a measurement that is run again need not wait for them."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from measuring.voices import Voice

_Floats = npt.NDArray[np.float32]


class Clips:
    """The voices, with a memory where a folder is given."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def all(self, jobs: Iterable[tuple[Voice, str]]) -> Iterator[_Floats]:
        """Each voice says its text: mono, 16 kHz."""
        with ThreadPoolExecutor(2) as threads:
            yield from threads.map(lambda job: self.say(*job), jobs)

    def say(self, voice: Voice, text: str) -> _Floats:
        """`voice` says `text`: mono, 16 kHz."""
        if self._folder is None:
            return voice.say(text)
        name = hashlib.sha256(f"{voice!r} {text}".encode()).hexdigest()[:24]
        file = self._folder / f"{name}.npy"
        if not file.is_file():
            np.save(file, voice.say(text))
        kept: _Floats = np.load(file)
        return kept
