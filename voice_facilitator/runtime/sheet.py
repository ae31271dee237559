"""A protocol on paper: its steps and minutes, and every word that we say."""

from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.actions import Line
from voice_facilitator.session.protocol import Protocol


def summary(protocol: Protocol) -> str:
    """One line: that a protocol can be used, and what it comes to."""
    minutes = sum(phase.minutes for phase in protocol.phases)
    languages = ", ".join(sorted(protocol.title))
    return (
        f"{protocol.name}: {len(protocol.phases)} phases, {minutes:g} minutes "
        f"inside {protocol.minimum_minutes:g}; speaks {languages}."
    )


def sheet(plan: Plan) -> str:
    """The whole protocol in the plan's language."""
    code = plan.language.code
    parts = [plan.protocol.title[code], summary(plan.protocol), plan.words(Line("welcome"))]
    for number, phase in enumerate(plan.protocol.phases, 1):
        heading = f"{number}. {phase.title[code]} ({phase.id}): {phase.minutes:g} min"
        parts.append(f"{heading}\n{plan.words(Line('prompt', phase=phase.id))}")
    parts.append(plan.words(Line("goodbye")))
    return "\n\n".join(parts)
