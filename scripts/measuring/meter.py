"""Hears the streams of a corpus, in several processes, and notes what came of each."""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from measuring import machine
from measuring.air import PAUSE_S, RATE, Air, Condition
from measuring.case import TALK, Call, Case, Heard
from measuring.corpus import Corpus, Recording, Samples
from voice_facilitator.commands import Command, Context
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.hearing.vocabulary import vocabulary
from voice_facilitator.language import Language

ACTIVE_DB = 30.0
"""Speech is what is within so much of a clip's peak."""

Task = tuple[Sequence[Recording], Condition | None, Context]
"""A word (one recording) in a condition, or talk, to be heard in a context."""


class Listener(Protocol):
    """Whatever hears commands in a stream."""

    costs_s: list[float]
    """Of each segment scored in the last stream, CPU seconds."""

    def hear(self, stream: Samples, context: Context) -> Iterable[Utterance]:
        """What is said in `stream` (mono, 16 kHz), which follows on no other."""


Make = Callable[[Language], Listener]
"""Makes a listener, in another process: picklable."""


class Meter:
    """Hears cases in one process."""

    def __init__(self, corpus: Corpus, language: Language, make: Make) -> None:
        self._air = Air(corpus, language.code)
        self._language = language
        self._listener = make(language)

    def case(self, task: Task) -> Case:
        """What comes of `task`."""
        recordings, condition, context = task
        if condition is None:
            return self._talk(recordings, context)
        return self._word(recordings[0], condition, context)

    def _word(self, recording: Recording, condition: Condition, context: Context) -> Case:
        """How `recording` is heard."""
        stream = self._air.carry(recording, condition)
        clip = recording.samples()
        apart_s = len(clip) / RATE + PAUSE_S
        first_s = condition.before_s + speech_end_s(clip)
        ends_s = [first_s + apart_s * saying for saying in range(condition.sayings)]
        return self._hear(recording, condition.name, context, stream, ends_s)

    def _talk(self, recordings: Sequence[Recording], context: Context) -> Case:
        """What is taken for a command in `recordings`, where nobody speaks to us but in calls."""
        parts = [recording.samples() for recording in recordings]
        begins_s = np.cumsum([0, *map(len, parts[:-1])]) / RATE
        known = meanings(self._language, context)
        calls = [
            Call(planted.later(float(begin_s)), known[planted.words])
            for recording, begin_s in zip(recordings, begins_s, strict=True)
            for planted in recording.planted
            if planted.words in known
        ]
        case = self._hear(recordings[0], TALK, context, np.concatenate(parts), [0.0])
        return replace(case, calls=tuple(calls))

    def _hear(
        self,
        recording: Recording,
        name: str,
        context: Context,
        stream: Samples,
        ends_s: Sequence[float],
    ) -> Case:
        began = time.process_time()
        utterances = list(self._listener.hear(stream, context))
        cpu_s = time.process_time() - began
        heard = tuple(_heard(utterance, ends_s) for utterance in utterances)
        scored = tuple(each for each in heard if each is not None)
        seconds, costs_s = len(stream) / RATE, tuple(self._listener.costs_s)
        command = meanings(self._language, context).get(recording.words) if name != TALK else None
        about = (context, command, name, recording)
        return Case(*about, seconds, cpu_s, costs_s, scored, peak_mb=machine.peak_mb())


def meanings(language: Language, context: Context) -> dict[str, Command]:
    """What can be said, and what it means."""
    return {phrase.text: phrase.command for phrase in vocabulary(language, context).phrases}


def said(
    corpus: Corpus, language: Language, context: Context, only: Sequence[str] = ()
) -> tuple[list[Recording], list[Recording]]:
    """The words of `corpus` that are commands in `context`, or these only, and its talk."""
    positives = corpus.of("positive", language.code)
    known, ours = meanings(language, context), meanings(language, Context.QUESTION)
    words = [recording for recording in positives if recording.words in (only or known)]
    others = [recording for recording in positives if recording.words not in ours]
    return words, corpus.of("negative", language.code) + others


def _heard(utterance: Utterance, ends_s: Sequence[float]) -> Heard | None:
    """What came of it, if it was scored; `ends_s` is when each saying of the word ended."""
    if utterance.margin is None:
        return None
    said_s = max((end_s for end_s in ends_s if end_s < utterance.decided_s), default=ends_s[0])
    return Heard(
        utterance.command,
        utterance.accepted,
        utterance.margin,
        utterance.reason,
        utterance.start_s,
        utterance.end_s,
        utterance.decided_s - said_s,
        utterance.excluded,
        utterance.possible,
    )


def speech_end_s(clip: Samples) -> float:
    """Where the active speech of a clean clip ends."""
    count = len(clip) // 160
    levels = 10 * np.log10(np.mean(clip[: count * 160].reshape(count, 160) ** 2, axis=1) + 1e-12)
    return float(np.flatnonzero(levels > levels.max() - ACTIVE_DB)[-1] + 1) * 0.01


_meter: Meter


def _start(corpus: Corpus, language: Language, make: Make) -> None:
    global _meter
    _meter = Meter(corpus, language, make)


def _case(task: Task) -> Case:
    return _meter.case(task)


def hear(
    tasks: Sequence[Task], jobs: int, corpus: Corpus, language: Language, make: Make
) -> Iterator[Case]:
    """All cases, heard by `jobs` processes."""
    arguments = (corpus, language, make)
    with multiprocessing.get_context("spawn").Pool(jobs, _start, arguments) as pool:
        yield from pool.imap(_case, tasks)
