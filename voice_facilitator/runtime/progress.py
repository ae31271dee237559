"""Shows on standard error, where that is a terminal, how far something long has come."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

_ERRORS = Console(stderr=True)


class Download:
    """A bar of bytes; call it with those done and, where it is known, those to come in all."""

    def __init__(self, what: str) -> None:
        self._progress = Progress(
            TextColumn(what),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=_ERRORS,
            disable=not _ERRORS.is_terminal,
        )
        self._task = self._progress.add_task(what, total=None)

    def __call__(self, done: int, total: int | None) -> None:
        """Show that `done` bytes of `total` have come."""
        self._progress.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()


class Steps(Download):
    """A bar of things to do."""

    def __init__(self, what: str) -> None:
        self._progress = Progress(
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            console=_ERRORS,
            disable=not _ERRORS.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task(what, total=None)
