"""From a detector's probabilities to speech or no speech, with hysteresis, and from levels to sound or none.

Speech begins above one threshold and ends below a lower one, so that a voice wavering around a single threshold does
not flicker (as in Silero's own VADIterator, whose defaults, 0.5 and 0.15 below it, are ours).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

KNOWN_WINDOWS, LEAST_KNOWN = 64, 8
"""How many windows without speech the level of silence is known from, and from how many at least."""

ABOVE_SILENCE = 4.0
"""Up to so many times their median power a window is silent (6 dB)."""

INAUDIBLE = 1e-9
"""Power, mean square, that is silence anywhere (-90 dBFS)."""


@dataclass(slots=True)
class Activity:
    """begin, end: probabilities in [0, 1] at which speech begins and ends."""

    begin: float = 0.5
    end: float = 0.35
    speech: bool = False

    def judge(self, probability: float) -> bool:
        """Whether the next window holds speech."""
        self.speech = probability >= (self.end if self.speech else self.begin)
        return self.speech


@dataclass(slots=True)
class Silence:
    """Whether there is any sound beyond what is heard while nobody speaks.

    The median, because a detector notices an onset late: some windows without speech are full of it.
    """

    known: deque[float] = field(default_factory=lambda: deque(maxlen=KNOWN_WINDOWS))

    def judge(self, power: float, speech: bool) -> bool:
        """Whether the next window, of such a power (mean square) and with speech or without, is silent."""
        if not speech:
            self.known.append(power)
        if len(self.known) < LEAST_KNOWN:
            return False
        return power <= max(INAUDIBLE, ABOVE_SILENCE * sorted(self.known)[len(self.known) // 2])
