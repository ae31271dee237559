"""Words behind a wake word, and talk in which nobody calls us.

No corpus has people say our wake words and then a command, so a synthetic voice
says the wake word before a person's word: as loudly, in the same room and noise, in
one breath with it, or with a pause between. It counts how often the wake word is
heard, and how often then the command.
"""

import functools
import hashlib
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from measuring import intervals
from measuring.air import RATE, Air, Condition, active_level
from measuring.corpus import Corpus, Recording, Samples
from measuring.ears import Ears
from measuring.meter import meanings, speech_end_s
from measuring.voices import Espeak, Flite, Pico, Voice
from voice_facilitator.commands import Context
from voice_facilitator.hearing import choice
from voice_facilitator.hearing.wake_word import Wish
from voice_facilitator.language import Language

_SPELLINGS = {
    "en": ("okay nabu", "oh-kay nah-boo"),
    "fr": ("okay nabu", "oké nabou"),
}
"""How synthetic voices are made to say the usual wake word."""
VOICES: dict[str, tuple[Voice, ...]] = {
    "en": (
        *(Espeak(name) for name in ("en-us", "en-gb", "en-gb-scotland", "en-us+f2")),
        *(Espeak(f"mb-{name}") for name in ("us1", "us2", "us3", "en1")),
        *(Flite(name) for name in ("awb", "rms", "slt")),
        Pico("en-GB"),
    ),
    "fr": (
        *(Espeak(name) for name in ("fr", "fr-be", "fr+f2", "fr+m3")),
        *(Espeak(f"mb-fr{number}") for number in (1, 2, 4, 5, 6, 7)),
        Pico("fr-FR"),
    ),
}
_PAUSES_S = (0.08, 0.5, 1.2)
"""Between the wake word and the command: one breath, a comma, waiting for a sign."""
AROUND_S = 2.0
"""Of quiet before and after."""
_LATE_S = 0.6
"""The wake word has been heard if it was so soon before or after its end."""


@dataclass(frozen=True)
class Called(Recording):
    """A word behind a wake word."""

    clip: Samples
    name_s: float
    """How long the wake word takes, with which the clip begins."""

    def samples(self) -> Samples:
        """Mono, 16 kHz."""
        return self.clip


class Voices:
    """Synthetic voices that call before people's words."""

    def __init__(self, language: Language, wish: Wish) -> None:
        self._code = language.code
        self._wish = wish
        self._say = functools.cache(self._said)

    def before(self, recording: Recording) -> Called:
        """`recording` behind the wake word, which is as loud; the voice is drawn by its name."""
        chance = np.random.default_rng(list(hashlib.sha256(recording.path.name.encode()).digest()))
        word = _trimmed(recording.samples())
        name = self._say(int(chance.integers(len(VOICES[self._code]))))
        name = name * (active_level(word) / active_level(name))
        pause_s = float(chance.choice(_PAUSES_S))
        clip = np.concatenate([name, np.zeros(round(pause_s * RATE), np.float32), word])
        return Called(**vars(recording), clip=clip.astype(np.float32), name_s=len(name) / RATE)

    def _said(self, voice: int) -> Samples:
        texts = _SPELLINGS[self._code]
        text = texts[voice % len(texts)] if self._wish.name == "okay_nabu" else self._wish.words
        return _trimmed(VOICES[self._code][voice].say(text))


@dataclass(frozen=True)
class Answer:
    """What came of one call."""

    condition: str
    woke: bool
    """Whether the wake word was heard."""
    hit: bool
    """Whether the command then was obeyed, and nothing else."""
    wrong: bool
    """Whether something else was."""
    delay_s: float
    """From the end of the command's active speech to the decision; NaN where none was right."""


@dataclass(frozen=True)
class Talk:
    """What came of a stream in which nobody called us."""

    context: Context
    subset: str
    seconds: float
    woke: int
    accepted: int
    cpu_s: float


Task = tuple[Sequence[Recording], Condition | None, Context]


