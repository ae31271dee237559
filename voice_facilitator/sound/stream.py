"""The mixer on a real sound card, and the microphone beside it.

One full-duplex stream where speaker and microphone are the same device, since
then one crystal drives both; else a stream for each. The card's thread draws
from the mixer in blocks of 10 ms and tells the clock when each will be heard.

What goes wrong shows in three ways, none of them an exception: the stream ends
(the device was unplugged, the server killed), it stops calling back (the server
hangs), or it skips (the machine was too slow). `plays` and `hears` tell the
first two, `underflows` and the clock's jumps the third. After the first two
`reopen` looks for the devices again, by name, and goes on with the same mixer.
Until it does, and as soon as `let_go` is called, another may draw that mixer.
"""

import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound import portaudio
from voice_facilitator.sound.card import Card
from voice_facilitator.sound.clock import AudioClock
from voice_facilitator.sound.devices import Device, find
from voice_facilitator.sound.feed import Feed
from voice_facilitator.sound.latency import Hiccups
from voice_facilitator.sound.microphone import Listener, Microphone, to_mono
from voice_facilitator.sound.mixer import Mixer, Samples
from voice_facilitator.sound.precedence import take_precedence
from voice_facilitator.sound.wavefile import HEARING_RATE

log = logging.getLogger(__name__)

LATENCY_S = 0.1
"""Through PulseAudio with both cores loaded, 0.05 s lost frames and 0.1 s none."""

LatencyOf = Callable[[Device], float]
"""Seconds to be asked of a speaker."""


def always(latency_s: float) -> LatencyOf:
    """Ask the same of every speaker."""
    return lambda _device: latency_s


_USUAL = always(LATENCY_S)

_SILENT_S = 1.0
"""A stream that has not called back for so long is dead."""
_OPENING_S = 3.0
_RINGING_OUT_S = 2.0
_TAIL_S = 0.05
"""For what a card holds back beyond what it tells."""
_LATENCY_SHARE = 0.02
"""Of each block in the mean latency: settles in half a second."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which devices, and how."""

    output: str | None = None
    """The speaker's name, or a part of it; None is the system's default."""
    input: str | None = None
    """The microphone's."""
    latency_of: LatencyOf = _USUAL
    """What is asked of the card whenever it is opened; `Stream.latency_s` is what it gives."""
    rate: int | None = None
    """The card's rate in Hz; None is the mixer's. Where it refuses, its own is taken."""


class _DeadStartError(DeviceError):
    """Devices were opened, and nothing came of it."""


