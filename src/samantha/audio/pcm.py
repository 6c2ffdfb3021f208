"""Sound as data: mono float32 samples that know their rate.

Everything above the doors hears at ``HEAR_RATE`` and speaks at ``PLAY_RATE``; whatever a device, file or
voice uses is converted at its edge. The conversation's clock is the count of samples at ``HEAR_RATE``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]

PLAY_RATE = 24_000
"""Rate of everything played, Hz: Hibari's own, and 3:2 to HEAR_RATE, so both sides share one clock."""


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """samples: (n,) float32 in [-1, 1], mono; rate: Hz."""

    samples: Samples
    rate: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise TypeError(f"Pcm wants (n,) float32, not {self.samples.shape} {self.samples.dtype}")

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> Pcm:
        """The same sound at another rate (soxr, high quality)."""
        if rate == self.rate:
            return self
        return Pcm(soxr.resample(self.samples, self.rate, rate).astype(np.float32, copy=False), rate)

    def scaled(self, gain: float) -> Pcm:
        """Multiplied by a linear gain and clipped to [-1, 1]."""
        if gain == 1.0:
            return self
        return Pcm(np.clip(self.samples * np.float32(gain), -1.0, 1.0), self.rate)


def silence(seconds: float, rate: int) -> Pcm:
    """Digital silence."""
    return Pcm(np.zeros(round(seconds * rate), np.float32), rate)


def joined(parts: list[Pcm], rate: int) -> Pcm:
    """The parts one after another at one rate; empty for no parts."""
    if not parts:
        return silence(0, rate)
    return Pcm(np.concatenate([p.at(rate).samples for p in parts]), rate)
