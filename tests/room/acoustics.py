"""How a shoebox room carries sound from one place to another, by the image method.

Each wall mirrors the source. The images of images fill a lattice, and each of
them sends one pulse, delayed by its distance and weakened by it and by the
walls that it was mirrored in (Allen and Berkley, 1979). All at 16 kHz.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RATE = 16_000
SOUND_M_S = 343.0
NEAREST_M = 0.05

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
        axes = [
            self._images(length, at, to)
            for length, at, to in zip(self.size, source, microphone, strict=True)
        ]
        (x, bx), (y, by), (z, bz) = axes
        squares = x[:, None, None] ** 2 + y[:, None] ** 2 + z**2
        distances = np.maximum(np.sqrt(squares), NEAREST_M)
        bounces = bx[:, None, None] + by[:, None] + bz
        return self._pulses(distances.ravel(), (self._reflected**bounces / distances).ravel())

    @property
    def _reflected(self) -> float:
        """The share of a sound's pressure that a wall gives back (Eyring's formula)."""
        x, y, z = self.size
        volume, surface = x * y * z, 2 * (x * y + y * z + z * x)
        return float(np.exp(-0.161 * volume / (surface * self.reverberation_s) / 2))

    def _images(self, length: float, at: float, to: float) -> tuple[Floats, Floats]:
        """Along one axis: how far each image is away, and how often it was mirrored."""
        reach = int(np.ceil(SOUND_M_S * self.reverberation_s / (2 * length)))
        index = np.arange(-reach, reach + 1)
        straight, mirrored = 2 * index * length + at, 2 * index * length - at
        distances = np.concatenate([straight, mirrored]) - to
        bounces = np.concatenate([2 * np.abs(index), np.abs(index) + np.abs(index - 1)])
        return distances.astype(np.float32), bounces.astype(np.float32)

    def _pulses(self, distances: Floats, gains: Floats) -> Floats:
        """Each pulse split between the two samples that it falls between."""
        samples = round(self.reverberation_s * RATE)
        times = distances / SOUND_M_S * RATE
        whole = times.astype(int)
        near = whole < samples
        whole, share, gain = whole[near], (times - whole)[near], gains[near]
        response = np.bincount(whole, gain * (1 - share), samples + 1)
        response += np.bincount(whole + 1, gain * share, samples + 1)
        return response.astype(np.float32)
