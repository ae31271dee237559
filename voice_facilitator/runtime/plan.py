"""What is going to happen: a protocol, in a language, moved on by people or by the clock."""

from dataclasses import dataclass

from voice_facilitator.language import Language
from voice_facilitator.session.actions import Line
from voice_facilitator.session.machine import Advance, State, begin
from voice_facilitator.session.phrasebook import Call, reminder, words
from voice_facilitator.session.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Plan:
    """A session that can begin."""

    protocol: Protocol
    language: Language
    advance: Advance
    start_now: bool
    call: Call | None = None
    """The name by which we can be called; None where nobody listens, or for one."""

    def begin(self) -> State:
        """The state before anything has happened."""
        return begin(self.protocol, advance=self.advance, start_now=self.start_now)

    def words(self, line: Line) -> str:
        """What is said for `line`."""
        said = words(line, self.protocol, self.language)
        if self.call is None:
            return said
        return f"{said} {reminder(self.call, line, self.language)}".strip()

    def texts(self) -> list[str]:
        """The long texts that will surely be said, to be synthesised before they are needed."""
        prompts = [Line("prompt", phase=phase.id) for phase in self.protocol.phases]
        return [self.words(line) for line in (Line("welcome"), *prompts, Line("goodbye"))]
