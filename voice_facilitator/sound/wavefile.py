"""Reads recordings into what hearing wants, and writes what the mixer gives.

Whatever a file's format, rate and channels, `read` yields it as 16 kHz mono
float32 in short blocks, so that three hours need no more memory than three
seconds.
"""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import soundfile
import soxr

from voice_facilitator.errors import AudioFileError
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavstream import WavStream

HEARING_RATE = 16_000
"""What hearing works at, in Hz."""

_BLOCK_S = 0.1
_RATES = range(1_000, 1_000_000)
"""Rates outside are damage, and would cost the resampler memory without bound."""

_FORMATS = {".wav": "WAV", ".flac": "FLAC"}


def read(source: str | Path) -> Iterator[Samples]:
    """Open a recording and return its blocks: mono float32 at 16 kHz, 0.1 s or so each.

    `source` is the path of any file that libsndfile reads, or `-` for a WAV on
    standard input; a named pipe is read like that too. A WAV that ends before
    the length in its header ends there.

    Raises AudioFileError: at once when it is missing or not audio, later when
    damage is met.
    """
    name = "Standard input" if source == "-" else str(source)
    recording = _open(source, name)
    if recording.rate not in _RATES:
        recording.close()
        raise AudioFileError(f"{name} claims {recording.rate} samples a second; record it again.")
    return _blocks(recording)


class _Recording(Protocol):
    """What can be read from, a block at a time."""

    rate: int

    def read(self, frames: int) -> Samples:
        """Up to `frames` frames, one row a frame; none at the end."""

    def close(self) -> None:
        """Let go of it."""


class _Forward(soundfile.SoundFile):  # type: ignore[misc]
    """Reads on where it is.

    soundfile seeks to its position after each read, after which an MP3 decoder
    has lost its place: read in blocks, an MP3 is noise from the second one on.
    """

    def seekable(self) -> bool:
        return False


class _File:
    """A file that libsndfile reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _Forward(path)
        self.rate: int = self._file.samplerate

    def read(self, frames: int) -> Samples:
        try:
            block: Samples = self._file.read(frames, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioFileError(f"{self._path} is damaged ({error}); record it again.") from None
        return block

    def close(self) -> None:
        self._file.close()

    def is_unfinished_wav(self) -> bool:
        """Whether its header promises nothing, as when the writer could not come back to it."""
        return self._file.frames == 0 and self._file.format in ("WAV", "WAVEX")


def _open(source: str | Path, name: str) -> _Recording:
    if source == "-":
        return WavStream(os.dup(sys.stdin.fileno()), name)
    try:
        descriptor = os.open(source, os.O_RDONLY)
    except OSError as error:
        raise AudioFileError(
            f"Cannot read {name}: {error.strerror}; give the path of a recording."
        ) from None
    if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return WavStream(descriptor, name)
    os.close(descriptor)
    return _open_file(Path(source))


def _open_file(path: Path) -> _Recording:
    if path.is_file() and path.stat().st_size == 0:
        raise AudioFileError(f"{path} is empty; give the path of a recording.")
    try:
        file = _File(path)
    except (soundfile.LibsndfileError, TypeError):  # the latter where a name ends in .raw
        raise AudioFileError(
            f"{path} is not audio that can be read; give it as WAV, FLAC, Ogg, Opus or MP3."
        ) from None
    if file.is_unfinished_wav():
        file.close()
        return WavStream(os.open(path, os.O_RDONLY), str(path))
    return file


def _blocks(recording: _Recording) -> Iterator[Samples]:
    resampler = soxr.ResampleStream(recording.rate, HEARING_RATE, 1, dtype="float32")
    try:
        while len(frames := recording.read(round(_BLOCK_S * recording.rate))):
            yield resampler.resample_chunk(_mono(frames))
        yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)
    finally:
        recording.close()


def _mono(frames: Samples) -> Samples:
    """The channels' mean, without what is no number: one NaN would silence a resampler for good."""
    finite = np.nan_to_num(frames, nan=0.0, posinf=1.0, neginf=-1.0)
    mono: Samples = np.clip(finite, -1.0, 1.0).mean(axis=1)
    return mono


class Recorder:
    """Writes a mono recording as it grows: `.wav` or `.flac` by the path's ending, 16 bit.

    A context manager: the file is whole when it has been closed. Raises
    AudioFileError when it cannot be written.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self._path = path
        form = _FORMATS.get(path.suffix.lower())
        if form is None:
            raise AudioFileError(f"Cannot tell what to write into {path}; end it in .wav or .flac.")
        try:
            path.open("wb").close()
            self._file = soundfile.SoundFile(path, "w", rate, 1, "PCM_16", format=form)
        except (OSError, soundfile.LibsndfileError) as error:
            raise AudioFileError(
                f"Cannot write {path}: {getattr(error, 'strerror', None) or error}; "
                "give a path in a folder that you can write to."
            ) from None

    def write(self, samples: Samples) -> None:
        """Append mono float32 samples in -1..1."""
        try:
            self._file.write(samples)
        except soundfile.LibsndfileError as error:
            raise self._stuck(error) from None

    def close(self) -> None:
        """Finish the file; harmless the second time."""
        try:
            self._file.close()
        except soundfile.LibsndfileError as error:
            raise self._stuck(error) from None

    def _stuck(self, error: soundfile.LibsndfileError) -> AudioFileError:
        return AudioFileError(f"Cannot write on into {self._path} ({error}); is the disk full?")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
