"""Keeps PulseAudio (or PipeWire in its place) from moving our streams where they do harm.

When a device goes, the sound server moves our stream to another one and says
nothing. The microphone may then become the speaker's *monitor*, which hears all
that we say and nothing else; and the speaker may become one that nobody hears,
and stay there when its own is back. Once a second this asks the server where
our streams are. A stream goes back to its own device as soon as that is there;
until then a monitor counts as no microphone.

Without such a server, or without its library, there is nothing to watch.
"""

import logging
import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

log = logging.getLogger(__name__)

LOOK_S = 1.0
_CONNECT_S = 2.0
_NO_SINK = 0xFFFFFFFF
"""libpulse's PA_INVALID_INDEX."""


class Hearing(Protocol):
    """What listens to a microphone: `sound.stream.Stream`, or `sound.intake.Intake`."""

    deaf: bool
    """Whether what the microphone gives is not what it hears."""


@dataclass(slots=True)
class _Home:
    """The device that a stream of ours belongs to."""

    name: str | None = None
    """None until it is known."""
    was_gone: bool = False
    """Whether it has been gone: a stream elsewhere was moved for that, not on purpose."""

    def note(self, names: Collection[str]) -> None:
        """Take in which devices are there."""
        if self.name is not None and self.name not in names:
            self.was_gone = True


class MonitorWatch:
    """Watches our streams for as long as it is entered."""

    def __init__(self, stream: Hearing) -> None:
        self._stream = stream
        self._closing = threading.Event()
        self._speaker = _Home()
        self._microphone = _Home()
        self._thread = threading.Thread(target=self._watch, name="monitor watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()

    def _watch(self) -> None:
        try:
            import pulsectl
        except (ImportError, OSError):
            return
        while not self._closing.wait(LOOK_S):
            try:
                with pulsectl.Pulse("voice-facilitator", connect=False) as server:
                    server.connect(timeout=_CONNECT_S)
                    self._look_while_connected(server)
            except (pulsectl.PulseError, OSError) as error:
                log.debug("No sound server to ask: %r", error)

    def _look_while_connected(self, server: Any) -> None:
        while not self._closing.is_set():
            self._look_at_speaker(server)
            self._look_at_microphone(server)
            self._closing.wait(LOOK_S)

    def _look_at_speaker(self, server: Any) -> None:
        sinks = {sink.index: sink for sink in server.sink_list()}
        by_name = {sink.name: sink for sink in sinks.values()}
        home = self._speaker
        home.note(by_name)
        for playing in filter(_is_ours, server.sink_input_list()):
            sink = sinks.get(playing.sink)
            if sink is None or (home.was_gone and home.name not in by_name):
                continue
            if home.was_gone and sink.name != home.name:
                log.warning("Our sound goes back to the speaker %s.", home.name)
                server.sink_input_move(playing.index, by_name[home.name].index)
            else:
                home.name = sink.name
            home.was_gone = False

    def _look_at_microphone(self, server: Any) -> None:
        sources = {source.index: source for source in server.source_list()}
        deaf = False
        for recording in filter(_is_ours, server.source_output_list()):
            source = sources.get(recording.source)
            if source is None:
                continue
            if not _is_monitor(source):
                self._microphone.name = source.name
                continue
            better = self._real_microphone(server, sources)
            if better is None:
                deaf = True
            else:
                log.warning("We listen to the microphone %s again.", better.name)
                server.source_output_move(recording.index, better.index)
        if deaf and not self._stream.deaf:
            log.warning("The sound server has put our own voice in the microphone's place.")
        self._stream.deaf = deaf

    def _real_microphone(self, server: Any, sources: dict[int, Any]) -> Any:
        """Our own microphone if it is there, else the server's choice; None if that is none."""
        wanted = [self._microphone.name, server.server_info().default_source_name]
        real = {each.name: each for each in sources.values() if not _is_monitor(each)}
        return next((real[name] for name in wanted if name in real), None)


def _is_ours(stream: Any) -> bool:
    return bool(stream.proplist.get("application.process.id") == str(os.getpid()))


def _is_monitor(source: Any) -> bool:
    return bool(source.monitor_of_sink != _NO_SINK)
