"""Adds sounds together, each at its exact frame.

The mixer is a tape: `position` is the frame that will be rendered next, and a
sound placed at frame N has its first sample in frame N, in whatever blocks the
tape is drawn. It knows no clock; whoever renders decides how long a frame takes
to come.

After every call all that has happened up to `position` has been noted, and
`next_change` is later than `position`. So a renderer that never draws past
`next_change` can react to each sound's end before the frame that follows it.

Changes of loudness are raised-cosine ramps, since a step is heard as a click.
Where sounds add up to more than the air can carry, a memoryless soft knee bends
the peaks; below it the sum is exact.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

RATE = 48_000
"""The rate all of our own sounds have, in Hz: what nearly every device runs at."""

FADE_S = 0.03
"""Long enough not to click, short enough to be called at once."""

_KNEE = np.float32(0.8)
"""Up to -2 dBFS nothing is bent; speech and bells by themselves stay below."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sound began or ended."""

    frame: int
    """Its first frame, or the frame after its last."""
    handle: int
    """What `play` returned."""
    kind: Literal["started", "ended"]


@dataclass(slots=True)
class _Ramp:
    """A change of gain from frame `start` on, `curve` holding one gain a frame."""

    start: int
    curve: Samples
    final: np.float32


@dataclass(slots=True)
class _Voice:
    """One sound on the tape."""

    handle: int
    samples: Samples
    start: int
    end: int
    """The frame after the last, brought forward when the sound is stopped."""
    gain: np.float32
    ramp: _Ramp | None = None
    started: bool = False

    def gains(self, first: int, last: int) -> Samples | np.float32:
        """The gain of each frame from `first` up to, not with, `last`."""
        ramp = self.ramp
        if ramp is None:
            return self.gain
        done = ramp.start + len(ramp.curve)
        if first >= done:
            self.gain, self.ramp = ramp.final, None
            return self.gain
        part = ramp.curve[first - ramp.start : last - ramp.start]
        if len(part) == last - first:
            return part
        return np.concatenate([part, np.full(last - first - len(part), ramp.final, np.float32)])

    def fade(self, frame: int, gain: float, frames: int) -> None:
        """Move from the gain at `frame` to `gain` within `frames`."""
        before = np.float32(self.gains(frame, frame + 1))
        rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(1, frames + 1) / (frames + 1))
        curve = (before + (gain - before) * rise).astype(np.float32)
        self.ramp = _Ramp(frame, curve, np.float32(gain))


class Mixer:
    """The tape. Safe to use from several threads; no call waits for sound."""

    def __init__(self, rate: int = RATE) -> None:
        self.rate = rate
        """Frames a second."""
        self.tap: Callable[[Samples, int], None] | None = None
        """Is told each block that is rendered and its first frame, at once; must not wait."""
        self._lock = threading.Lock()
        self._voices: dict[int, _Voice] = {}
        self._notes: list[Note] = []
        self._position = 0
        self._last_handle = 0

    @property
    def position(self) -> int:
        """The frame that is rendered next; frames count from 0."""
        return self._position

    def play(self, samples: Samples, at: int | None = None, gain: float = 1.0) -> int:
        """Place a sound with its first sample in frame `at`; None or a past frame means now.

        `samples` is mono at the mixer's rate and must not change while it plays.
        Returns the sound's handle.
        """
        mono = np.asarray(samples, dtype=np.float32)
        if mono.ndim != 1:
            raise ValueError(f"a sound is one row of samples, not {mono.shape}")
        with self._lock:
            self._last_handle += 1
            start = self._position if at is None else max(at, self._position)
            self._voices[self._last_handle] = _Voice(
                self._last_handle, mono, start, start + len(mono), np.float32(gain)
            )
            self._note_changes()
            return self._last_handle

    def stop(self, handle: int, fade_s: float = FADE_S) -> None:
        """Fade a sound out within `fade_s` and end it; harmless when it has ended.

        One that has not begun is taken off the tape and leaves no note.
        """
        with self._lock:
            voice = self._voices.get(handle)
            if voice is None:
                return
            if not voice.started:
                del self._voices[handle]
                return
            sounding = self._position > voice.start
            frames = round(fade_s * self.rate) if sounding else 0
            voice.fade(self._position, 0.0, frames)
            voice.end = min(voice.end, self._position + frames)
            self._note_changes()

    def fade(self, handle: int, gain: float, fade_s: float = FADE_S) -> None:
        """Bring a sound to `gain` within `fade_s`, to duck it or to bring it back.

        Harmless when it has ended.
        """
        with self._lock:
            voice = self._voices.get(handle)
            if voice is not None:
                voice.fade(self._position, gain, round(fade_s * self.rate))

    def render(self, frames: int) -> Samples:
        """The next `frames` frames of the tape, and move on by so many."""
        mix = np.zeros(frames, np.float32)
        with self._lock:
            first, last = self._position, self._position + frames
            for voice in self._voices.values():
                begin, end = max(voice.start, first), min(voice.end, last)
                if begin < end:
                    heard = voice.samples[begin - voice.start : end - voice.start]
                    mix[begin - first : end - first] += heard * voice.gains(begin, end)
            self._position = last
            self._note_changes()
        block = _bend_peaks(mix)
        if self.tap is not None:
            self.tap(block, first)
        return block

    def next_change(self) -> int | None:
        """The earliest frame after `position` where a sound begins or ends, if any will."""
        with self._lock:
            return min((_next_change(voice) for voice in self._voices.values()), default=None)

    def notes(self) -> list[Note]:
        """What began and ended since this was last asked, in the order of frames."""
        with self._lock:
            notes, self._notes = self._notes, []
        return notes

    def _note_changes(self) -> None:
        self._notes += sorted(self._changes(), key=lambda note: note.frame)
        self._voices = {
            handle: voice for handle, voice in self._voices.items() if voice.end > self._position
        }

    def _changes(self) -> Iterable[Note]:
        for voice in self._voices.values():
            if not voice.started and voice.start <= self._position:
                voice.started = True
                yield Note(voice.start, voice.handle, "started")
            if voice.end <= self._position:
                yield Note(voice.end, voice.handle, "ended")


def _next_change(voice: _Voice) -> int:
    return voice.end if voice.started else voice.start


def _bend_peaks(mix: Samples) -> Samples:
    """Keep the sum within -1..1: exact up to the knee, then ever flatter."""
    loud = np.abs(mix) > _KNEE
    if loud.any():
        peaks = mix[loud]
        room = 1 - _KNEE
        excess = (np.abs(peaks) - _KNEE) / room
        mix[loud] = np.copysign(_KNEE + room * excess / (1 + excess), peaks)
    return mix
