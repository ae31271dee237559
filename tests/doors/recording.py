"""A recording to listen to, whole or through a pipe."""

import fcntl
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from tests.doors.door import put
from tests.runtime.group import spoken
from voice_facilitator import library
from voice_facilitator.commands import Context
from voice_facilitator.errors import AudioFileError
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Scores
from voice_facilitator.hearing.vocabulary import Vocabulary
from voice_facilitator.sound.wavefile import read

_RATE = 8_000
_FORMATS = (
    ("WAV", "PCM_16"),
    ("WAV", "FLOAT"),
    ("WAV", "ULAW"),
    ("WAVEX", "PCM_24"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("MP3", "MPEG_LAYER_III"),
    ("AIFF", "PCM_16"),
)
_ENGLISH = library.load_language("en")
_PIPE_BYTES = 1 << 20
"""More than any input."""


class RecordingDoor:
    """`listen`: within this process all of it but the recogniser, as a command with that."""

    name = "listen"

    def __init__(self) -> None:
        samples, rate = soundfile.read(spoken("pause", "en"), dtype="float32")
        samples = soxr.resample(samples, rate, _RATE)
        whole = tuple(_encoded(samples, *kind) for kind in _FORMATS)
        unfinished = whole[0].replace(whole[0][40:44], b"\xff\xff\xff\xff", 1)
        self.sound = (*whole, unfinished)

    def enter(self, content: bytes, folder: Path) -> None:
        """Hear it from a pipe, then from a file."""
        with suppress(AudioFileError), _pipe(content) as path:
            _hear(path)
        _hear(put(folder, "recording", content))

    @contextmanager
    def command(self, content: bytes, folder: Path) -> Iterator[Sequence[str]]:
        """Listen to the file."""
        yield ["listen", "--json", str(put(folder, "recording", content))]


class _Stranger:
    """A recogniser to whom nothing is a command."""

    name = "moonshine"

    def begin(self) -> None:
        """Nothing to forget."""

    def score(self, segment: npt.NDArray[np.float32], vocabulary: Vocabulary) -> Scores:
        """Much likelier something else."""
        assert np.isfinite(segment).all()
        return Scores(dict.fromkeys(vocabulary.phrases, -100.0), 0.0, None)


def _hear(path: Path) -> None:
    ear = Ear(_ENGLISH, _Stranger(), Context.CONVERSATION)
    for utterance in ear.hear(read(path)):
        utterance.json()


def _encoded(samples: npt.NDArray[np.float32], form: str, subtype: str) -> bytes:
    content = io.BytesIO()
    soundfile.write(content, samples, _RATE, subtype, format=form)
    return content.getvalue()


@contextmanager
def _pipe(content: bytes) -> Iterator[Path]:
    """A pipe from which `content` comes."""
    reading, writing = os.pipe()
    try:
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        os.write(writing, content)
        os.close(writing)
        yield Path(f"/dev/fd/{reading}")
    finally:
        os.close(reading)
