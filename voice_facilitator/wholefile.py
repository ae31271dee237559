"""Files that come to be whole or not at all: a power cut leaves the old one, or none."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A new file beside `file` to write to; when that has gone well it takes its place.

    Its folder, which must be there, is `file`'s, so is its ending, and only its owner
    can read it. Raises OSError.
    """
    number, name = tempfile.mkstemp(suffix=file.suffix, dir=file.parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
