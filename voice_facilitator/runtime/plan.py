"""What is going to happen: a protocol, in a language, moved on by people or by the clock."""

from dataclasses import dataclass

from voice_facilitator.language import Language
from voice_facilitator.session.actions import Line
from voice_facilitator.session.machine import Advance, State, begin
from voice_facilitator.session.phrasebook import words
from voice_facilitator.session.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Plan:
    """A session that can begin."""

    protocol: Protocol
    language: Language
    advance: Advance
    start_now: bool

    def begin(self) -> State:
        """The state before anything has happened."""
        return begin(self.protocol, advance=self.advance, start_now=self.start_now)

    def words(self, line: Line) -> str:
        """What is said for `line`."""
        return words(line, self.protocol, self.language)

    def texts(self) -> list[str]:
        """The long texts that will surely be said, to be synthesised before they are needed."""
        prompts = [Line("prompt", phase=phase.id) for phase in self.protocol.phases]
        return [self.words(line) for line in (Line("welcome"), *prompts, Line("goodbye"))]
