"""Takes a zip apart without trusting it."""

import lzma
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from voice_facilitator.errors import ModelError

LARGEST_BYTES = 600_000_000
"""Of all files together: twice the largest small model that we know, unpacked."""
MOST_FILES = 1_000
_CHUNK_BYTES = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What Python's zip reader raises for what is no zip, or a damaged, encrypted or strange one."""


def unpack(archive: Path, folder: str, target: Path) -> Path:
    """Unpack `folder` of the zip `archive` into `target`; the unpacked folder's path.

    Everything in the zip must lie in `folder`. Files and folders only, no
    links; no more than `LARGEST_BYTES` come out of it, whatever it says of
    itself. Raises ModelError; `target` is then the caller's to clear.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            _unpack(opened, folder, target)
    except _BROKEN as error:
        raise _unusable(archive, str(error) or type(error).__name__) from None
    except OSError as error:
        raise ModelError(
            f"Cannot unpack {archive.name} into {target}: {error.strerror}; "
            "make room, or choose another folder with models_dir."
        ) from None
    if not (target / folder).is_dir():
        raise _unusable(archive, f"it has no folder {folder}")
    return target / folder


def _unpack(opened: zipfile.ZipFile, folder: str, target: Path) -> None:
    entries = opened.infolist()
    if len(entries) > MOST_FILES:
        raise ValueError(f"it has {len(entries)} files")
    left = LARGEST_BYTES
    for entry in entries:
        path = target / _inside(entry, folder)
        if entry.is_dir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            left -= _copy(opened, entry, path, left)


def _inside(entry: zipfile.ZipInfo, folder: str) -> Path:
    """Where `entry` belongs, if that is inside `folder`."""
    parts = PurePosixPath(entry.filename).parts
    strange = any(part == ".." or set(part) & set('\\:*?"<>|') for part in parts)
    if strange or not parts or parts[0] != folder:
        raise ValueError(f"“{' '.join(entry.filename.split())}” would lie outside of it")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ValueError(f"“{entry.filename}” is neither a file nor a folder")
    return Path(*parts)


def _copy(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, limit: int) -> int:
    """Copy one file to the disk itself, so that a power cut later finds it whole; its size."""
    size = 0
    with opened.open(entry) as source, path.open("xb") as file:
        while chunk := source.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > limit:
                raise ValueError("it is too large when unpacked")
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size


def _unusable(archive: Path, reason: str) -> ModelError:
    return ModelError(
        f"{archive.name} is not a model that can be used ({reason}); nothing of it was kept, "
        "try again or look for a newer version of voice-facilitator."
    )
