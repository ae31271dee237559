"""What a door is."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Door(Protocol):
    """A way in."""

    name: str
    sound: Sequence[bytes]
    """Inputs that are what they should be, to be mangled."""

    def enter(self, content: bytes, folder: Path) -> None:
        """Let `content` in, within this process; results go to `folder/out`.

        Raises FacilitatorError where it is refused.
        """

    def command(self, content: bytes, folder: Path) -> AbstractContextManager[Sequence[str]]:
        """The arguments of a whole command that lets `content` in, while that is there."""


def put(folder: Path, name: str, content: bytes) -> Path:
    """`content` in a file of `folder`."""
    path = folder / name
    path.write_bytes(content)
    return path