class Caller:
    """Calls, and listens, in one process."""

    def __init__(self, corpus: Corpus, language: Language, wanted: str, wish: Wish) -> None:
        self._air = Air(corpus, language.code)
        self._language = language
        required = Wish(wish.name, required=True)
        self._ears = Ears(language, choice.choose(language, wanted).load(), wake_word=required)
        self._voices = Voices(language, wish)

    def do(self, task: Task) -> Answer | Talk:
        """What comes of a word in a condition, or of talk."""
        recordings, condition, context = task
        if condition is None:
            return self._talk(recordings, context)
        return self._call(recordings[0], condition, context)

    def _call(self, recording: Recording, condition: Condition, context: Context) -> Answer:
        called = self._voices.before(recording)
        air = replace(condition, before_s=AROUND_S, after_s=AROUND_S)
        called_s = AROUND_S + called.name_s
        heard = list(self._ears.hear(self._air.carry(called, air), context))
        woke = any(u.calls and abs(u.end_s - called_s) < _LATE_S for u in heard)
        meant = meanings(self._language, context)[recording.words]
        obeyed = [u for u in heard if u.accepted] if woke else []
        right = [u for u in obeyed if u.command is meant]
        delay_s = right[0].decided_s - AROUND_S - len(called.clip) / RATE if right else float("nan")
        wrong = len(right) < len(obeyed)
        return Answer(condition.name, woke, bool(right) and not wrong, wrong, delay_s)

    def _talk(self, recordings: Sequence[Recording], context: Context) -> Talk:
        stream = np.concatenate([recording.samples() for recording in recordings])
        began = time.process_time()
        heard = list(self._ears.hear(stream, context))
        cpu_s = time.process_time() - began
        woke, accepted = sum(u.calls for u in heard), sum(u.accepted for u in heard)
        seconds = len(stream) / RATE
        return Talk(context, recordings[0].subset, seconds, woke, accepted, cpu_s)


def _trimmed(clip: Samples) -> Samples:
    """Without what is quiet before and after the word."""
    end = round(speech_end_s(clip) * RATE)
    return clip[len(clip) - round(speech_end_s(clip[::-1]) * RATE) : end]


_caller: Caller


def _start(*arguments: object) -> None:
    global _caller
    _caller = Caller(*arguments)  # type: ignore[arg-type]


def _do(task: Task) -> Answer | Talk:
    return _caller.do(task)


def hear(
    tasks: Sequence[Task], jobs: int, corpus: Corpus, language: Language, wanted: str, wish: Wish
) -> Iterator[Answer | Talk]:
    """What comes of all `tasks`, by `jobs` processes."""
    arguments = (corpus, language, wanted, wish)
    with multiprocessing.get_context("spawn").Pool(jobs, _start, arguments) as pool:
        yield from pool.imap(_do, tasks, chunksize=4)


def report(results: Sequence[Answer | Talk], wish: Wish) -> Iterator[str]:
    """The tables, in Markdown."""
    answers = [each for each in results if isinstance(each, Answer)]
    talks = [each for each in results if isinstance(each, Talk)]
    yield f"## Behind “{wish.words}”\n"
    yield from _answers(answers)
    yield from _talks(talks)


def _answers(answers: Sequence[Answer]) -> Iterator[str]:
    yield (
        "| condition | called | the wake word is heard, % | then the command, % | wrong, % "
        "| delay p50, p95, s |"
    )
    yield "|---" * 6 + "|"
    for condition in dict.fromkeys(answer.condition for answer in answers):
        these = [answer for answer in answers if answer.condition == condition]
        woke = [answer for answer in these if answer.woke]
        delays = [a.delay_s for a in woke if a.delay_s == a.delay_s] or [float("nan")]
        shares = [
            _share(len(woke), len(these)),
            _share(sum(a.hit for a in woke), len(woke)),
            _share(sum(a.wrong for a in woke), len(woke)),
        ]
        p50, p95 = np.percentile(delays, [50, 95])
        row = [condition, str(len(these)), *shares, f"{p50:.2f}, {p95:.2f}"]
        yield "| " + " | ".join(row) + " |"
    yield ""


def _talks(talks: Sequence[Talk]) -> Iterator[str]:
    if not talks:
        return
    yield "Talk in which nobody calls us, the wake word being required:\n"
    yield "| context | talk | minutes | wake words heard | obeyed | obeyed an hour |"
    yield "|---" * 6 + "|"
    for context in dict.fromkeys(talk.context for talk in talks):
        mine = [talk for talk in talks if talk.context is context]
        for subset in [*dict.fromkeys(talk.subset for talk in mine), "all"]:
            these = [talk for talk in mine if subset in (talk.subset, "all")]
            hours = sum(talk.seconds for talk in these) / 3600
            woke, accepted = sum(t.woke for t in these), sum(t.accepted for t in these)
            value, low, high = intervals.rate(accepted, hours)
            counts = f"{60 * hours:.1f} | {woke} | {accepted}"
            yield f"| {context} | {subset} | {counts} | {value:.1f} [{low:.1f}-{high:.1f}] |"
    yield ""
    cpu_s, seconds = sum(t.cpu_s for t in talks), sum(t.seconds for t in talks)
    yield f"All in all that takes {100 * cpu_s / seconds:.1f} % of a core."


def _share(count: int, of: int) -> str:
    value, low, high = intervals.share(count, of)
    return f"{value:.0f} [{low:.0f}-{high:.0f}]"
