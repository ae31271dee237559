"""Keeps the clips of a voice on disk, so that each text is spoken once and for all.

An entry is a FLAC file named by what made it: engine, version, voice, rate, text.
Its SHA-256 stands behind it, so that one which a full disk or a power cut has
mangled is spoken afresh, not played. A folder that cannot be written costs a
warning; the clips are then kept in memory.
"""

import hashlib
import io
import json
import logging
from pathlib import Path

import numpy as np
import soundfile

from voice_facilitator.speech.synthesiser import Clip, Synthesiser
from voice_facilitator.wholefile import replacing

log = logging.getLogger(__name__)

LIMIT_BYTES = 200_000_000
"""About fifteen hours of speech; the oldest entries beyond it are dropped."""
_DIGEST_BYTES = hashlib.sha256().digest_size


class CachedVoice:
    """A Synthesiser that asks `voice` only for what is not in `folder` yet."""

    def __init__(self, voice: Synthesiser, folder: Path) -> None:
        self._voice = voice
        self._folder = folder
        self._memory: dict[str, Clip] = {}
        self._can_write = True
        prune(folder)

    @property
    def name(self) -> str:
        """The voice's."""
        return self._voice.name

    @property
    def version(self) -> str:
        """The voice's."""
        return self._voice.version

    def synthesise(self, text: str) -> Clip:
        """Speak `text`, from the cache where it can. Raises SpeechError."""
        key = self._key(text)
        clip = self._memory.get(key) or _read(self._path(key))
        if clip is None:
            clip = self._voice.synthesise(text)
            self._keep(key, clip)
        return clip

    def _key(self, text: str) -> str:
        makers = json.dumps([self._voice.name, self._voice.version, text])
        return hashlib.sha256(makers.encode()).hexdigest()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.flac"

    def _keep(self, key: str, clip: Clip) -> None:
        if self._can_write:
            try:
                _write(self._path(key), clip)
                return
            except OSError as error:
                self._can_write = False
                log.warning(
                    "Cannot keep speech in %s (%s): it is made anew each time; "
                    "choose another folder with cache_dir.",
                    self._folder,
                    error.strerror or error,
                )
        self._memory[key] = clip


def prune(folder: Path, limit_bytes: int = LIMIT_BYTES) -> None:
    """Drop the oldest clips in `folder` until they take `limit_bytes` at most."""
    try:
        newest_first = sorted(
            ((path.stat().st_mtime, path.stat().st_size, path) for path in folder.glob("*.flac")),
            reverse=True,
        )
        total = 0
        for _, size, path in newest_first:
            total += size
            if total > limit_bytes:
                path.unlink()
    except OSError as error:
        log.info("Cannot tidy %s: %s", folder, error)


def _read(path: Path) -> Clip | None:
    """The clip at `path`; None if there is none that is whole."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    flac, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
    if hashlib.sha256(flac).digest() != digest:
        log.warning("Making the damaged clip %s again.", path)
        return None
    samples, rate = soundfile.read(io.BytesIO(flac), dtype="float32")
    return Clip(samples, rate)


def _write(path: Path, clip: Clip) -> None:
    """Put `clip` at `path`, whole or not at all. Raises OSError."""
    flac = io.BytesIO()
    pcm = np.clip(np.round(clip.samples * 32768), -32768, 32767).astype(np.int16)
    soundfile.write(flac, pcm, clip.rate, format="FLAC", subtype="PCM_16")
    content = flac.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(content + hashlib.sha256(content).digest())
