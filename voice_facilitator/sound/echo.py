"""Takes our own voice out of what the microphone hears.

WebRTC's AEC3 is given the samples that we play beside those that the
microphone hears. It learns how the room turns the one into the other, however
long that takes up to some 450 ms, and subtracts it; what it cannot predict
(a loudspeaker that rattles, a room that has just changed) it turns down. In a
furnished room it leaves nothing above the room's own noise, at 0.8 % of a core.

It is never quite without harm for other voices. So the microphone passes as it
came while we are silent, and hearing people who talk among themselves is the
same with it or without it.
"""

import numpy as np
from pywebrtc_audio import EchoCanceller as Aec3

from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

FRAME = HEARING_RATE // 100
"""Samples in a frame of 10 ms, as AEC3 takes them."""
_RINGING_FRAMES = 100
"""So long after our last sound its echo may still come: path, room and devices."""
_SILENT = 1e-4
"""-80 dBFS: what we play is either silence to the last bit, or more than this."""
_BLEND = np.linspace(0, 1, FRAME, endpoint=False, dtype=np.float32)
_BLEND_STEP = 0.2
"""Of the way from one to the other in each frame: 50 ms."""


class EchoCanceller:
    """Microphone and reference in, microphone without us out; all mono at 16 kHz."""

    def __init__(self) -> None:
        self._aec = Aec3(HEARING_RATE, 1)
        self._microphone = np.zeros(0, np.float32)
        self._reference = np.zeros(0, np.float32)
        self._silent_frames = _RINGING_FRAMES
        self._share = 0.0

    @property
    def is_sounding(self) -> bool:
        """Whether the last frame may have carried an echo of ours."""
        return self._silent_frames < _RINGING_FRAMES

    def process(self, microphone: Samples, reference: Samples) -> Samples:
        """The frames that are complete with these, which are equally long.

        `reference` is what we play: each sample of it must come no later than
        the first echo of it, and no more than 450 ms before.
        """
        self._microphone = np.concatenate([self._microphone, microphone])
        self._reference = np.concatenate([self._reference, reference])
        whole = len(self._microphone) // FRAME * FRAME
        frames = [self._frame(start) for start in range(0, whole, FRAME)]
        self._microphone = self._microphone[whole:]
        self._reference = self._reference[whole:]
        return np.concatenate(frames) if frames else np.zeros(0, np.float32)

    def _frame(self, start: int) -> Samples:
        near = self._microphone[start : start + FRAME]
        far = self._reference[start : start + FRAME]
        cancelled: Samples = self._aec.process(near, far)
        self._silent_frames = 0 if np.abs(far).max() > _SILENT else self._silent_frames + 1
        wanted = 1.0 if self.is_sounding else 0.0
        before = self._share
        self._share += float(np.clip(wanted - before, -_BLEND_STEP, _BLEND_STEP))
        if before == self._share == 0.0:
            return near
        blend = before + (self._share - before) * _BLEND
        mixed: Samples = blend * cancelled + (1 - blend) * near
        return mixed.astype(np.float32)
