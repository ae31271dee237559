"""Reads a WAV that comes through a pipe.

A pipe cannot be wound back, and the header was written before the length was
known: programs that stream write 0, 0xFFFFFFFF or some other impossible number
there, or stop early. libsndfile takes the first of these for an empty file, so
such a WAV is read here, chunk by chunk, until the data or the promised length
ends.

Formats: plain integers and floats, and the two companding laws of telephones
(ITU-T G.711); tags and layouts are those of Microsoft's mmreg.h.
"""

import os
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice_facilitator.errors import AudioFileError
from voice_facilitator.sound.mixer import Samples

_PCM, _FLOAT, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE

_UNKNOWN_LENGTH = 0x7FFF_0000
"""Lengths from here on are what streaming programs write for "I don't know" (sox: 0x7FFFF000)."""

_HEADER_LIMIT = 1 << 20
"""Bytes of a chunk before the samples (tags, pictures) that we are willing to skip."""

_PIECE = 1 << 16
"""Bytes that a pipe can hold at once."""

_MOST_CHANNELS = 64
"""More are damage, and would have us wait for gigabytes before the first tenth of a second."""


class WavStream:
    """The samples that follow a WAV header on a file descriptor."""

    def __init__(self, descriptor: int, name: str) -> None:
        """Take over the descriptor and read the header; `name` is what errors call it.

        Raises AudioFileError when it is not a WAV with plain samples.
        """
        self._descriptor = descriptor
        self._name = name
        try:
            form, size = self._header()
            self.rate, self._channels, self._sample_bytes, self._decode = _layout(form, name)
        except AudioFileError:
            self.close()
            raise
        unknown = size == 0 or size >= _UNKNOWN_LENGTH
        self._bytes_left = None if unknown else size

    rate: int
    """Frames a second."""

    def read(self, frames: int) -> Samples:
        """Up to `frames` frames, float32, one row a frame; fewer only at the end."""
        frame_bytes = self._channels * self._sample_bytes
        count = frames * frame_bytes
        if self._bytes_left is not None:
            count = min(count, self._bytes_left)
            self._bytes_left -= count
        data = self._bytes(count)
        whole = len(data) - len(data) % frame_bytes
        return self._decode(data[:whole]).astype(np.float32).reshape(-1, self._channels)

    def close(self) -> None:
        """Give the descriptor back; harmless the second time."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _header(self) -> tuple[bytes, int]:
        """The format chunk, and the bytes of samples that are promised."""
        riff = self._bytes(12)
        if not riff:
            raise AudioFileError(f"{self._name} is empty; give it a WAV.")
        if riff[:4] not in (b"RIFF", b"RF64") or riff[8:] != b"WAVE":
            raise AudioFileError(f"{self._name} is not a WAV; convert it to one first.")
        form = b""
        while True:
            kind, size = self._chunk_head()
            if kind == b"data":
                return form, size
            if size > _HEADER_LIMIT:
                raise _damaged(self._name)
            body = self._bytes(size + size % 2)
            if kind == b"fmt ":
                form = body

    def _chunk_head(self) -> tuple[bytes, int]:
        head = self._bytes(8)
        if len(head) < 8:
            raise _damaged(self._name)
        return head[:4], int.from_bytes(head[4:], "little")

    def _bytes(self, count: int) -> bytes:
        """`count` bytes, fewer only at the end: a pipe gives what it has."""
        got = bytearray()
        while len(got) < count:
            # Not `count` at once: room is made for as much as is asked for, whatever there is.
            more = os.read(self._descriptor, min(count - len(got), _PIECE))
            if not more:
                break
            got += more
        return bytes(got)


_Decoder = Callable[[bytes], NDArray[Any]]


def _layout(form: bytes, name: str) -> tuple[int, int, int, _Decoder]:
    """What a format chunk says: rate, channels, bytes a sample, and how to read them."""
    if len(form) < 16:
        raise _damaged(name)
    tag, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if tag == _EXTENSIBLE and len(form) >= 26:
        (tag,) = struct.unpack_from("<H", form, 24)
    decode = _DECODERS.get((tag, bits))
    if decode is None:
        raise AudioFileError(f"{name} is a compressed WAV; convert it to plain 16 bit samples.")
    if not 0 < channels <= _MOST_CHANNELS:
        raise _damaged(name)
    return rate, channels, bits // 8, decode


def _damaged(name: str) -> AudioFileError:
    return AudioFileError(f"{name} has a damaged WAV header; record it again.")


def _integers(kind: str) -> _Decoder:
    full_scale = -float(np.iinfo(kind).min)
    return lambda data: np.frombuffer(data, kind) / full_scale


def _bytes_from_128(data: bytes) -> NDArray[Any]:
    return (np.frombuffer(data, np.uint8) - 128.0) / 128.0


def _three_bytes(data: bytes) -> NDArray[Any]:
    wide = np.zeros((len(data) // 3, 4), np.uint8)
    wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
    return wide.view("<i4")[:, 0] / 2.0**31


def _floats(kind: str) -> _Decoder:
    return lambda data: np.frombuffer(data, kind)


def _table(levels: NDArray[Any]) -> _Decoder:
    return lambda data: levels[np.frombuffer(data, np.uint8)]


def _mu_law() -> NDArray[Any]:
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4) & 7, (code & 15).astype(np.int32)
    level = ((mantissa << 3) + 0x84 << exponent) - 0x84
    return np.where(code & 0x80, -level, level) / 2.0**15


def _a_law() -> NDArray[Any]:
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent, mantissa = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    level = np.where(
        exponent == 0,
        (mantissa << 4) + 8,
        ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0),
    )
    return np.where(code & 0x80, level, -level) / 2.0**15


_DECODERS: dict[tuple[int, int], _Decoder] = {
    (_PCM, 8): _bytes_from_128,
    (_PCM, 16): _integers("<i2"),
    (_PCM, 24): _three_bytes,
    (_PCM, 32): _integers("<i4"),
    (_FLOAT, 32): _floats("<f4"),
    (_FLOAT, 64): _floats("<f8"),
    (_A_LAW, 8): _table(_a_law()),
    (_MU_LAW, 8): _table(_mu_law()),
}
"""By format tag and bits a sample."""
