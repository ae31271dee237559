"""Us, speaking all the time on a real sound server into our own microphone.

The stream, mixer, performer, canceller and detector of a session; its core and
its recogniser are left out, so that what is measured is the way from a mouth to
the loudspeaker and nothing else.
"""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_facilitator.runtime import opening
from voice_facilitator.runtime.live import TICK_S
from voice_facilitator.runtime.performance import Held, Performed
from voice_facilitator.runtime.performer import Performer, our_sounds
from voice_facilitator.session.actions import Line, Say, StopSpeaking
from voice_facilitator.settings import load as load_settings
from voice_facilitator.sound.echo_listener import EchoFree
from voice_facilitator.sound.echo_talker import TalkedOver
from voice_facilitator.sound.microphone import Listener
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.stream import Stream, Wishes, always


class Speaking:
    """Prompts of a session, one after the other, that stop when somebody speaks over them."""

    def __init__(self, folder: Path, latency_s: float) -> None:
        """Speech is kept in `folder`; `latency_s` is asked of the sound card."""
        flags = {"cache_dir": str(folder), "language": "en"}
        settings = load_settings(flags, environment={}).settings
        plan = opening.plan(settings)
        mixer = Mixer()
        echo_free = EchoFree(mixer, lambda *_: None, self._talked_over)
        self.listener = Timed(echo_free, lambda: self.stream.waiting_s())
        self.stream = Stream(mixer, self.listener, Wishes(latency_of=always(latency_s)))
        echo_free.follow(self.stream.clock, self.stream.microphone_clock, self.stream.waiting_s)
        self.held = 0
        """How often somebody was thought to speak over us."""
        voice = opening.voice(settings, plan.language)
        for text in plan.texts():
            voice.speak(text)
        sounds = our_sounds(mixer.rate)
        self._performer = Performer(mixer, self.stream.clock, voice, sounds, plan.words, self)
        phases = itertools.cycle(phase.id for phase in plan.protocol.phases)
        self._lines = (Say(n, Line("prompt", phase)) for n, phase in enumerate(phases))
        self._inbox: queue.SimpleQueue[TalkedOver | StopSpeaking] = queue.SimpleQueue()
        self._closing = threading.Event()

    def notice(self, performed: Performed) -> None:
        """Count the times that we are interrupted."""
        self.held += isinstance(performed, Held)

    def begin_another(self) -> None:
        """Break off, and say another prompt from its start."""
        self._inbox.put(StopSpeaking())

    @contextmanager
    def going_on(self) -> Iterator["Speaking"]:
        """Speak, in a thread that does what a live session's does."""
        self.stream.start()
        thread = threading.Thread(target=self._go_on)
        thread.start()
        try:
            yield self
        finally:
            self._closing.set()
            thread.join()
            self.stream.stop()

    def _go_on(self) -> None:
        while not self._closing.is_set():
            if self._performer.is_quiet:
                self._performer.perform(next(self._lines))
            try:
                item = self._inbox.get(timeout=TICK_S)
            except queue.Empty:
                pass
            else:
                self._take(item)
            self._performer.collect()

    def _take(self, item: TalkedOver | StopSpeaking) -> None:
        if isinstance(item, TalkedOver):
            self._performer.hold(item.lasted_s)
        else:
            self._performer.perform(item)

    def _talked_over(self, noticed: TalkedOver) -> None:
        self._inbox.put(noticed)


class Timed:
    """A listener whose processor time is added up."""

    def __init__(self, listener: Listener, waiting_s: Callable[[], float]) -> None:
        self._listener = listener
        self._waiting_s = waiting_s
        self._began = time.monotonic()
        self._cpu_s = 0.0
        self.longest_wait_s = 0.0
        """Of the microphone's sound."""

    def __call__(self, samples: Samples, position: int) -> None:
        """Hand on a block."""
        self.longest_wait_s = max(self.longest_wait_s, self._waiting_s())
        before = time.thread_time()
        self._listener(samples, position)
        self._cpu_s += time.thread_time() - before

    def begin(self) -> None:
        """Count from now on."""
        self._began, self._cpu_s, self.longest_wait_s = time.monotonic(), 0.0, 0.0

    @property
    def share(self) -> float:
        """Processor seconds a second."""
        return self._cpu_s / (time.monotonic() - self._began)