class Stream:
    """A mixer in the air, and a listener to what the microphone hears."""

    def __init__(self, mixer: Mixer, listener: Listener, wishes: Wishes | None = None) -> None:
        """The listener is called from a thread of its own."""
        self._mixer = mixer
        self._listener = listener
        self._wishes = wishes or Wishes()
        self.clock = AudioClock(mixer.rate)
        """Which of the mixer's frames is at the speaker when."""
        self.microphone_clock = AudioClock(HEARING_RATE)
        """Which of the microphone's samples, by position at 16 kHz, was in the air when."""
        self.underflows = 0
        """How often the card says that it waited for us."""
        self.hiccups = Hiccups()
        """When it did, or the clock misses frames: a sound server does not always tell."""
        self.overflows = 0
        """How often it says that it threw away what the microphone heard."""
        self.microphone_problem: str | None = None
        """Why there is no microphone, in a sentence; None when there is one."""
        self._output: Card | None = None
        self._input: Card | None = None
        self._feed: Feed | None = None
        """None while we do not draw the mixer."""
        self._microphone: Microphone | None = None
        self._heard_to = 0
        self.speaker: Device | None = None
        """The speaker, as it was when it was last opened."""
        self.asked_latency_s = self._latency_s = LATENCY_S
        """What was asked of it, in seconds."""
        self._asked_since: dict[str, float] = {}
        self.opened_at = 0.0
        """When it was, in seconds of `time.monotonic`."""
        self._played_at = self._heard_at = 0.0
        self._called = False
        self.deaf = False
        """Whether what the microphone gives is not what it hears, and so is thrown away."""

    @property
    def has_microphone(self) -> bool:
        """Whether a microphone is open."""
        return self._input is not None

    @property
    def shares_card(self) -> bool:
        """Whether speaker and microphone are one card, which opens and closes as one."""
        return self._input is not None and self._input is self._output

    @property
    def latency_s(self) -> float:
        """How long a frame takes from the mixer to the speaker, as the card tells."""
        return self._latency_s

    def waiting_s(self) -> float:
        """How much of the microphone's sound its listener has still to take."""
        microphone = self._microphone
        return 0.0 if microphone is None else microphone.waiting_s

    def start(self, take_over: Callable[[], None] = lambda: None) -> None:
        """Open the devices and begin; the clock runs when this returns.

        `take_over` is called when the devices run, just before the mixer's next
        frame is drawn: whoever drew it until then must have ended when it
        returns. Where there is no microphone it goes on and
        `microphone_problem` says why, unless one was asked for by name. Devices
        that are there but do not call back get a second chance: a sound server
        that is busy with what was closed just before loses a stream now and then.
        Raises DeviceError.
        """
        try:
            self._begin(take_over)
        except _DeadStartError:
            portaudio.look_again()
            self._begin(take_over)

    def _begin(self, take_over: Callable[[], None]) -> None:
        speaker, microphone = find(self._wishes.output, "output"), self._find_microphone()
        self.microphone_clock.restart()
        self._played_at = self._heard_at = time.monotonic()
        self._called = False
        self._feed = None
        self.speaker, self.opened_at = speaker, self._played_at
        longest = max(self._wishes.latency_of(speaker), self._asked_since.get(speaker.full_name, 0))
        self.asked_latency_s = self._latency_s = longest
        try:
            self._open(speaker, microphone)
            self._wait_until(lambda: self._called, speaker)
            take_over()
            self._draw()
            self._wait_until(lambda: self.clock.running, speaker)
        except DeviceError:
            self._close()
            raise

    def plays(self) -> bool:
        """Whether the speaker is there and has called back within the last second."""
        return _is_alive(self._output, self._played_at)

    def hears(self) -> bool:
        """Whether the microphone is there and has called back within the last second."""
        return not self.deaf and _is_alive(self._input, self._heard_at)

    def alive(self) -> bool:
        """Whether all devices that are open have called back within the last second."""
        return self.plays() and (self._input is None or _is_alive(self._input, self._heard_at))

    @property
    def played_at(self) -> float:
        """When the speaker last called back, seconds of `time.monotonic`."""
        return self._played_at

    def ask(self, latency_s: float) -> None:
        """Ask at least so much of this speaker, whenever it is opened again."""
        if self.speaker is not None:
            self._asked_since[self.speaker.full_name] = latency_s

    def let_go(self) -> None:
        """Draw the mixer no more: the speaker is silent from now on, and another may draw."""
        self._feed = None

    def stop(self) -> None:
        """Let what was drawn ring out, then close; harmless the second time."""
        if self.clock.running:
            drawn, latest = self._mixer.position, time.monotonic() + _RINGING_OUT_S
            heard = min(self.clock.time_of(drawn) + _TAIL_S, latest)
            while self.alive() and time.monotonic() < heard:
                time.sleep(0.01)
        self._close()

    def reopen(self, take_over: Callable[[], None] = lambda: None) -> None:
        """Look for the devices again, after one was lost, and go on.

        `take_over` as in `start`. May take as long as the sound server hangs.
        Raises DeviceError when they are not there yet; call it again later.
        """
        self._close()
        portaudio.look_again()
        self.start(take_over)

    def reopen_microphone(self) -> None:
        """Open the microphone again, after it alone was lost; the speaker goes on meanwhile.

        Not where both share a card. Finds only what was plugged in when the
        speaker was opened. Raises DeviceError.
        """
        if self._input is not None:
            self._input.close()
            self._input = None
        self._close_microphone()
        device = find(self._wishes.input, "input")
        self.microphone_clock.restart()
        self._heard_at = time.monotonic()
        self.microphone_problem = None
        self._open_microphone(device)
        if self.microphone_problem is not None:
            raise DeviceError(self.microphone_problem)

    def _find_microphone(self) -> Device | None:
        self.microphone_problem = None
        try:
            return find(self._wishes.input, "input")
        except DeviceError as error:
            if self._wishes.input is not None:
                raise
            self.microphone_problem = str(error)
            return None

    def _open(self, speaker: Device, microphone: Device | None) -> None:
        if microphone is not None and microphone.index == speaker.index:
            with contextlib.suppress(DeviceError):
                self._open_duplex(speaker)
                return
        self._output = Card(
            speaker, "output", self._play, self._rates(speaker), self.asked_latency_s
        )
        self._output.start()
        if microphone is not None:
            self._open_microphone(microphone)

    def _open_duplex(self, device: Device) -> None:
        card = Card(
            device, "duplex", self._play_and_hear, self._rates(device), self.asked_latency_s
        )
        self._output = self._input = card
        self._microphone = self._new_microphone(card)
        try:
            card.start()
        except DeviceError:
            self._close()
            raise

    def _open_microphone(self, device: Device) -> None:
        try:
            card = Card(device, "input", self._hear, self._rates(device), self.asked_latency_s)
            self._microphone = self._new_microphone(card)
            self._input = card
            card.start()
        except DeviceError as error:
            self._input = None
            self.microphone_problem = str(error)

    def _rates(self, device: Device) -> tuple[int, ...]:
        return self._wishes.rate or self._mixer.rate, device.rate

    def _new_microphone(self, card: Card) -> Microphone:
        return Microphone(card.rate, self._listener, self._heard_to, self.microphone_clock)

    def _draw(self) -> None:
        """Draw the mixer from now on."""
        if self._output is not None:
            self.clock.restart()
            self._feed = Feed(self._mixer, self._output.rate)

    def _wait_until(self, happened: Callable[[], bool], speaker: Device) -> None:
        latest = time.monotonic() + _OPENING_S
        while not happened():
            if time.monotonic() > latest:
                raise _DeadStartError(
                    f"The speaker “{speaker.name}” does not start; close other programs that "
                    "use it, or name another with --output-device."
                )
            time.sleep(0.01)

    def _close(self) -> None:
        for card in {self._output, self._input}:
            if card is not None:
                card.close()
        self._output = self._input = None
        self._close_microphone()

    def _close_microphone(self) -> None:
        if self._microphone is not None:
            self._microphone.close()
            self._heard_to = self._microphone.position
            self._microphone = None

    def _play_and_hear(
        self, recorded: Samples, played: Samples, frames: int, stamps: Any, flags: Any
    ) -> None:
        self._hear(recorded, frames, stamps, flags)
        self._play(played, frames, stamps, flags)

    def _play(self, played: Samples, frames: int, stamps: Any, flags: Any) -> None:
        assert self._output is not None
        if not self._called:
            self._called = True
            take_precedence()
        now = self._played_at = time.monotonic()
        feed = self._feed
        if feed is None:
            played.fill(0)
            return
        away_s = self._output.away_s(stamps.outputBufferDacTime, self._output.latencies_s[1])
        jumps = self.clock.jumps
        self.clock.observe(feed.frame, now + away_s)
        played[:] = feed.draw(frames)[:, None]
        self._latency_s += _LATENCY_SHARE * (away_s - self._latency_s)
        self.underflows += bool(flags.output_underflow)
        if flags.output_underflow or self.clock.jumps > jumps:
            self.hiccups.happen(now)

    def _hear(self, recorded: Samples, _frames: int, stamps: Any, flags: Any) -> None:
        assert self._input is not None and self._microphone is not None
        now = self._heard_at = time.monotonic()
        if self.deaf:
            recorded = np.zeros_like(recorded)
        away_s = self._input.away_s(stamps.inputBufferAdcTime, -self._input.latencies_s[0])
        self._microphone.take(to_mono(recorded), now + away_s)
        self.overflows += bool(flags.input_overflow)


def _is_alive(card: Card | None, called_at: float) -> bool:
    return card is not None and not card.ended and time.monotonic() - called_at < _SILENT_S
