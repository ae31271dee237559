"""A protocol: the steps a group goes through, how long each lasts, and what we say at each.

A protocol is data. A group can write its own as a TOML file, without Python;
`protocols/case_clinic.toml` is the example to copy. Every text is given once
for each language, by its code.

In `welcome` and `prompt` the place `{time}` stands for the minutes, in words:
of the whole session and of the phase. So changing the minutes changes what is said.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from voice_facilitator.datafile import check_braces
from voice_facilitator.errors import DataFileError

Texts = dict[str, str]
"""A text in each language, by the language's code."""

_Minutes = Annotated[float, msgspec.Meta(gt=0, le=24 * 60)]


class Kind(StrEnum):
    """What people do in a phase."""

    TALK = "talk"
    """They talk, or write: we may answer aloud."""
    SILENCE = "silence"
    """They are silent between two bells: nothing is said."""


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
    """Its name in files and logs."""
    title: Texts
    """Its name as people call it, as it stands in the middle of a sentence."""
    minutes: _Minutes
    prompt: Texts
    """What we say before its time begins."""
    kind: Kind = Kind.TALK
    half_time: bool = False
    """Whether a soft sound tells that half of the time is over."""
    warn_minutes_left: tuple[_Minutes, ...] = ()
    """With how many minutes left to tell so. Told only where the phase is twice as long."""
    more_time_minutes: Annotated[float, msgspec.Meta(ge=0, le=60)] = 2
    """How much “more time” adds; 0 where there is none to be had."""


class Protocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps, and what is said around them."""

    name: str
    title: Texts
    welcome: Texts
    goodbye: Texts
    minimum_minutes: _Minutes
    """How long the group should keep free. What the phases leave of it is slack."""
    phases: Annotated[tuple[Phase, ...], msgspec.Meta(min_length=1)]

    @property
    def slack_s(self) -> float:
        """The seconds of the session that no phase has taken."""
        return (self.minimum_minutes - sum(phase.minutes for phase in self.phases)) * 60

    def phase(self, phase_id: str) -> Phase | None:
        """The phase called `phase_id`, if there is one."""
        return next((phase for phase in self.phases if phase.id == phase_id), None)


def check(protocol: Protocol, name: str) -> Protocol:
    """Return `protocol` if everything in it fits together; `name` is what errors call it.

    Raises DataFileError that names the key and the remedy.
    """
    seen: set[str] = set()
    for number, phase in enumerate(protocol.phases, 1):
        _check_phase(phase, f"{name}: phase {number} ({phase.id})")
        if phase.id in seen:
            raise DataFileError(
                f"{name}: phase {number} has the id “{phase.id}” of an earlier one; "
                "give each phase an id of its own."
            )
        seen.add(phase.id)
    if protocol.slack_s < 0:
        raise DataFileError(
            f"{name}: the phases take {sum(p.minutes for p in protocol.phases):g} minutes, more "
            f"than minimum_minutes = {protocol.minimum_minutes:g}; raise that, or shorten a phase."
        )
    for code in protocol.title:
        require_language(protocol, code, name)
    for key, texts in _texts(protocol):
        allowed = {"time"} if key.endswith(("prompt", "welcome")) else set()
        for code, text in texts.items():
            check_braces(text, allowed, f"{name}: {key}.{code}")
    return protocol


def require_language(protocol: Protocol, code: str, name: str) -> None:
    """Make sure that `protocol` has every text in the language `code`.

    Raises DataFileError that names the first one missing.
    """
    for key, texts in _texts(protocol):
        if not texts.get(code, "").strip():
            spoken = ", ".join(sorted(protocol.title)) or "none yet"
            raise DataFileError(
                f"{name}: no text at {key}.{code}; write it there, or choose a language "
                f"that this protocol speaks ({spoken})."
            )


def _check_phase(phase: Phase, where: str) -> None:
    """Raise DataFileError where the settings of `phase` contradict each other."""
    for left in phase.warn_minutes_left:
        if left >= phase.minutes:
            raise DataFileError(
                f"{where}: warn_minutes_left has {left:g}, but the phase lasts {phase.minutes:g} "
                "minutes; take a smaller number or leave it out."
            )
    if phase.kind is Kind.SILENCE and (phase.half_time or phase.warn_minutes_left):
        raise DataFileError(
            f"{where}: nothing sounds in a silence; leave out half_time and warn_minutes_left."
        )


def _texts(protocol: Protocol) -> list[tuple[str, Texts]]:
    """Every text of the protocol with the key where it stands."""
    texts = [
        ("title", protocol.title),
        ("welcome", protocol.welcome),
        ("goodbye", protocol.goodbye),
    ]
    for phase in protocol.phases:
        texts.append((f"phases.{phase.id}.title", phase.title))
        texts.append((f"phases.{phase.id}.prompt", phase.prompt))
    return texts
