"""Lessons in the middle of a session: by its own loudspeaker and microphone.

A lesson takes its time, and making what it compares with a minute more, so it has a
thread of its own, which talks to the session's loop through its inbox alone. While it
lasts the microphone is lent to it, and of all that is heard only “stop” counts: it
ends the lesson, as any typed command does. What has been learned until then stays.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

from voice_facilitator.commands import Command
from voice_facilitator.errors import FacilitatorError
from voice_facilitator.hearing.utterance import Utterance
from voice_facilitator.language import Language
from voice_facilitator.runtime import school
from voice_facilitator.runtime.company import PATIENCE_S
from voice_facilitator.runtime.live import A_SIGN, Aside, Inbox
from voice_facilitator.runtime.performance import Performed, Stopped
from voice_facilitator.runtime.performer import Speak
from voice_facilitator.runtime.recognition import Recognition
from voice_facilitator.session.actions import EarconName, PlayEarcon
from voice_facilitator.session.events import CommandHeard, LessonOver, Outcome
from voice_facilitator.settings import Settings
from voice_facilitator.sound.inflow import Inflow
from voice_facilitator.sound.mixer import Samples

log = logging.getLogger(__name__)

FIRST = (Command.NEXT, Command.PAUSE, Command.RESUME, Command.REPEAT, Command.STOP)
"""What a group needs most; the rest is for the command `teach`."""
OF_THE_LESSON = -2
"""The number of the lines that a lesson asks for."""
_ECHO_S = 0.3
"""Our voice goes on in the room for a moment."""
_LOOK_S = 0.05
_WORKING_EVERY_S = 5.0
_CLOSING_S = 2.0


class _Ended(Exception):
    """The lesson is to end."""


class Classroom:
    """Holds lessons, one at a time. An audience, to know when its words have been heard."""

    def __init__(
        self,
        chosen: Settings,
        language: Language,
        inbox: Inbox,
        ears: Callable[[], Recognition | None],
    ) -> None:
        """`ears` gives what hears, None while nothing does."""
        self._chosen = chosen
        self._language = language
        self._inbox = inbox
        self._ears = ears
        self._inflow = Inflow()
        self._said = threading.Event()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._wanted = ""
        self._next_working_at = 0.0

    def begin(self) -> bool:
        """Begin a lesson, whose end is put into the inbox; False if there can be none."""
        ears = self._ears()
        if ears is None or self._is_busy() or not school.is_open(self._chosen, self._language):
            return False
        self._ending.clear()
        self._thread = threading.Thread(target=self._hold, args=(ears,), name="lesson", daemon=True)
        self._thread.start()
        return True

    def end(self) -> None:
        """End the lesson under way, if there is one."""
        self._ending.set()

    def close(self) -> None:
        """End, and wait for it a little."""
        self.end()
        if self._thread is not None:
            self._thread.join(_CLOSING_S)

    def notice(self, performed: Performed) -> None:
        """See when our words are over."""
        if isinstance(performed, Stopped) and performed.sound == OF_THE_LESSON:
            self._said.set()

    def take(self, samples: Samples, position: int) -> None:
        """A block of the microphone, 16 kHz mono, that begins at its sample `position`."""
        self._inflow(samples, position)

    def heard(self, utterance: Utterance) -> None:
        """End at a “stop”, unless it is what we have asked for."""
        is_stop = utterance.accepted and utterance.command is Command.STOP
        if is_stop and self._wanted not in self._language.phrases[Command.STOP]:
            self._inbox.put(CommandHeard(time.monotonic(), Command.STOP, "voice"))

    def say(self, text: str) -> None:
        """Say `text`; return when it has been heard."""
        self._said.clear()
        self._inbox.put(Aside(Speak(OF_THE_LESSON, text)))
        while not self._said.wait(_LOOK_S):
            self._look()
        time.sleep(_ECHO_S)

    def hear(self) -> Iterator[Samples]:
        """What the microphone hears from now on, for `PATIENCE_S`. Raises DeviceError."""
        self._inflow.forget()
        for block in self._inflow.take(PATIENCE_S):
            self._look()
            yield block

    def _is_busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _look(self) -> None:
        """Raises _Ended when we are to end."""
        if self._ending.is_set():
            raise _Ended

    def _hold(self, ears: Recognition) -> None:
        learned: list[str] = []
        outcome = Outcome.NOTHING
        try:
            with ears.lent(self), contextlib.suppress(_Ended):
                self._teach(learned)
        except FacilitatorError as error:
            log.warning("%s", error)
            outcome = Outcome.IMPOSSIBLE
        if learned:
            ears.renew()
            outcome = Outcome.LEARNED
        self._inbox.put(LessonOver(time.monotonic(), outcome))

    def _teach(self, learned: list[str]) -> None:
        """Ask for one phrase after the other, until one is not said; add those `learned`."""
        self.say(self._language.lines["teach_begin"])
        lessons = school.open_school(self._chosen, self._language, self._wait)
        teacher = lessons.teacher(self)
        for command in FIRST:
            self._wanted = self._language.phrases[command][0]
            result = teacher.teach(self._wanted)
            if result is None:
                return
            if result.other is None:
                learned.append(self._wanted)

    def _wait(self, _done: int, _total: int) -> None:
        """Let it be heard that something takes a while."""
        self._look()
        if time.monotonic() >= self._next_working_at:
            self._next_working_at = time.monotonic() + _WORKING_EVERY_S
            self._inbox.put(Aside(PlayEarcon(A_SIGN, EarconName.WORKING)))
