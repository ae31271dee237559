"""A session at a table: loudspeaker, microphone, keys and captions put together.

What a machine lacks is told, aloud where there is a loudspeaker, and the
session goes on with the rest: without a sound card into a file, without a
microphone or recogniser by keys. Only when nobody can reach us does it end.
"""

import contextlib
import functools
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from voice_facilitator.commands import Command
from voice_facilitator.errors import HearingError
from voice_facilitator.runtime import control, gear, opening
from voice_facilitator.runtime.audiences import Audiences
from voice_facilitator.runtime.captions import Captions
from voice_facilitator.runtime.classroom import Classroom
from voice_facilitator.runtime.control import Control
from voice_facilitator.runtime.ears import Ears
from voice_facilitator.runtime.facilitator import Facilitator, Lessons
from voice_facilitator.runtime.gear import Gear
from voice_facilitator.runtime.journal import Log, begin_journal, go_on, gone_s
from voice_facilitator.runtime.keys import Keys, hint, read_command
from voice_facilitator.runtime.live import (
    BEYOND_THE_SESSION,
    Inbox,
    Leave,
    Live,
    PutAside,
    Session,
)
from voice_facilitator.runtime.lull import Lull
from voice_facilitator.runtime.opening import After, Sitting
from voice_facilitator.runtime.patience import PatientVoice
from voice_facilitator.runtime.performance import Audience
from voice_facilitator.runtime.performer import Performer, our_sounds
from voice_facilitator.runtime.progress import steps
from voice_facilitator.runtime.readiness import get_ready, hear_out
from voice_facilitator.runtime.reception import Reception
from voice_facilitator.runtime.recognition import Recognition
from voice_facilitator.runtime.signals import interrupts, terminations
from voice_facilitator.runtime.status import status
from voice_facilitator.runtime.volumewatch import VolumeWatch
from voice_facilitator.session.actions import Line, Say
from voice_facilitator.session.events import (
    CommandHeard,
    Event,
    News,
    Remark,
    Restored,
    Started,
    TimeReached,
)
from voice_facilitator.session.machine import State

Tell = Callable[[str], None]
Beginning = Callable[[Performer, Audience, Lessons, contextlib.ExitStack], tuple[Session, Event]]
"""Makes what is to be run, with what it has to be closed with, and its first event."""


