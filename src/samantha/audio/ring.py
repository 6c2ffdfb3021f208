"""The last minutes of the microphone, addressed by the conversation's own sample count."""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE


class Ring:
    """Keeps the newest ``seconds`` of 16 kHz sound; older samples are overwritten."""

    def __init__(self, seconds: float) -> None:
        self._samples = np.zeros(round(seconds * HEAR_RATE), np.float32)
        self.end = 0
        """Samples taken in so far: the present moment."""

    def append(self, window: Samples) -> None:
        """Takes in the next samples, (n,) float32, n at most the ring's size."""
        at = (self.end + np.arange(len(window))) % len(self._samples)
        self._samples[at] = window
        self.end += len(window)

    def between(self, start: int, end: int) -> Pcm:
        """A copy of the sound from ``start`` to ``end``; what is not kept any more or not there yet is left out."""
        first = max(start, self.end - len(self._samples), 0)
        at = np.arange(first, max(first, min(end, self.end))) % len(self._samples)
        return Pcm(self._samples[at], HEAR_RATE)
