"""How a shoebox room carries sound from one place to another, by the image method. All at 16 kHz.

The images are pyroomacoustics'; what is said here is what walls the room has.
"""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyroomacoustics

RATE = 16_000
SOUND_M_S = 343.0

Floats = npt.NDArray[np.float32]
Place = tuple[float, float, float]
"""Metres from one corner of the floor."""


@dataclass(frozen=True, slots=True)
class Shoebox:
    """A room with six walls of the same stuff."""

    size: Place = (5.0, 4.0, 2.6)
    reverberation_s: float = 0.4
    """Until a sound has fallen by 60 dB: 0.3 s with carpet and sofas, 0.8 s in a bare kitchen."""

    def response(self, source: Place, microphone: Place) -> Floats:
        """What arrives at `microphone` of a pulse at `source`; from 1 m away it is 1."""
        return _response(self, source, microphone)


@functools.cache
def _response(box: Shoebox, source: Place, microphone: Place) -> Floats:
    absorption, order = pyroomacoustics.inverse_sabine(box.reverberation_s, box.size, SOUND_M_S)
    walls = pyroomacoustics.Material(absorption)
    room = pyroomacoustics.ShoeBox(box.size, fs=RATE, materials=walls, max_order=order)
    room.add_source(source)
    room.add_microphone(microphone)
    room.compute_rir()
    # It puts half a filter's length before every pulse, so that the first one is whole.
    early = pyroomacoustics.constants.get("frac_delay_length") // 2
    samples = round(box.reverberation_s * RATE) + 1
    response: Floats = room.rir[0][0][early : early + samples].astype(np.float32)
    return response