class Table:
    """One session, from power-on to goodbye, or one after the other."""

    def __init__(
        self,
        sitting: Sitting,
        output: Path | None,
        stdin: TextIO | None,
        stdout: TextIO,
        tell: Tell,
    ) -> None:
        """`output` is where what we play is recorded too; `tell` takes what is not captions.

        Raises FacilitatorError when there can be no session at all.
        """
        self._sitting = sitting
        self._chosen = sitting.chosen
        self._output = output
        self._stdin = stdin
        self._stdout = stdout
        self._tell = tell
        self._plan = sitting.plan
        self._voice = PatientVoice(opening.voice(self._chosen, self._plan.language))
        self._inbox: Inbox = Inbox()
        self._runs = False
        self._waits = False
        self._keys_at_end = False
        self._deaf = False

    def hold(self) -> None:
        """Hold the session to its end."""
        self._run(self._begin_session)

    def receive(self) -> None:
        """Wait for “start”, hold a session, and wait again, until we are ended.

        Raises DeviceError where there is no speaker, or no microphone: nobody
        is there who could read about it.
        """
        self._waits = True
        self._run(self._begin_reception)

    def _run(self, begin: Beginning) -> None:
        """Open everything, run what `begin` begins, and close everything."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(terminations(self._terminated))
            opened = self._open(stack)
            checks = opened.room_checks(self._tell)
            classroom = self._classroom(stack, opened)
            audience = Audiences([classroom, *checks, *self._audiences(opened.recognition)])
            performer = Performer(
                opened.mixer,
                opened.air.clock,
                self._voice,
                our_sounds(opened.mixer.rate),
                self._words,
                audience,
                self._chosen.volume / 100,
            )
            self._get_ready(performer, opened.ears)
            fitter = opened.fitter()
            if fitter is not None and fitter.has_run_dry:
                hear_out(performer)
                fitter.open_anew()
            self._start_keys()
            stack.enter_context(interrupts(self._interrupted, self._interrupted_again))
            session, first = begin(performer, audience, classroom, stack)
            stack.enter_context(self._control(lambda: session.state))
            lookouts = opened.lookouts(stack, Lull(performer, session), fitter)
            if self._chosen.volume_follows:
                lookouts += [VolumeWatch(performer, opened.overheard, check) for check in checks]
            self._runs = True
            Live(session, performer, self._inbox, [*lookouts, *checks]).run(first)

    def _begin_session(
        self,
        performer: Performer,
        audience: Audience,
        lessons: Lessons,
        stack: contextlib.ExitStack,
    ) -> tuple[Session, Event]:
        state, first = self._beginning()
        facilitator = Facilitator(state, performer, audience, self._journal(stack), lessons)
        self._sitting = replace(self._sitting, cut_off=None)
        return facilitator, first

    def _begin_reception(
        self,
        performer: Performer,
        audience: Audience,
        lessons: Lessons,
        stack: contextlib.ExitStack,
    ) -> tuple[Session, Event]:
        now = time.monotonic()
        begin = functools.partial(self._begin_session, performer, audience, lessons)
        reception = Reception(begin, self._plan.begin(), performer, audience, lessons)
        stack.callback(reception.close)
        if self._sitting.cut_off is None:
            reception.wait(now)
        else:
            reception.begin(now)
        return reception, TimeReached(now)

    def _beginning(self) -> tuple[State, Event]:
        """Where the session stands, and what happens to it first."""
        now = time.monotonic()
        record = self._sitting.cut_off
        if record is None:
            return self._plan.begin(), Started(now)
        if self._sitting.after is After.RESUME:
            self._inbox.put(CommandHeard(now, Command.YES, "option"))
        return record.fold(), Restored(now, gone_s(record))

    def _journal(self, stack: contextlib.ExitStack) -> Log:
        sitting = self._sitting
        if sitting.cut_off is not None:
            journal = go_on(sitting.cut_off, self._not_written_down)
        else:
            journal = begin_journal(sitting.journals, sitting.head(), self._not_written_down)
        stack.callback(journal.close)
        return journal

    def _words(self, line: Line) -> str:
        """What is said for `line`: nobody is told to call us while nothing can be heard."""
        plan = replace(self._plan, call=None) if self._deaf else self._plan
        return plan.words(line)

    def _not_written_down(self, sentence: str) -> None:
        self._tell(sentence)
        self._inbox.put(Remark(time.monotonic(), News.NO_JOURNAL))

    def _open(self, stack: contextlib.ExitStack) -> Gear:
        """Who waits for “start” cannot do with less than a sound card."""
        wanted = (stack, self._chosen, self._output, self._recognition(stack), self._inbox)
        return gear.by_card(*wanted) if self._waits else gear.somehow(*wanted, self._tell)

    def _recognition(self, stack: contextlib.ExitStack) -> Recognition | None:
        if self._chosen.engine == "keys":
            return None
        recognition = Recognition(
            self._chosen, self._plan.language, self._inbox, self._tell, self._hearing_lost
        )
        stack.callback(recognition.close)
        return recognition

    def _classroom(self, stack: contextlib.ExitStack, opened: Gear) -> Classroom:
        def ears() -> Recognition | None:
            return None if self._deaf else opened.ears

        classroom = Classroom(self._chosen, self._plan.language, self._inbox, ears)
        stack.callback(classroom.close)
        return classroom

    def _audiences(self, recognition: Recognition | None) -> list[Audience]:
        audiences: list[Audience] = []
        if self._chosen.captions:
            signs = self._plan.language.signs
            audiences.append(Captions(self._stdout, time.monotonic(), signs))
        if recognition is not None:
            audiences.append(Ears(recognition.hearing, recognition.place_s))
        return audiences

    def _get_ready(self, performer: Performer, recognition: Recognition | None) -> None:
        with ThreadPoolExecutor() as pool, steps("Getting ready") as progress:
            speech = pool.submit(self._voice.prepare, self._plan.texts(), progress.share())
            ears = pool.submit(recognition.wake, progress.share()) if recognition else None
            get_ready(performer, [speech, ears] if ears else [speech])
            speech.result()
        self._deaf = ears is None or not self._can_hear(ears)
        if self._deaf:
            performer.perform(Say(BEYOND_THE_SESSION, Line("by_keys")))
            self._tell(f"Nothing can be heard; {hint()}.")

    def _can_hear(self, ears: Future[str]) -> bool:
        try:
            self._tell(ears.result())
        except HearingError as error:
            if self._chosen.engine != "auto":
                raise
            self._tell(str(error))
            return False
        return True

    def _start_keys(self) -> None:
        if self._stdin is None:
            self._keys_ended()
        else:
            Keys(self._stdin, self._plan.language, self._typed, self._keys_ended).start()

    def _control(self, state: Callable[[], State]) -> Control:
        language = self._plan.language

        def obey(command: Command) -> None:
            self._inbox.put(CommandHeard(time.monotonic(), command, "control"))

        return Control(
            control.folder(),
            lambda text: read_command(text, language),
            obey,
            lambda: status(self._plan, state(), time.monotonic()),
        )

    def _typed(self, command: Command) -> None:
        self._inbox.put(CommandHeard(time.monotonic(), command, "keys"))

    def _hearing_lost(self) -> None:
        self._deaf = True
        if self._keys_at_end:
            self._keys_ended()

    def _keys_ended(self) -> None:
        self._keys_at_end = True
        if self._deaf and not self._waits:
            self._inbox.put(Leave(Line("out_of_reach")))

    def _terminated(self) -> None:
        if not self._runs:
            raise SystemExit(0)
        self._inbox.put(PutAside())

    def _interrupted(self) -> None:
        self._tell("Paused. Ctrl-C again ends the session.")
        self._typed(Command.PAUSE)
        self._typed(Command.STOP)

    def _interrupted_again(self) -> None:
        self._inbox.put(Leave(None))
