"""What a session is held with: the air, whoever listens in it, and what watches over them."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice_facilitator.errors import DeviceError
from voice_facilitator.runtime import opening
from voice_facilitator.runtime.airing import Airing
from voice_facilitator.runtime.fitter import Fitter
from voice_facilitator.runtime.keeper import Keeper
from voice_facilitator.runtime.live import Inbox, Lookout
from voice_facilitator.runtime.lull import Lull
from voice_facilitator.runtime.recognition import Recognition
from voice_facilitator.runtime.roomcheck import RoomCheck
from voice_facilitator.runtime.sleep import SleepWatch
from voice_facilitator.runtime.watchdog import Watchdog
from voice_facilitator.settings import Settings
from voice_facilitator.sound.air import Air
from voice_facilitator.sound.microphone import Listener
from voice_facilitator.sound.mixer import Mixer
from voice_facilitator.sound.monitor_watch import MonitorWatch
from voice_facilitator.sound.overheard import Overheard
from voice_facilitator.sound.stream import Stream


@dataclass(frozen=True, slots=True)
class Gear:
    """What is open while a session is held."""

    chosen: Settings
    recognition: Recognition | None
    """None for keys only."""
    overheard: Overheard
    """The last seconds of the microphone, as they came."""
    mixer: Mixer
    air: Air

    @property
    def ears(self) -> Recognition | None:
        """The recognition where there is a microphone for it."""
        return self.recognition if self.air.has_microphone else None

    def room_checks(self, tell: Callable[[str], None]) -> list[RoomCheck]:
        """One where there is a room to be heard."""
        if not isinstance(self.air, Stream) or not self.air.has_microphone:
            return []
        return [RoomCheck(self.air, self.overheard, tell)]

    def fitter(self) -> Fitter | None:
        """What fits a card's latency to the machine, unless somebody has chosen one."""
        if not isinstance(self.air, Stream) or self.chosen.latency != "auto":
            return None
        return Fitter(self.air, opening.latencies(self.chosen))

    def lookouts(
        self, stack: contextlib.ExitStack, lull: Lull, fitter: Fitter | None
    ) -> list[Lookout]:
        """What tells of whatever goes wrong with it, and mends it in a `lull`."""
        mixer, air = self.mixer, self.air
        asleep = SleepWatch(lambda: mixer.position / mixer.rate)
        if not isinstance(air, Stream):
            return [asleep, Watchdog(air.alive)]
        keeper = Keeper(air, mixer, lull.is_now, fitter)
        stack.callback(keeper.close)
        stack.enter_context(MonitorWatch(air))
        return [asleep, keeper, Watchdog(keeper.copes)]


def by_card(
    stack: contextlib.ExitStack,
    chosen: Settings,
    output: Path | None,
    recognition: Recognition | None,
    inbox: Inbox,
) -> Gear:
    """On a sound card. Raises DeviceError where there is none, or no microphone for `recognition`.

    `output` is where what we play is recorded too; who speaks over us is told to `inbox`.
    """
    overheard = Overheard()
    mixer, air = _airing(chosen, output, recognition, inbox, overheard).by_card(stack)
    if recognition is not None and not air.has_microphone:
        raise DeviceError("There is no microphone to be heard by; plug one in.")
    return _followed(Gear(chosen, recognition, overheard, mixer, air))


def somehow(
    stack: contextlib.ExitStack,
    chosen: Settings,
    output: Path | None,
    recognition: Recognition | None,
    inbox: Inbox,
    tell: Callable[[str], None],
) -> Gear:
    """On a sound card as `by_card`, else into a file, which `tell` is told of.

    Raises DeviceError where a device was asked for by name and is not there.
    """
    overheard = Overheard()
    mixer, air = _airing(chosen, output, recognition, inbox, overheard).somehow(stack, tell)
    return _followed(Gear(chosen, recognition, overheard, mixer, air))


def _airing(
    chosen: Settings,
    output: Path | None,
    recognition: Recognition | None,
    inbox: Inbox,
    overheard: Overheard,
) -> Airing:
    listener: Listener = recognition.listen if recognition else lambda *_: None
    return Airing(chosen, output, overheard, listener, inbox.put)


def _followed(gear: Gear) -> Gear:
    """`gear`, whose recognition knows by now when the microphone heard what."""
    if gear.recognition is not None and isinstance(gear.air, Stream):
        gear.recognition.follow(gear.air.microphone_clock)
    return gear
