"""How a session gets into the air: by a sound card, or into a file where there is none."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from voice_facilitator.errors import DeviceError
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.keeper import stop_in_time
from voice_facilitator.runtime.tape import Tape
from voice_facilitator.settings import Settings
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.echo_listener import EchoFree
from voice_facilitator.sound.echo_talker import TalkedOver
from voice_facilitator.sound.microphone import Listener
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.sound.overheard import Overheard
from voice_facilitator.sound.pump import Pump
from voice_facilitator.sound.stream import Stream


class Airing:
    """What is wanted of the air; each way of opening it gives the mixer and what draws it."""

    def __init__(
        self,
        chosen: Settings,
        output: Path | None,
        overheard: Overheard,
        listener: Listener,
        talked_over: Callable[[TalkedOver], None],
    ) -> None:
        """`output` is where what we play is recorded too; `listener` takes the microphone.

        `overheard` keeps the last seconds of it, as they came. `talked_over` is
        called while somebody speaks over us.
        """
        self._overheard = overheard
        self._chosen = chosen
        self._output = output
        self._listener = listener
        self._talked_over = talked_over

    def by_card(self, stack: contextlib.ExitStack) -> tuple[Mixer, Air]:
        """On the sound card. Raises DeviceError where there is none."""
        mixer = self._mixer(stack)
        return mixer, self._start(self._stream(mixer), stack)

    def somehow(
        self, stack: contextlib.ExitStack, tell: Callable[[str], None]
    ) -> tuple[Mixer, Air]:
        """On the sound card, else into a file, which `tell` is told of.

        Raises DeviceError where a device was asked for by name and is not there.
        """
        mixer = self._mixer(stack)
        try:
            return mixer, self._start(self._stream(mixer), stack)
        except DeviceError as error:
            if self._chosen.output_device or self._chosen.input_device:
                raise
            path = self._output or Path(f"session-{datetime.now():%Y-%m-%d-%H%M%S}.wav")
            tell(f"{error} Until then, the session is rendered to {path}.")
        if self._output is None:
            mixer = stack.enter_context(Tape(path))
        return mixer, self._start(Pump(mixer), stack)

    def _mixer(self, stack: contextlib.ExitStack) -> Mixer:
        return stack.enter_context(Tape(self._output)) if self._output else Mixer()

    def _start(self, air: Air, stack: contextlib.ExitStack) -> Air:
        air.start()
        stack.callback(stop_in_time, air)
        return air

    def _stream(self, mixer: Mixer) -> Stream:
        wishes = opening.wishes(self._chosen)
        if not self._chosen.echo_canceller:
            return Stream(mixer, self._overheard.before(self._listener), wishes)
        listener = EchoFree(mixer, self._listener, self._talked_over)
        stream = Stream(mixer, self._overheard.before(listener), wishes)
        listener.follow(stream.clock, stream.microphone_clock, stream.waiting_s)
        return stream
