"""What came of a session in a virtual room."""

from dataclasses import dataclass, field

from tests.room.scenario import Scenario
from voice_facilitator.commands import Command
from voice_facilitator.runtime.performance import Performed


@dataclass
class Said:
    """Somebody said a command."""

    onset: float
    """When the microphone heard its first sound."""
    end: float
    """And its last one, but for the room's echo."""
    command: Command | None
    """What was meant; None for a sentence that is no command."""
    over_us: bool
    """Whether a line was being spoken."""
    attempt: int
    """1, or 2 when it was said again."""
    obeyed_at: float | None = None
    stopped_at: float | None = None
    """When the line fell silent for it."""


@dataclass
class Outcome:
    """All that is counted."""

    scenario: Scenario
    seconds: float = 0.0
    said: list[Said] = field(default_factory=list)
    self_triggers: list[tuple[float, Command]] = field(default_factory=list)
    """Commands taken from nobody but ourselves."""
    false_accepts: list[tuple[float, Command]] = field(default_factory=list)
    """Commands taken from noise while we were silent."""
    wrong: list[tuple[float, Command]] = field(default_factory=list)
    """Commands taken from a talker who meant another, or none."""
    own_stops: list[float] = field(default_factory=list)
    """Lines stopped by our own voice."""
    noise_stops: list[float] = field(default_factory=list)
    """Lines stopped by a noise of the room."""
    performed: list[Performed] = field(default_factory=list)
    """All that we did."""
    lines: int = 0
    whole_lines: int = 0
    """Heard to the end, with or without being held."""

    @property
    def first_sayings_over_us(self) -> list[Said]:
        """Each command that was said over a line, once."""
        return [said for said in self.said if said.over_us and said.attempt == 1 and said.command]

    @property
    def first_sayings_in_silence(self) -> list[Said]:
        """Each command that was said while we were silent, once."""
        return [s for s in self.said if not s.over_us and s.attempt == 1 and s.command]

    def is_obeyed_in_the_end(self, first: Said) -> bool:
        """At the first or the second saying."""
        tries = self.said[self.said.index(first) :]
        second = next((s for s in tries[1:2] if s.attempt == 2), None)
        return first.obeyed_at is not None or (second is not None and second.obeyed_at is not None)
