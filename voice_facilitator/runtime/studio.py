"""Sets up a rehearsal: the real session, voice and mixer, a file in place of the air."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from voice_facilitator.runtime.clocks import VirtualClock
from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.performer import Performer, Voice, our_sounds
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.runtime.rehearsal import Rehearsal
from voice_facilitator.runtime.script import Cue
from voice_facilitator.runtime.timeline import Timeline
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.sound.wavefile import Recorder


def record(
    plan: Plan, voice: Voice, script: Sequence[Cue], output: Path | None, volume: float = 1.0
) -> Timeline:
    """Rehearse `plan` into the file `output`, or into nothing, and return what sounded when.

    Raises AudioFileError when the file cannot be written.
    """
    mixer = Mixer()
    timeline = Timeline()
    clock, sounds = VirtualClock(mixer.rate), our_sounds(mixer.rate)
    performer = Performer(mixer, clock, voice, sounds, plan.words, timeline, volume)
    facilitator = Facilitator(plan.begin(), performer, timeline)
    with contextlib.ExitStack() as stack:
        recorder = stack.enter_context(Recorder(output, mixer.rate)) if output else None
        write = recorder.write if recorder else _forget
        Rehearsal(facilitator, performer, mixer, script, write).run()
    return timeline


def _forget(samples: object) -> None:
    """Where a rehearsal without a file goes."""
