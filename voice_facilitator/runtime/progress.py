"""Shows on standard error, where that is a terminal, how far something long has come."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)


class Bar:
    """A bar that grows; call it with what is done and, where that is known, what is to be done."""

    def __init__(self, what: str, *columns: ProgressColumn) -> None:
        """`columns` stand behind the bar."""
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn(what),
            BarColumn(),
            *columns,
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task(what, total=None)
        self._shares: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int | None) -> None:
        """Show that `done` of `total` is done."""
        self._progress.update(self._task, completed=done, total=total)

    def share(self) -> Callable[[int, int], None]:
        """What to call in place of the bar by one of several that grow it together."""
        number = len(self._shares)
        self._shares.append((0, 0))

        def tell(done: int, total: int) -> None:
            self._shares[number] = (done, total)
            self(sum(done for done, _ in self._shares), sum(total for _, total in self._shares))

        return tell

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


def download(what: str) -> Bar:
    """A bar of bytes."""
    return Bar(what, DownloadColumn(), TimeRemainingColumn())


def steps(what: str) -> Bar:
    """A bar of things to do."""
    return Bar(what, MofNCompleteColumn())
