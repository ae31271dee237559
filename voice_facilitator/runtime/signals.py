"""What people and the system want of us from outside, by signals."""

import contextlib
import signal
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def interrupts(first: Callable[[], None], again: Callable[[], None]) -> Iterator[None]:
    """Call `first` at the first Ctrl-C, `again` at each that follows."""
    handlers = iter([first])

    def handle(_signal: int, _frame: object) -> None:
        next(handlers, again)()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def terminations(terminated: Callable[[], None]) -> Iterator[None]:
    """Call `terminated` when the system wants us gone, or the terminal closes."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: terminated()) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
