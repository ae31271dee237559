"""Makes what a scenario needs: the plan of a shortened session, a voice, a recogniser."""

import functools
from pathlib import Path

import msgspec

from tests.room.acoustics import RATE
from tests.room.loop import VirtualRoom
from tests.room.outcome import Outcome
from tests.room.scenario import Scenario
from voice_facilitator.hearing.choice import choose
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.library import load_language, load_protocol
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.machine import Advance
from voice_facilitator.settings import load as load_settings
from voice_facilitator.speech.speaker import Speech


def plan(scenario: Scenario) -> Plan:
    """The scenario's protocol, with no phase longer than its `phase_minutes`."""
    protocol = load_protocol(scenario.protocol)
    phases = tuple(
        msgspec.structs.replace(phase, minutes=min(phase.minutes, scenario.phase_minutes))
        for phase in protocol.phases
    )
    short = msgspec.structs.replace(protocol, phases=phases)
    return Plan(short, load_language(scenario.language), Advance.AUTO, start_now=True)


@functools.cache
def voice(language: str, cache: Path) -> Speech:
    """Our own, at the room's rate."""
    settings = load_settings({"cache_dir": str(cache)}, environment={}).settings
    return opening.voice(settings, load_language(language), RATE)


@functools.cache
def engine(language: str) -> Engine:
    """The recogniser that ships with us."""
    return choose(load_language(language), "moonshine").load()


def run(scenario: Scenario, cache: Path) -> Outcome:
    """Hold the scenario's session. The same scenario gives the same outcome."""
    speech, ear = voice(scenario.language, cache), engine(scenario.language)
    return VirtualRoom(scenario, plan(scenario), speech, ear).run()
