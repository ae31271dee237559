"""How long sound waits on its way to the speaker: as short as the machine keeps up with.

What is drawn from the mixer waits a moment before it is heard. A short wait
answers sooner and stops sooner when spoken over; one too short for the machine
runs dry while other programs have their turn, and that is heard as a click. No
figure is right for every machine, so we begin with a short one and take the
next longer step when the card has run dry more than once.

Running dry once is no proof: a machine that has just been switched on, or has just
loaded a recogniser, has other things to do. So what comes within a second is one
hiccup, and only hiccups that come again within minutes count. But who runs dry while
we get ready for a session, on a machine that we keep as busy then as ever, would do
so again in it; nothing is spoilt yet, so there one is enough.

Pure; all times are seconds.
"""

from collections import deque
from collections.abc import Sequence

STEPS_S = (0.05, 0.1, 0.2, 0.4)
"""What is asked of the card. With 0.03 whole bells were lost on loaded cores."""
SETTLING_S = 2.0
"""A stream that has just been opened may run dry before it has found its pace."""
HICCUP_S = 1.0
"""What follows within this time is the same hiccup."""
HICCUPS = 2
"""So many are one too many ..."""
WITHIN_S = 600.0
"""... when they come within ten minutes: a session may not click every few minutes."""


def first(lowest_s: float) -> float:
    """What to begin with on a device that offers `lowest_s`."""
    return next((step for step in STEPS_S if step >= lowest_s), STEPS_S[-1])


class Hiccups:
    """The moments in which a card ran dry, the latest of them."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=HICCUPS)
        self._latest = -HICCUP_S

    def happen(self, now: float) -> None:
        """It has run dry at `now`; times do not go backwards."""
        if now - self._latest >= HICCUP_S:
            self._moments.append(now)
        self._latest = now

    def since(self, at: float) -> list[float]:
        """Those that began after `at`."""
        return [moment for moment in self._moments if moment > at]


def longer(asked_s: float) -> float:
    """The next step after what is asked of a card; the same where there is none."""
    return next((step for step in STEPS_S if step > asked_s), asked_s)


def are_too_many(hiccups: Sequence[float], now: float) -> bool:
    """Whether a card that had these, since it was opened and found its pace, needs more."""
    return sum(now - hiccup <= WITHIN_S for hiccup in hiccups) >= HICCUPS
