"""Lists what is plugged in, and finds one of it by name."""

from dataclasses import dataclass
from typing import Any, Literal

from voice_facilitator.errors import DeviceError
from voice_facilitator.sound import portaudio

Kind = Literal["input", "output"]

_ROLE: dict[Kind, str] = {"input": "microphone", "output": "speaker"}


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio sees it."""

    index: int
    """PortAudio's number for it, until devices are plugged in or out."""
    name: str
    host_api: str
    """The system's way to it: ALSA, Core Audio, Windows WASAPI ..."""
    inputs: int
    """How many channels it can record."""
    outputs: int
    """How many channels it can play."""
    rate: int
    """The rate it likes best, in Hz."""
    is_default_input: bool
    is_default_output: bool
    lowest_latency_s: float = 0.0
    """What it offers at least, both ways, in seconds."""

    @property
    def full_name(self) -> str:
        """The name that tells it from its namesakes."""
        return f"{self.name}, {self.host_api}"

    def channels(self, kind: Kind) -> int:
        """How many channels it has of that kind."""
        return self.inputs if kind == "input" else self.outputs

    def is_default(self, kind: Kind) -> bool:
        """Whether the system takes it when none is named."""
        return self.is_default_input if kind == "input" else self.is_default_output

    def line(self) -> str:
        """All of it in one line, for a list."""
        roles = [role for kind, role in _ROLE.items() if self.is_default(kind)]
        default = f" (the default {' and '.join(roles)})" if roles else ""
        return f"{self.full_name}: {self.inputs} in, {self.outputs} out, {self.rate} Hz{default}"


def devices() -> list[Device]:
    """All devices, in PortAudio's order; none is no error.

    Raises DeviceError when PortAudio is not installed.
    """
    sounddevice = portaudio.load()
    host_apis = sounddevice.query_hostapis()
    default_input, default_output = sounddevice.default.device
    return [
        _device(index, entry, host_apis[entry["hostapi"]]["name"], default_input, default_output)
        for index, entry in enumerate(sounddevice.query_devices())
    ]


def find(name: str | None, kind: Kind) -> Device:
    """The device that `name` means, or the system's default where it is None.

    A name is the whole or a part of what `devices` tells, in any case; among
    several the first is taken, a whole name before a part. "NAME, HOST API"
    tells namesakes apart.

    Raises DeviceError that lists what there is.
    """
    able = [device for device in devices() if device.channels(kind) > 0]
    if not able:
        raise DeviceError(
            f"There is no {_ROLE[kind]}; plug one in, and see that the system's sound is on."
        )
    if name is None:
        return next((device for device in able if device.is_default(kind)), able[0])
    wanted = name.casefold()
    for fits in (_is_called, _contains):
        for device in able:
            if fits(device, wanted):
                return device
    there = ", ".join(f"“{device.name}”" for device in able)
    raise DeviceError(f"There is no {_ROLE[kind]} “{name}”; take one of {there}.")


def _device(
    index: int, entry: dict[str, Any], host_api: str, default_input: int, default_output: int
) -> Device:
    return Device(
        index=index,
        name=entry["name"],
        host_api=host_api,
        inputs=entry["max_input_channels"],
        outputs=entry["max_output_channels"],
        rate=round(entry["default_samplerate"]),
        is_default_input=index == default_input,
        is_default_output=index == default_output,
        lowest_latency_s=max(
            entry["default_low_output_latency"] if entry["max_output_channels"] else 0.0,
            entry["default_low_input_latency"] if entry["max_input_channels"] else 0.0,
        ),
    )


def _is_called(device: Device, wanted: str) -> bool:
    return wanted in (device.name.casefold(), device.full_name.casefold())


def _contains(device: Device, wanted: str) -> bool:
    return wanted in device.full_name.casefold()
