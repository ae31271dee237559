"""Tells aloud why there is no session: whoever cannot read it would wait for ever.

Our sentences about what is wrong are English, and an English voice says them,
behind a word in the group's own language. Without a voice there is a sign.
"""

import time

import msgspec
import numpy as np

from voice_facilitator import library
from voice_facilitator.errors import DataFileError, DeviceError, SpeechError
from voice_facilitator.language import Language
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.keeper import stop_in_time
from voice_facilitator.settings import Settings
from voice_facilitator.sound import shelf
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream, Wishes
from voice_facilitator.speech.speaker import Speech

ENGLISH = "en"
_BREATH_S = 0.3


def tell(sentence: str, chosen: Settings) -> None:
    """Say `sentence`, which is English, at the system's own speaker; do nothing without one."""
    try:
        sound = _sound(sentence, chosen)
        mixer = Mixer()
        stream = Stream(mixer, lambda *_: None, Wishes(None, None, opening.latency_of(chosen)))
        stream.start()
    except DeviceError:
        return
    try:
        mixer.play(sound)
        time.sleep(len(sound) / mixer.rate + stream.latency_s + _BREATH_S)
    finally:
        stop_in_time(stream)


def english(chosen: Settings) -> Speech:
    """The voice for our English sentences, whatever voice was asked for."""
    own = msgspec.structs.replace(chosen, voice=None, rate=None)
    return opening.voice(own, library.load_language(ENGLISH))


def _sound(sentence: str, chosen: Settings) -> Samples:
    try:
        language = _language(chosen)
        own = msgspec.structs.replace(chosen, voice=None, rate=None)
        lead = opening.voice(own, language).speak(language.lines["no_session"])
        reason = english(chosen).speak(sentence)
    except SpeechError:
        return shelf.load("paused")
    return np.concatenate([lead.samples, reason.samples])


def _language(chosen: Settings) -> Language:
    try:
        return library.load_language(chosen.language)
    except DataFileError:
        return library.load_language(ENGLISH)
