"""Takes our own voice out of what the microphone hears.

Two cancellers in a row are given the samples that we play beside those that the
microphone hears. A long linear filter subtracts what follows from them; WebRTC's
AEC3 then turns down what is left (a loudspeaker that rattles, a room that has
just changed, a delay beyond the filter). AEC3 alone removes other voices too,
from a person as loud as our echo some 30 dB; behind the filter it has little
to do and leaves them within 2 dB, in rooms of up to 0.8 s of reverberation.
Together they take some 3 % of a core, and only while we sound.

They are never quite without harm. So the microphone passes as it came while we
are silent, or where it does not hear us anyway: people who talk among
themselves, or to a device with headphones, are heard as well as without.
"""

import numpy as np
from pywebrtc_audio import EchoCanceller as Aec3

from voice_facilitator.sound.echo_filter import FRAME, EchoFilter
from voice_facilitator.sound.echo_presence import EchoPresence, level_db
from voice_facilitator.sound.mixer import Samples
from voice_facilitator.sound.wavefile import HEARING_RATE

_RINGING_FRAMES = 100
"""So long after our last sound its echo may still come: path, room and devices."""
_LOUD_DB = -45.0
"""Our speech is louder; the last of a bell is not, and its echo may well be inaudible."""
_SOUNDING_FRAMES = 10
"""Between two words we still sound."""
_SILENT = 1e-4
"""-80 dBFS: what we play is either silence to the last bit, or more than this."""
_BLEND = np.linspace(0, 1, FRAME, endpoint=False, dtype=np.float32)
_BLEND_STEP = 0.2
"""Of the way from one to the other in each frame: 50 ms."""


class EchoCanceller:
    """Microphone and reference in, microphone without us out; all mono at 16 kHz."""

    def __init__(self) -> None:
        self._filter = EchoFilter()
        self._aec = Aec3(HEARING_RATE, 1)
        self._presence = EchoPresence()
        self._microphone = np.zeros(0, np.float32)
        self._reference = np.zeros(0, np.float32)
        self._silent_frames = _RINGING_FRAMES
        self._quiet_frames = _SOUNDING_FRAMES
        self._share = 0.0
        self.others = np.zeros(FRAME, np.float32)
        """Of the last frame what does not follow from what we play. An echo too faint to be worth
        taking out may yet be loud enough to be taken for somebody."""

    @property
    def is_sounding(self) -> bool:
        """Whether the last frame may have carried an echo of ours."""
        return self._silent_frames < _RINGING_FRAMES

    def process(self, microphone: Samples, reference: Samples) -> Samples:
        """The frames that are complete with these, which are equally long.

        `reference` is what we play: each sample of it must come no later than
        the first echo of it; the filter reaches 600 ms further, AEC3 some more.
        """
        self._microphone = np.concatenate([self._microphone, microphone])
        self._reference = np.concatenate([self._reference, reference])
        whole = len(self._microphone) // FRAME * FRAME
        frames = [self._frame(start) for start in range(0, whole, FRAME)]
        self._microphone = self._microphone[whole:]
        self._reference = self._reference[whole:]
        return np.concatenate(frames) if frames else np.zeros(0, np.float32)

    def miss(self, reference: Samples) -> None:
        """Take in a frame of what we play, of which there is no time to take the echo out."""
        self._hear_us(reference)
        self._filter.miss(reference)

    def _hear_us(self, far: Samples) -> None:
        self._silent_frames = 0 if np.abs(far).max() > _SILENT else self._silent_frames + 1

    def _frame(self, start: int) -> Samples:
        near = self._microphone[start : start + FRAME]
        far = self._reference[start : start + FRAME]
        self._hear_us(far)
        if not self.is_sounding and self._share == 0.0:
            self._presence.hear(near, sounding=False)
            self.others = near
            return near
        filtered = self._filter.process(near, far)
        cancelled: Samples = self._aec.process(filtered, far)
        self._quiet_frames = 0 if level_db(far) > _LOUD_DB else self._quiet_frames + 1
        self._presence.hear(near, self._quiet_frames < _SOUNDING_FRAMES)
        wanted = 1.0 if self.is_sounding and self._presence.is_audible else 0.0
        before = self._share
        self._share += float(np.clip(wanted - before, -_BLEND_STEP, _BLEND_STEP))
        blend = before + (self._share - before) * _BLEND
        mixed = (blend * cancelled + (1 - blend) * near).astype(np.float32)
        self.others = mixed if self._presence.is_audible else filtered
        return mixed
