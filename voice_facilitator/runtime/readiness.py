"""Getting ready: what takes long happens meanwhile, and is heard to happen."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from voice_facilitator.runtime.live import A_SIGN, BEYOND_THE_SESSION, TICK_S
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.session.actions import EarconName, Line, PlayEarcon, Say

PATIENCE_S = 1.0
"""Nobody needs to be told of what is shorter than this."""
LONGEST_LINE_S = 10.0
"""Of those said before a session."""
REMINDER_S = 5.0
"""How often those who see no progress bar hear that it goes on."""


def get_ready(
    performer: Performer,
    tasks: Sequence[Future[Any]],
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until all `tasks` are done; say so when it takes a while.

    Raises what a task raised.
    """
    say_at, earcon_at = clock() + PATIENCE_S, clock() + PATIENCE_S + REMINDER_S
    while not all(task.done() for task in tasks):
        performer.collect()
        if clock() >= say_at:
            performer.perform(Say(BEYOND_THE_SESSION, Line("getting_ready")))
            say_at = float("inf")
        if clock() >= earcon_at:
            performer.perform(PlayEarcon(A_SIGN, EarconName.WORKING))
            earcon_at = clock() + REMINDER_S
        sleep(TICK_S)
    for task in tasks:
        task.result()


def hear_out(
    performer: Performer,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until nothing sounds; not for ever, since a speaker may be lost meanwhile."""
    latest = clock() + LONGEST_LINE_S
    while not performer.is_quiet and clock() < latest:
        sleep(TICK_S)
        performer.collect()
