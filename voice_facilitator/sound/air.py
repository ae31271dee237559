"""The port between the mixer and the air."""

from typing import Protocol

from voice_facilitator.sound.clock import AudioClock


class Air(Protocol):
    """Draws frames from a mixer in real time: a sound card, or a stand-in for one."""

    clock: AudioClock
    """Which of the mixer's frames is in the air when."""

    @property
    def has_microphone(self) -> bool:
        """Whether it hears."""

    @property
    def latency_s(self) -> float:
        """How long a frame takes from the mixer to the air."""

    def start(self) -> None:
        """Begin to draw; the clock runs when this returns. Raises DeviceError."""

    def alive(self) -> bool:
        """Whether frames are being drawn."""

    def stop(self) -> None:
        """Let what was drawn ring out, then end; harmless the second time."""
