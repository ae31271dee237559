"""What a door is."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from voice_facilitator.errors import FacilitatorError


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


@contextmanager
def refusal_names(path: Path) -> Iterator[Path]:
    """Whoever mangled a file is told which."""
    try:
        yield path
    except FacilitatorError as error:
        assert str(path) in str(error), error
        raise
