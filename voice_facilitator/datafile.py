"""Reads the TOML files that people write: checked, with errors they can act on."""

import re
import tomllib
from collections.abc import Set
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

import msgspec

from voice_facilitator.errors import DataFileError

_T = TypeVar("_T")

LONGEST_CHARACTERS = 1_000_000
"""Fifty times our longest file: what is longer was not written by hand, or never ends."""


def read(path: Path, kind: type[_T]) -> _T:
    """Read the TOML file at `path` into a `kind`.

    Raises DataFileError that names the file, the key and the remedy.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        raise DataFileError(
            f"Cannot read {path}: {_reason(error)}; give the path of a TOML file."
        ) from None
    if len(text) > LONGEST_CHARACTERS:
        raise DataFileError(f"{path} is too long; give the path of a TOML file written by hand.")
    return parse(text, kind, str(path))


def parse(text: str, kind: type[_T], name: str) -> _T:
    """Turn TOML text into a `kind`; `name` is what errors call the file."""
    try:
        return msgspec.convert(_table(text, name), kind)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at ")
        key = re.sub(r"^`\$\.?|`$", "", where) or "the top level"
        raise DataFileError(f"{name}: {problem} at {key}; mend or remove that key.") from None


def _table(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name} is not TOML: {error}; mend that place.") from None
    except RecursionError:
        raise DataFileError(f"{name} is nested too deep; write it as ours are written.") from None
    except ValueError:  # an integer that Python does not take
        raise DataFileError(f"{name} has a number with too many digits; shorten it.") from None


def _reason(error: OSError | ValueError) -> str:
    match error:
        case OSError():
            return error.strerror or str(error)
        case UnicodeDecodeError():
            return "it is not UTF-8 text"
        case _:
            return "no file can be called that"


def check_braces(text: str, allowed: Set[str], where: str) -> None:
    """Make sure that only `allowed` names stand in braces in `text`; `where` is what errors say.

    Raises DataFileError that names what can stand there.
    """
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        parts = [("{", "", None)]
    for field, spec, conversion in parts:
        if field not in allowed or spec or conversion:
            may = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "nothing"
            raise DataFileError(
                f"{where}: a brace stands for something we do not know; "
                f"{may} can stand in braces there."
            )
