"""A mixer that is recorded: every frame that goes to the air also goes into a file."""

import logging
import queue
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from voice_facilitator.errors import AudioFileError
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.wavefile import Recorder

log = logging.getLogger(__name__)


class Tape(Mixer):
    """Renders like a mixer and has a thread write what it rendered.

    The sound card's thread never waits for a disk.
    """

    def __init__(self, path: Path) -> None:
        """Raises AudioFileError when `path` cannot be written."""
        super().__init__()
        self._recorder = Recorder(path, self.rate)
        self._blocks: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="tape", daemon=True)
        self._writer.start()

    def render(self, frames: int) -> Samples:
        """The next `frames` frames, also on tape."""
        block = super().render(frames)
        self._blocks.put(block)
        return block

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._blocks.put(None)
        self._writer.join()

    def _write(self) -> None:
        try:
            with self._recorder:
                while (block := self._blocks.get()) is not None:
                    self._recorder.write(block)
        except AudioFileError as error:
            log.warning("%s The session goes on without a recording.", error)
            while self._blocks.get() is not None:
                pass
