"""Where a session stands, for those who look at it from outside: a line or an object.

Pure. The numbers are the session's own; what has passed since its last event is
booked as the session itself would book it.
"""

import msgspec

from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.situation import situation
from voice_facilitator.session.state import Mode, State
from voice_facilitator.session.timing import booked


class Status(msgspec.Struct, frozen=True, tag_field="reply", tag="status", kw_only=True):
    """A session at one moment. Titles are in the session's language; times are seconds."""

    situation: str
    """What is going on, as the table of the session calls it, such as `time runs`."""
    phase: str | None = None
    """The phase's id; None before the first."""
    title: str | None = None
    number: int = 0
    """Which phase, from 1; 0 before the first."""
    count: int = 0
    """Of how many."""
    length_s: float = 0
    """The time that the phase has been given."""
    left_s: float = 0
    """What is left of it."""
    over_s: float = 0
    """How far the phase has gone beyond it."""
    runs: bool = False
    """Whether `left_s` is getting less."""
    paused: bool = False
    next: str | None = None
    """The title of the phase that comes after; None after the last."""
    slack_used_s: float = 0
    """Time overrun and paused so far."""
    slack_s: float = 0
    """How much of that the protocol allows for."""

    def json(self) -> str:
        """One JSON object, without line breaks."""
        return msgspec.json.encode(self).decode()

    def line(self) -> str:
        """One line for people."""
        if self.phase is None:
            return f"{self.situation}; {self.count} steps"
        parts = [f"step {self.number} of {self.count}: {self.title}", self.situation]
        parts.append(f"{clock(self.over_s)} over" if self.over_s else f"{clock(self.left_s)} left")
        parts.append(f"next: {self.next}" if self.next else "the last step")
        parts.append(f"slack used: {clock(self.slack_used_s)} of {clock(self.slack_s)}")
        return "; ".join(parts)

    def differs(self, other: "Status | None") -> bool:
        """Whether something has happened between the two, beyond time passing."""
        return other is None or _timeless(self) != _timeless(other)


def status(plan: Plan, state: State, now: float) -> Status:
    """Where the session stands at `now`, seconds on the session's clock."""
    place = booked(state.place, max(0.0, now - state.now))
    phases, code = plan.protocol.phases, plan.language.code
    phase = state.phase
    after = phases[place.index + 1] if place.index + 1 < len(phases) else None
    return Status(
        situation=situation(state),
        phase=phase.id if phase else None,
        title=phase.title[code] if phase else None,
        number=place.index + 1,
        count=len(phases),
        length_s=place.length_s,
        left_s=place.left_s,
        over_s=max(0.0, place.overrun_s - place.overrun_before_s) if phase else 0,
        runs=place.mode in (Mode.RUNNING, Mode.SILENT) and not place.paused,
        paused=place.paused,
        next=after.title[code] if after else None,
        slack_used_s=place.slack_used_s,
        slack_s=plan.protocol.slack_s,
    )


def clock(seconds: float) -> str:
    """Minutes and seconds, as on a clock."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _timeless(status: Status) -> Status:
    return msgspec.structs.replace(status, left_s=0, over_s=0, slack_used_s=0)
