"""Louder and softer without a click, on sound as it is being played.

A step in loudness is a click; a ramp of some ms is none. At gain 0 sound does not flow at all: what is not played now
is played later, so what a listener missed can be told from what he heard.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Samples

RAMP_MS = 15
"""From silence to full in this time; shorter steps take as much less. Under 20 ms nobody hears it as a fade."""

RAMP = PLAY_RATE * RAMP_MS // 1000
"""The same in samples."""


class Gain:
    """A gain in [0, 1] that moves to its goal in a straight line. Not for two threads at once.

    It moves with all that is applied to it, silence between sounds included: apply it to everything that is played.
    """

    def __init__(self) -> None:
        self._now = self._goal = 1.0

    def aim(self, goal: float) -> None:
        """Move to ``goal`` from here on."""
        self._goal = min(max(goal, 0.0), 1.0)

    @property
    def now(self) -> float:
        """How loud the last sample was."""
        return self._now

    @property
    def rests(self) -> bool:
        """Whether it is where it is to be."""
        return self._now == self._goal

    @property
    def room(self) -> int | None:
        """How many samples may still flow: None for any number, and fewer and fewer down to 0 where the goal is 0."""
        return None if self._goal > 0 else round(self._now * RAMP)

    def apply(self, sound: Samples) -> Samples:
        """The next samples, (n,) float32, as loud as they are to be."""
        if self._now == self._goal:
            if self._now == 1.0:
                return sound
            softer: Samples = sound * np.float32(self._now)
            return softer
        step = 1 / RAMP if self._goal > self._now else -1 / RAMP
        line = self._now + step * np.arange(1, len(sound) + 1, dtype=np.float32)
        line = np.minimum(line, self._goal) if step > 0 else np.maximum(line, self._goal)
        if len(line):
            self._now = self._goal if abs(float(line[-1]) - self._goal) < 1e-6 else float(line[-1])
        louder: Samples = (sound * line).astype(np.float32, copy=False)
        return louder
