"""From a detector's probabilities to speech or no speech, with hysteresis.

Speech begins above one threshold and ends below a lower one, so that a voice wavering around a single threshold does
not flicker (as in Silero's own VADIterator, whose defaults, 0.5 and 0.15 below it, are ours).
"""

from __future__ import annotations

from dataclasses import dataclass


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
