"""Puts espeak-ng where pyttsx3 finds it: the system's, else that of `espeakng-loader`.

pyttsx3 loads the library by fixed names when its driver is imported, and these miss
some places, such as Homebrew's on Intel Macs: there we find it. The system's comes
first, since it is kept up to date and brings the MBROLA voices. Where it is missing,
PyPI's `espeakng-loader` (our extra `espeak`) carries the library and its data.
"""

import contextlib
import ctypes
import ctypes.util
import importlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class NoEspeak(Exception):
    """There is no espeak-ng on this machine."""


def import_driver() -> Any:
    """Import pyttsx3's espeak driver module with a library that loads.

    Once in a process: the driver keeps the library for good, and the working
    folder may change. Raises NoEspeak.
    """
    with contextlib.suppress(RuntimeError):
        return _driver()
    with _every_name_loads(_elsewhere_on_the_system() or _of_the_extra()):
        return _driver()


def _driver() -> Any:
    """Import the driver; RuntimeError when none of the names it knows can be loaded."""
    return importlib.import_module("pyttsx3.drivers._espeak")


def _elsewhere_on_the_system() -> ctypes.CDLL | None:
    name = ctypes.util.find_library("espeak-ng")
    with contextlib.suppress(OSError):
        return ctypes.CDLL(name) if name else None
    return None


def _of_the_extra() -> ctypes.CDLL:
    """The library of `espeakng-loader`; raises NoEspeak."""
    try:
        loader = importlib.import_module("espeakng_loader")
        library = ctypes.CDLL(loader.get_library_path())
    except (ImportError, OSError) as error:
        raise NoEspeak from error
    _point_to_data(Path(loader.get_data_path()))
    return library


def _point_to_data(folder: Path) -> None:
    """Tell espeak-ng its data folder, by a relative path: it cuts paths longer than 160 bytes."""
    os.chdir(folder.parent)
    os.environ["ESPEAK_DATA_PATH"] = folder.name


@contextlib.contextmanager
def _every_name_loads(library: ctypes.CDLL) -> Iterator[None]:
    """While this lasts, whatever name is asked of ctypes, `library` is what it finds."""
    loader: Any = ctypes.cdll
    loader.LoadLibrary = lambda _name: library
    try:
        yield
    finally:
        del loader.LoadLibrary
