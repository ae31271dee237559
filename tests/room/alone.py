"""A device that hears nothing but itself, uncancelled: what does it take for a command?"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import signal

from tests.room.acoustics import RATE, Floats
from tests.room.air import SILENCE_DB, Loudspeaker
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.ear import Ear
from voice_facilitator.hearing.engine import Engine
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.language import Language
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session import phrasebook
from voice_facilitator.session.actions import Line
from voice_facilitator.sound.mixer import FADE_S
from voice_facilitator.speech.spoken import Spoken

BEFORE_S = 1.5
AFTER_S = 1.5
LISTENED_S = 3.0
"""What we have said longer ago does not matter when we fall silent."""


def texts(plan: Plan) -> list[str]:
    """Everything that we may say in a session, with every phase in its place."""
    phases = [phase.id for phase in plan.protocol.phases]
    said = [plan.words(Line(key)) for key in ("welcome", "goodbye")]
    said += [plan.words(Line("prompt", phase=phase)) for phase in phases]
    for key in phrasebook.LINES:
        for phase, after in zip(phases, [*phases[1:], phases[0]], strict=True):
            line = Line(key, phase, after, 130.0, 75.0, 2, 7, Command.PAUSE)
            said.append(plan.words(line))
    return list(dict.fromkeys(said))


def stopped(spoken: Spoken, at_s: float) -> Spoken:
    """The last of `spoken`, if at `at_s` something makes us fall silent in the middle of it."""
    from_s = max(0.0, at_s - LISTENED_S)
    samples = spoken.samples[round(from_s * RATE) : round((at_s + FADE_S) * RATE)].copy()
    fade = round(FADE_S * RATE)
    samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    sentences = [
        replace(each, start_s=each.start_s - from_s, end_s=each.end_s - from_s)
        for each in spoken.sentences
    ]
    return replace(spoken, samples=samples, sentences=tuple(sentences))


def microphone(spoken: Spoken, response: Floats, level_db: float, seed: int) -> Floats:
    """What a microphone hears of `spoken` at `level_db` dBFS, clipping where it must."""
    played = Loudspeaker().frame(spoken.samples)
    heard = signal.oaconvolve(played, response)
    loud = heard[np.abs(heard) > 0.1 * np.abs(heard).max()]
    heard = heard * 10 ** (level_db / 20) / np.sqrt(np.mean(loud**2))
    around = [np.zeros(round(seconds * RATE)) for seconds in (BEFORE_S, AFTER_S)]
    sound = np.concatenate([around[0], heard, around[1]])
    hiss = np.random.default_rng(seed).standard_normal(len(sound)) * 10 ** (SILENCE_DB / 20)
    return np.clip(sound + hiss, -1, 1).astype(np.float32)


def heard(
    language: Language,
    engine: Engine,
    context: Context,
    spoken: Spoken,
    sound: Floats,
    masked: bool = True,
    late_s: float = 0.0,
) -> Iterator[Utterance]:
    """What comes of `sound`, while we say `spoken`; what is accepted is taken for a command.

    It is heard `late_s` later than we know.
    """
    ear = Ear(language, engine, context)
    begun_s = BEFORE_S - late_s
    if masked:
        for sentence in spoken.sentences:
            ear.mask(sentence.text, begun_s + sentence.start_s, begun_s + sentence.end_s)
        ear.unmask(begun_s + spoken.seconds)
    blocks = [sound[i : i + RATE // 10] for i in range(0, len(sound), RATE // 10)]
    return ear.hear(blocks)
