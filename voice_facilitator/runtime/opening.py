"""Turns settings into what a session is made of."""

import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from voice_facilitator import library
from voice_facilitator.hearing.choice import Choice, choose, is_embedded, is_scored
from voice_facilitator.hearing.remote import Listening
from voice_facilitator.hearing.wake_word import wish
from voice_facilitator.language import Language
from voice_facilitator.modelstore.store import ModelStore
from voice_facilitator.runtime.journal import VERSION, Head, Record, unfinished
from voice_facilitator.runtime.latencies import Latencies
from voice_facilitator.runtime.own_examples import OwnExamples
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.runtime.taught import Taught
from voice_facilitator.session.machine import Advance
from voice_facilitator.session.phrasebook import Call
from voice_facilitator.session.protocol import require_language
from voice_facilitator.settings import Settings
from voice_facilitator.sound.mixer import RATE
from voice_facilitator.sound.stream import LatencyOf, Wishes, always
from voice_facilitator.speech.cache import CachedVoice
from voice_facilitator.speech.pyttsx3_voice import Pyttsx3Voice
from voice_facilitator.speech.speaker import Speech


def plan(chosen: Settings) -> Plan:
    """The session that was asked for.

    Raises DataFileError when its files are wrong or do not fit each other.
    """
    language = library.load_language(chosen.language)
    protocol = library.load_protocol(chosen.protocol)
    require_language(protocol, language.code, chosen.protocol)
    return Plan(protocol, language, Advance(chosen.advance), chosen.start_now, call(chosen))


def call(chosen: Settings) -> Call | None:
    """The name by which we can be called. Raises HearingError when there is no such one."""
    wished = None if chosen.engine == "keys" else wish(chosen.wake_word)
    return Call(wished.words, wished.required) if wished else None


class After(StrEnum):
    """What becomes of a session that was cut off."""

    ASK = "ask"
    """The group is asked whether to go on with it."""
    RESUME = "resume"
    """It goes on."""
    FRESH = "fresh"
    """It is left alone; another begins."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session that is about to be held: a new one, or one that was cut off."""

    chosen: Settings
    plan: Plan
    cut_off: Record | None
    """The journal of the session to go on with."""
    after: After

    @property
    def journals(self) -> Path:
        """Where sessions are written down."""
        return journals_folder(self.chosen)

    def head(self) -> Head:
        """The first line of a new journal."""
        plan = self.plan
        return Head(
            VERSION,
            time.time(),
            self.chosen.language,
            plan.advance,
            plan.start_now,
            plan.protocol,
        )


def journals_folder(chosen: Settings) -> Path:
    """Where sessions are written down."""
    return chosen.state_dir / "sessions"


def sitting(chosen: Settings, after: After) -> Sitting:
    """The session that was asked for, or the one that was cut off, with its own settings.

    Raises DataFileError when its files are wrong or do not fit each other.
    """
    cut_off = None if after is After.FRESH else unfinished(journals_folder(chosen))
    if cut_off is None or (after is After.ASK and not _is_what_was_asked_for(cut_off, chosen)):
        return Sitting(chosen, plan(chosen), None, after)
    head = cut_off.head
    chosen = msgspec.structs.replace(chosen, language=head.language)
    language = library.load_language(head.language)
    require_language(head.protocol, language.code, str(cut_off.path))
    return Sitting(
        chosen,
        Plan(head.protocol, language, head.advance, head.start_now, call(chosen)),
        cut_off,
        after,
    )


def _is_what_was_asked_for(record: Record, chosen: Settings) -> bool:
    """Whether a session that was cut off may be offered: who asks for another wants another."""
    head = record.head
    return (
        not chosen.start_now
        and head.language == chosen.language
        and head.protocol == library.load_protocol(chosen.protocol)
    )


def voice(chosen: Settings, language: Language, rate_hz: int = RATE) -> Speech:
    """The voice that was asked for, else the language’s own, at `rate_hz`; nothing starts yet."""
    pyttsx3 = Pyttsx3Voice(chosen.voice or language.voice, chosen.rate or language.rate)
    cached = CachedVoice(pyttsx3, chosen.cache_dir / "speech")
    return Speech(cached, rate_hz, language.pronunciations)


def wishes(chosen: Settings) -> Wishes:
    """Which sound devices were asked for, and how."""
    return Wishes(chosen.output_device, chosen.input_device, latency_of(chosen))


def latency_of(chosen: Settings) -> LatencyOf:
    """How long sound is to wait for a speaker."""
    return latencies(chosen).of if chosen.latency == "auto" else always(chosen.latency)


def latencies(chosen: Settings) -> Latencies:
    """What each speaker has needed so far."""
    return Latencies(chosen.state_dir / "latency.json")


def listening(chosen: Settings, language: Language) -> Listening:
    """What the hearing child is to be told."""
    model = ModelStore(chosen.models_dir).installed(language.code)
    return Listening(
        chosen.language, chosen.engine, model, examples(chosen, language), chosen.wake_word
    )


def recogniser(chosen: Settings, language: Language) -> Choice:
    """The recogniser that was asked for, else the best that is there; not loaded yet.

    Raises HearingError when it cannot be had.
    """
    model = ModelStore(chosen.models_dir).installed(language.code)
    return choose(language, chosen.engine, model, examples(chosen, language))


def examples(chosen: Settings, language: Language) -> tuple[Path, ...]:
    """The files of templates, there or not, that are used beside those that ship with us."""
    own = own_examples(chosen, language)
    if own is None:
        return ()
    lessons = taught(chosen, language)
    return (own.file, lessons.file) if lessons.is_usable else (own.file,)


def taught(chosen: Settings, language: Language) -> Taught:
    """What the group has taught this device."""
    return Taught(chosen.state_dir / "taught", language.code)


def own_examples(chosen: Settings, language: Language) -> OwnExamples | None:
    """Those to be made before we listen; None where no recogniser needs them."""
    model = ModelStore(chosen.models_dir).installed(language.code)
    if not is_embedded(chosen.engine, model):
        return None
    if is_scored(language) and not taught(chosen, language).is_usable:
        return None
    return OwnExamples(language, chosen.cache_dir / "examples")
