"""The list of models that we know, as `models/catalogue.toml` has it."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from voice_facilitator import datafile, library
from voice_facilitator.errors import DataFileError


class Download(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model that is fetched as a zip."""

    url: str
    sha256: str
    """Of the zip, in hexadecimal."""
    folder: str
    """The one folder in the zip, which is the model."""
    bytes: int | None = None
    """The zip's size, where it is known."""


class Package(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model that a Python package carries."""

    pip: str
    """What to ask pip for."""
    module: str
    """The package's name in Python."""
    folder: str
    """Where the model is in it."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model; it has either a download or a package."""

    language: str
    """ISO 639-1, as in `--language fr`."""
    engine: str
    """The engine that reads it: `vosk` or `moonshine`."""
    licence: str
    """As an SPDX expression."""
    download: Download | None = None
    package: Package | None = None


Catalogue = Mapping[str, Model]
"""The models by name."""


def load() -> Catalogue:
    """The catalogue that ships with us."""
    path = library.asset("models") / "catalogue.toml"
    return check(datafile.read(path, dict[str, Model]), str(path))


def check(catalogue: Catalogue, name: str) -> Catalogue:
    """Return `catalogue` if everything in it fits together; `name` is what errors call it.

    Raises DataFileError that names the key and the remedy.
    """
    for key, model in catalogue.items():
        if (model.download is None) == (model.package is None):
            raise DataFileError(f"{name}: give either {key}.download or {key}.package.")
        if model.download is not None and len(PurePosixPath(model.download.folder).parts) != 1:
            raise DataFileError(f"{name}: {key}.download.folder must be the name of one folder.")
    return catalogue
