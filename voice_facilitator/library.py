"""Finds protocols and languages: by name among ours, by path among yours."""

from importlib import resources
from pathlib import Path

from voice_facilitator import datafile
from voice_facilitator.errors import DataFileError
from voice_facilitator.language import Language, check
from voice_facilitator.session import phrasebook, protocol
from voice_facilitator.session.protocol import Protocol

_PACKAGE = Path(str(resources.files("voice_facilitator")))


def asset(folder: str) -> Path:
    """The folder `audio` or `models` that ships with us.

    In the package when installed, beside it in a checkout.
    """
    installed = _PACKAGE / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def names(folder: str) -> list[str]:
    """The names of our own files in `protocols` or `languages`."""
    return sorted(path.stem for path in (_PACKAGE / folder).glob("*.toml"))


def find(name: str, folder: str) -> Path:
    """The file that `name` means: one of ours by name, or a path that ends in `.toml`.

    Raises DataFileError that lists what there is.
    """
    if name.endswith(".toml"):
        return Path(name)
    if name in names(folder):
        return _PACKAGE / folder / f"{name}.toml"
    raise DataFileError(
        f"There is no “{name}” among the {folder}; "
        f"take one of {', '.join(names(folder))}, or give the path of a .toml file."
    )


def load_language(name: str) -> Language:
    """The language called `name` or in the file `name`.

    Raises DataFileError that names file, key and remedy.
    """
    path = find(name, "languages")
    language = check(datafile.read(path, Language), str(path))
    return phrasebook.check(language, str(path))


def load_protocol(name: str) -> Protocol:
    """The protocol called `name` or in the file `name`.

    Raises DataFileError that names file, key and remedy.
    """
    path = find(name, "protocols")
    return protocol.check(datafile.read(path, Protocol), str(path))
