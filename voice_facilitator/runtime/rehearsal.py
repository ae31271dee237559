"""A session in virtual time, into a file: all real but the clock and the air.

The mixer's own frames are the clock. It is rendered exactly up to the next
thing that can happen (a sound begins or ends, the session's deadline, a line
of the script), so nothing is rounded to a block.
"""

import logging
import math
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from voice_facilitator.commands import Context
from voice_facilitator.runtime.clocks import VirtualClock
from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.runtime.script import Cue
from voice_facilitator.session.events import CommandHeard, Event, Started, TimeReached
from voice_facilitator.sound.mixer import Mixer

log = logging.getLogger(__name__)

PATIENCE_S = 600.0
"""How long a rehearsal waits for a command when its script has no more."""
BLOCK_S = 1.0
"""The most that is rendered at once: bounds the memory, not the precision."""


class Rehearsal:
    """Drives a facilitator through virtual time."""

    def __init__(
        self,
        facilitator: Facilitator,
        performer: Performer,
        mixer: Mixer,
        script: Sequence[Cue],
        write: Callable[[npt.NDArray[np.float32]], None],
    ) -> None:
        """`write` takes each block of float32 mono samples at the mixer's rate."""
        self._facilitator = facilitator
        self._performer = performer
        self._mixer = mixer
        self._clock = VirtualClock(mixer.rate)
        self._cues = deque(script)
        self._write = write
        self._waiting_since: float | None = None

    def run(self) -> float:
        """Run the session to its end and return its length in seconds."""
        self._facilitator.take(Started(0.0))
        while not self._facilitator.state.ended:
            if not self._happen():
                if self._is_stranded():
                    log.warning(
                        "Nobody is left to say “next”: the rehearsal stops here; "
                        "give it --advance auto or more lines of --script."
                    )
                    break
                self._render_to_next_change()
        return self._now

    @property
    def _now(self) -> float:
        return self._clock.time_of(self._mixer.position)

    def _happen(self) -> bool:
        """Let what is due now happen; False when nothing is."""
        events = self._performer.collect() or self._due()
        for event in events:
            self._facilitator.take(event)
        return bool(events)

    def _due(self) -> list[Event]:
        if self._cues and self._cues[0].at <= self._now:
            cue = self._cues.popleft()
            return [CommandHeard(self._now, cue.command, "script")]
        deadline = self._facilitator.next_deadline
        if deadline is not None and deadline <= self._now:
            return [TimeReached(self._now)]
        return []

    def _is_stranded(self) -> bool:
        if self._cues or self._facilitator.context not in (Context.QUESTION, Context.WAITING):
            self._waiting_since = None
            return False
        if self._waiting_since is None:
            self._waiting_since = self._now
        return self._now - self._waiting_since > PATIENCE_S

    def _render_to_next_change(self) -> None:
        times = [cue.at for cue in self._cues] + [self._now + BLOCK_S]
        if self._facilitator.next_deadline is not None:
            times.append(self._facilitator.next_deadline)
        frames = [math.ceil(min(times) * self._mixer.rate)]
        change = self._mixer.next_change()
        if change is not None:
            frames.append(change)
        self._write(self._mixer.render(max(1, min(frames) - self._mixer.position)))
