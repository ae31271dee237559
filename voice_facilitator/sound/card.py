"""One open PortAudio stream on one device."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Literal

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound import portaudio
from voice_facilitator.sound.devices import Device

Direction = Literal["duplex", "output", "input"]

_BLOCKS_A_SECOND = 100
_PLAUSIBLE_S = 2.0
"""A card that puts a frame further away than this from now does not know its time."""

_STREAMS = {"duplex": "Stream", "output": "OutputStream", "input": "InputStream"}
_NAMES = {
    "duplex": ("sound device", "--output-device"),
    "output": ("speaker", "--output-device"),
    "input": ("microphone", "--input-device"),
}


class Card:
    """A stream of 10 ms blocks, float32, of one channel or two."""

    def __init__(
        self,
        device: Device,
        direction: Direction,
        callback: Callable[..., None],
        rates: tuple[int, ...],
        latency_s: float,
    ) -> None:
        """Open it at the first of `rates` that the device takes.

        The callback's arguments are those of sounddevice's streams. Raises
        DeviceError.
        """
        self._device = device
        self._direction = direction
        self._ended = threading.Event()
        self._stream = self._open(callback, rates, latency_s)
        self.rate = round(self._stream.samplerate)
        """Frames a second."""

    @property
    def ended(self) -> bool:
        """Whether the stream has ended by itself: the device is gone."""
        return self._ended.is_set()

    def start(self) -> None:
        """Begin to call back. Raises DeviceError."""
        try:
            self._stream.start()
        except portaudio.load().PortAudioError as error:
            raise self._refused(error) from None

    def close(self) -> None:
        """End now; harmless the second time and when the device is gone."""
        with contextlib.suppress(portaudio.load().PortAudioError):
            self._stream.abort()
            self._stream.close()

    def away_s(self, stamp: float, otherwise_s: float) -> float:
        """How many seconds from now a time stamp of the callback is.

        PortAudio's clock is its host's, often the wall clock: only differences
        count. `otherwise_s` is told where the host gives no usable stamps.
        """
        away_s: float = stamp - self._stream.time
        return away_s if stamp and abs(away_s) < _PLAUSIBLE_S else otherwise_s

    @property
    def latencies_s(self) -> tuple[float, float]:
        """What PortAudio thinks the latency is, in and out; 0 for a side that is not there."""
        latency = self._stream.latency
        if self._direction == "duplex":
            return float(latency[0]), float(latency[1])
        return (latency, 0.0) if self._direction == "input" else (0.0, latency)

    def _open(self, callback: Callable[..., None], rates: tuple[int, ...], latency_s: float) -> Any:
        sounddevice = portaudio.load()
        refusal: Exception | None = None
        for rate in rates:
            try:
                return getattr(sounddevice, _STREAMS[self._direction])(
                    device=self._device.index,
                    samplerate=rate,
                    blocksize=rate // _BLOCKS_A_SECOND,
                    channels=self._channels(),
                    dtype="float32",
                    latency=latency_s,
                    callback=callback,
                    finished_callback=self._ended.set,
                )
            except sounddevice.PortAudioError as error:
                refusal = error
        raise self._refused(refusal) from None

    def _channels(self) -> int | tuple[int, int]:
        """Two where there are two: some stereo cards refuse to be mono."""
        inputs, outputs = min(2, self._device.inputs), min(2, self._device.outputs)
        if self._direction == "duplex":
            return inputs, outputs
        return inputs if self._direction == "input" else outputs

    def _refused(self, error: Exception | None) -> DeviceError:
        name, option = _NAMES[self._direction]
        reason = error.args[0] if error is not None and error.args else "it gives no reason"
        return DeviceError(
            f"The {name} “{self._device.name}” cannot be opened ({reason}); "
            f"close other programs that use it, or name another with {option}."
        )
