"""A session in virtual time to which everything happens: the real core, performer and journal.

It is cut off and comes back in another life, on another clock; its speaker goes
and comes; its disk fills up; its voice fails; its journal is torn. Group and
faults are drawn by chance. Whatever happens, the session has to come to its
end, its silences have to last, and each life has to begin where the last one
was written down.
"""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from tests.session.small import SMALL
from voice_facilitator import library
from voice_facilitator.commands import Command
from voice_facilitator.errors import SpeechError
from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.journal import (
    VERSION,
    Head,
    Journal,
    begin_journal,
    go_on,
    gone_s,
    journals,
    read,
)
from voice_facilitator.runtime.performance import Rang, Said
from voice_facilitator.runtime.performer import Performer
from voice_facilitator.runtime.plan import Plan
from voice_facilitator.session.actions import ChimeName, EarconName
from voice_facilitator.session.events import (
    Absent,
    CommandDoubted,
    CommandHeard,
    Event,
    News,
    Present,
    Remark,
    Restored,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import Advance, State
from voice_facilitator.session.situation import Situation, situation
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.speech.spoken import Sentence, Spoken

RATE = 1000
BEAT_S = 0.5
BELL_S = 3.2
EXACT_S = 0.002
"""Two frames at this rate."""
FAULTS_S = 1500.0
"""So long faults happen; then the group brings the session to its end."""
PATIENCE_S = 5 * 3600.0
"""What has not ended by then is stranded."""
HELP_EVERY_S = 30.0

SOUNDS = {name: np.full(400, 0.1, np.float32) for name in EarconName}
SOUNDS |= {name: np.full(round(BELL_S * RATE), 0.1, np.float32) for name in ChimeName}


class Clock:
    """A life's clock: it begins anywhere."""

    def __init__(self, began: float) -> None:
        self.began = began

    def time_of(self, frame: int) -> float:
        return self.began + frame / RATE

    def frame_at(self, at: float) -> int:
        return round((at - self.began) * RATE)


class FlakyVoice:
    """A second for each four words; fails when it is told to."""

    def __init__(self) -> None:
        self.fails = 0

    def speak(self, text: str) -> Spoken:
        if self.fails:
            self.fails -= 1
            raise SpeechError("the voice is gone")
        seconds = max(0.5, len(text.split()) / 4)
        samples = np.full(round(seconds * RATE), 0.3, np.float32)
        return Spoken(samples, RATE, (Sentence(text, 0, seconds),))


@dataclass
class Silence:
    """A silence under way: what is to be left of it when."""

    opened: float
    left_s: float
    paused_s: float
    slept_s: float = 0.0
    """Of the time paused, what the life's clock has not seen."""


@dataclass
class Ordeal:
    """One session and its lives."""

    random: Random
    folder: Path
    faults: int
    counts: dict[str, int] = field(default_factory=dict)
    """What has happened, how often."""

    def run(self) -> None:
        """Live through it. Raises AssertionError when a rule is broken."""
        advance = self.random.choice(tuple(Advance))
        self._plan = Plan(SMALL, library.load_language("en"), advance, self.random.random() < 0.5)
        self._states: list[State] = []
        self._world = 0.0
        self._faults_at = sorted(self.random.uniform(0, FAULTS_S) for _ in range(self.faults))
        self._helped_at = 0.0
        self._full = False
        self._absent_until: float | None = None
        self._begin()
        while not self._facilitator.state.ended:
            self._step()
            assert self._world < PATIENCE_S, f"stranded in {situation(self._facilitator.state)}"
        self._journal.close()
        assert read(journals(self.folder)[0]).fold() == self._states[self._written]

    # One life

    def _begin(self) -> None:
        head = Head(VERSION, self._world, "en", self._plan.advance, self._plan.start_now, SMALL)
        self._journal = begin_journal(self.folder, head, self._journal_failed)
        self._states = [self._plan.begin()]
        self._written = 0
        self._live(self._plan.begin(), Started)

    def _live(self, state: State, first: Callable[[float], Event]) -> None:
        self._mixer = Mixer(RATE)
        self._clock = Clock(self.random.choice([0.0, 17.0, 1e5]))
        self._voice = FlakyVoice()
        self._performer = Performer(
            self._mixer, self._clock, self._voice, SOUNDS, self._plan.words, self
        )
        self._facilitator = Facilitator(state, self._performer, self, self._journal)
        self._silence: Silence | None = None
        self._booked = self._now
        self._take(first(self._now))

    @property
    def _now(self) -> float:
        return self._clock.time_of(self._mixer.position)

    def _take(self, event: Event) -> None:
        self._booked = self._now
        self._facilitator.take(event)
        self._states.append(self._facilitator.state)
        if isinstance(self._journal, Journal) and not self._full:
            self._written = len(self._states) - 1

    def _step(self) -> None:
        for event in self._performer.collect():
            self._take(event)
        deadline = self._facilitator.next_deadline
        if self._facilitator.state.ended:
            return
        if self._faults_at and self._faults_at[0] <= self._world:
            self._faults_at.pop(0)
            self._suffer()
        elif self._absent_until is not None and self._absent_until <= self._world:
            self._absent_until = None
            self._take(Present(self._now))
        elif self._now >= min(self._booked + BEAT_S, math.inf if deadline is None else deadline):
            self._take(TimeReached(self._now))
        elif not self._faults_at and self._world - self._helped_at > HELP_EVERY_S:
            self._helped_at = self._world
            self._help()
        else:
            self._draw(deadline)

    def _draw(self, deadline: float | None) -> None:
        frames = [round(BEAT_S * RATE)]
        if deadline is not None:
            frames.append(int(np.ceil((deadline - self._now) * RATE)))
        change = self._mixer.next_change()
        if change is not None:
            frames.append(change - self._mixer.position)
        drawn = max(1, min(frames))
        self._mixer.render(drawn)
        self._world += drawn / RATE

    def _help(self) -> None:
        """What a patient group says, so that the session ends."""
        match situation(self._facilitator.state):
            case Situation.READY | Situation.RETURNED:
                self._say(Command.YES)
            case Situation.PAUSED | Situation.PAUSED_IN_SILENCE:
                self._say(Command.RESUME)
            case Situation.TIME_UP:
                self._say(Command.NEXT)
            case Situation.QUESTION:
                self._say(Command.NO)
            case _:
                pass

    def _say(self, command: Command) -> None:
        self._take(CommandHeard(self._now, command, "keys"))

    # What happens to it

    def _suffer(self) -> None:
        often = [self._hear, self._cut] * 2 + [self._mumble]
        rarely = [self._lose_speaker, self._sleep, self._fill_disk, self._lose_voice, self._note]
        fault = self.random.choice(often + rarely)
        self._count(fault.__name__.strip("_").replace("_", " "))
        fault()

    def _hear(self) -> None:
        self._say(self.random.choice(tuple(Command)))

    def _mumble(self) -> None:
        self._take(CommandDoubted(self._now, self.random.choice(tuple(Command))))

    def _note(self) -> None:
        self._take(Remark(self._now, self.random.choice(tuple(News)), 3.0))

    def _lose_speaker(self) -> None:
        self._take(Absent(self._now - 1))
        self._absent_until = self._world + self.random.choice([0.5, 20, 400])

    def _sleep(self) -> None:
        self._take(Absent(self._now))
        slept_s = self.random.choice([5.0, 4000.0])
        if self._silence is not None and self._facilitator.state.away is not None:
            self._silence.slept_s += slept_s
        self._take(Present(self._now, slept_s))

    def _fill_disk(self) -> None:
        self._full = True
        if isinstance(self._journal, Journal) and self._journal._file is not None:
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, self._journal._file)
            os.close(full)

    def _lose_voice(self) -> None:
        self._voice.fails = self.random.randrange(1, 6)

    def _cut(self) -> None:
        """Kill it, tear its journal perhaps, and begin another life from what is on the disk.

        Meanwhile somebody may set the calendar's clock, or it has forgotten the year.
        """
        absent_s = self.random.choice([0.5, 30, 3000])
        set_s = self.random.choice([0, 0, 7200, -7200, -1e9])
        self._journal.close()
        path = journals(self.folder)[0]
        torn = self.random.choice([0, 0, 1, 40])
        content = path.read_bytes()
        path.write_bytes(content[: len(content) - torn] + self.random.choice([b"", b'{"wall"']))
        record = read(path)
        state = record.fold()
        assert state == self._states[len(record.entries)]
        assert len(record.entries) >= self._written - (1 if torn else 0)
        self._world += absent_s
        self._full = False
        self._absent_until = None
        self._states = self._states[: len(record.entries) + 1]
        if state.ended or state.place.index < 0:
            self._begin()
            return
        self._journal = go_on(record, self._journal_failed)
        spent_s = 0 if state.place.in_silence else state.place.spent_s
        if set_s:
            self._count("clock set")
        told_s = gone_s(record, record.latest + absent_s + set_s)
        self._live(state, lambda at: Restored(at, told_s))
        assert self._facilitator.state.place.spent_s == spent_s

    def _journal_failed(self, _sentence: str) -> None:
        self._count("journals given up")

    # What is heard of it

    def notice(self, performed: object) -> None:
        """The audience: judges what it hears."""
        place = self._facilitator.state.place
        match performed:
            case Said(text=text):
                assert not place.in_silence, f"“{text}” in the silence"
            case Rang(at=at, name=ChimeName.OPEN):
                self._silence = Silence(at, place.left_s, place.paused_s)
            case Rang(at=at, name=ChimeName.CLOSE) if self._silence is not None:
                silence = self._silence
                paused_s = place.paused_s - silence.paused_s - silence.slept_s
                lasted_s = at - silence.opened
                assert abs(lasted_s - silence.left_s - paused_s) < EXACT_S, (lasted_s, silence)
                self._count("silences")

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1
