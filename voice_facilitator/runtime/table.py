"""A session at a table: loudspeaker, microphone, keys and captions put together.

What a machine lacks is told, aloud where there is a loudspeaker, and the
session goes on with the rest: without a sound card into a file, without a
microphone or recogniser by keys. Only when nobody can reach us does it end.
"""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voice_facilitator.commands import Command, Context
from voice_facilitator.errors import DeviceError, HearingError
from voice_facilitator.hearing.ear import Utterance
from voice_facilitator.hearing.remote import Remote
from voice_facilitator.runtime import control, opening
from voice_facilitator.runtime.audiences import Audiences
from voice_facilitator.runtime.captions import Captions
from voice_facilitator.runtime.control import Control
from voice_facilitator.runtime.ears import Ears
from voice_facilitator.runtime.facilitator import Facilitator
from voice_facilitator.runtime.keys import Keys, hint, read_command
from voice_facilitator.runtime.live import BEYOND_THE_SESSION, Inbox, Leave, Live
from voice_facilitator.runtime.performance import Audience
from voice_facilitator.runtime.performer import Performer, our_sounds
from voice_facilitator.runtime.progress import steps
from voice_facilitator.runtime.readiness import get_ready
from voice_facilitator.runtime.status import status
from voice_facilitator.runtime.tape import Tape
from voice_facilitator.session.actions import Line, Say
from voice_facilitator.session.events import CommandHeard
from voice_facilitator.session.machine import State
from voice_facilitator.settings import Settings
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.pump import Pump
from voice_facilitator.sound.stream import Stream

log = logging.getLogger(__name__)

Tell = Callable[[str], None]


class Table:
    """One session, from power-on to goodbye."""

    def __init__(
        self,
        chosen: Settings,
        output: Path | None,
        stdin: TextIO | None,
        stdout: TextIO,
        tell: Tell,
    ) -> None:
        """`output` is where what we play is recorded too; `tell` takes what is not captions.

        Raises FacilitatorError when there can be no session at all.
        """
        self._chosen = chosen
        self._output = output
        self._stdin = stdin
        self._stdout = stdout
        self._tell = tell
        self._plan = opening.plan(chosen)
        self._voice = opening.voice(chosen, self._plan.language)
        self._inbox: Inbox = Inbox()
        self._keys_at_end = False
        self._deaf = False

    def hold(self) -> None:
        """Hold the session to its end."""
        with contextlib.ExitStack() as stack:
            hearing = self._hearing(stack)
            mixer, air = self._open_air(stack, hearing)
            audience = self._audience(hearing)
            performer = Performer(
                mixer,
                air.clock,
                self._voice,
                our_sounds(mixer.rate),
                self._plan.words,
                audience,
                self._chosen.volume / 100,
            )
            self._get_ready(performer, hearing if air.has_microphone else None)
            self._start_keys()
            stack.enter_context(_interrupts(self._interrupted, self._interrupted_again))
            facilitator = Facilitator(self._plan.begin(), performer, audience)
            stack.enter_context(self._control(lambda: facilitator.state))
            Live(facilitator, performer, self._inbox).run()

    def _hearing(self, stack: contextlib.ExitStack) -> Remote | None:
        if self._chosen.engine == "keys":
            return None
        listening = opening.listening(self._chosen, self._plan.language)
        hearing = Remote(listening, Context.CONVERSATION, self._heard, _tell_restart)
        stack.callback(hearing.close)
        return hearing

    def _open_air(self, stack: contextlib.ExitStack, hearing: Remote | None) -> tuple[Mixer, Air]:
        def listen(samples: Samples, _position: int) -> None:
            if hearing is not None:
                hearing.feed(samples)

        mixer = stack.enter_context(Tape(self._output)) if self._output else Mixer()
        air: Air = Stream(mixer, listen, opening.wishes(self._chosen))
        try:
            air.start()
        except DeviceError as error:
            if self._chosen.output_device or self._chosen.input_device:
                raise
            path = self._output or Path(f"session-{datetime.now():%Y-%m-%d-%H%M%S}.wav")
            self._tell(f"{error} Until then, the session is rendered to {path}.")
            mixer = mixer if self._output else stack.enter_context(Tape(path))
            air = Pump(mixer)
            air.start()
        stack.callback(air.stop)
        return mixer, air

    def _audience(self, hearing: Remote | None) -> Audience:
        audiences: list[Audience] = []
        if self._chosen.captions:
            signs = self._plan.language.signs
            audiences.append(Captions(self._stdout, time.monotonic(), signs))
        if hearing is not None:
            audiences.append(Ears(hearing))
        return Audiences(audiences)

    def _get_ready(self, performer: Performer, hearing: Remote | None) -> None:
        with ThreadPoolExecutor() as pool, steps("Getting ready") as progress:
            speech = pool.submit(self._voice.prepare, self._plan.texts(), progress)
            ears = pool.submit(hearing.start) if hearing is not None else None
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

    def _heard(self, utterance: Utterance) -> None:
        log.info("Heard %s", utterance.json())
        if utterance.accepted and utterance.command is not None:
            self._inbox.put(CommandHeard(time.monotonic(), utterance.command, "voice"))

    def _keys_ended(self) -> None:
        if self._deaf:
            self._inbox.put(Leave(Line("out_of_reach")))

    def _interrupted(self) -> None:
        self._tell("Paused. Ctrl-C again ends the session.")
        self._typed(Command.PAUSE)
        self._typed(Command.STOP)

    def _interrupted_again(self) -> None:
        self._inbox.put(Leave(None))


@contextlib.contextmanager
def _interrupts(first: Callable[[], None], again: Callable[[], None]) -> Iterator[None]:
    """Call `first` at the first Ctrl-C, `again` at each that follows."""
    handlers = iter([first])

    def handle(_signal: int, _frame: object) -> None:
        next(handlers, again)()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _tell_restart(reason: str) -> None:
    log.warning("The recogniser %s and was started again.", reason)
