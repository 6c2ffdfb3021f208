"""What was played, read as it lies under the microphone: at the delay that was found, on the microphone's clock."""

from __future__ import annotations

import numpy as np

from samantha.audio.echo_delay import DelayFinder, Vernier
from samantha.audio.pcm import Samples
from samantha.audio.reference import LEAST_DELAY, Reference
from samantha.core.clock import WINDOW, samples

_LEAD = samples(8)
"""What is read begins this long before the strongest arrival: weaker ones may come earlier."""
_FOLLOW, _FOLLOW_DRIFT = 0.1, 0.003
"""Shares of the vernier's reading that are added to the delay, and to its growth a window: a loop of the second order
that has found 100 ppm within the first reply and does not swing (measured; 0.2 and 0.005 do)."""
_FASTEST = 200e-6 * WINDOW
"""Twice what clocks of sound cards may be apart, samples a window."""
_ELSEWHERE = 16
"""Samples between two sightings that are not of the same place: the finder is exact to two or three."""


class Alignment:
    """keep: how many samples (16 kHz) of what was played can be read back."""

    def __init__(self, keep: int) -> None:
        self.known = False
        """Whether a delay has been found."""
        self.peak = 0.0
        """Samples from played to the strongest arrival."""
        self.drift = 0.0
        """By how much that grows in a window."""
        self._reading = 0.0  # the delay at which windows are read
        self._reference = Reference(keep)
        self._finder = DelayFinder()
        self._seen = 0
        self._vernier = Vernier()

    def hear(self, heard: Samples, played: Samples) -> Samples:
        """The next window of both; returns what was played (512,) at 16 kHz, not aligned. Time passes."""
        self._reference.push(played)
        direct = self._reference.read(LEAST_DELAY, LEAST_DELAY)
        self._finder.hear(heard, direct)
        return direct

    def sighted(self) -> bool:
        """Whether the echo has been seen, anywhere, since this was last asked."""
        news = self._finder.sightings > self._seen
        self._seen = self._finder.sightings
        return news

    @property
    def elsewhere(self) -> bool:
        """Whether it was last seen where it is not expected."""
        return abs(self._finder.delay + LEAST_DELAY - self.peak) > _ELSEWHERE

    def forget(self) -> None:
        """Afterwards only a sighting in what is heard from now on counts."""
        self._finder.forget()
        self._seen = self._finder.sightings

    def move(self) -> None:
        """Afterwards windows are read as the echo was last seen."""
        self.known = True
        self.peak = float(self._finder.delay + LEAST_DELAY)
        self._reading = max(self.peak - _LEAD, LEAST_DELAY)
        self._vernier = Vernier()

    def moved(self, later: int) -> None:
        """What is pushed from now on comes so many samples later: its echo is so much later behind it."""
        if self.known:
            self.shift(later)
        self.forget()

    def shift(self, later: float) -> None:
        """Reads by so many samples later."""
        self._reading = max(self._reading + later, LEAST_DELAY)
        self.peak += later

    def follow(self, heard: Samples, echo: Samples) -> None:
        """Corrects delay and drift by what the echo, as it was predicted for this window, shows."""
        later = self._vernier.read(heard, echo)
        self.shift(_FOLLOW * later)
        self.drift = min(max(self.drift + _FOLLOW_DRIFT * later, -_FASTEST), _FASTEST)

    def read(self) -> Samples:
        """What of the played sound arrives in this window, (512,) float32."""
        before = self._reading
        self.pass_by()
        return self._reference.read(before, self._reading)

    def pass_by(self) -> None:
        """A window passes unread."""
        self.shift(self.drift)

    def history(self, windows: int) -> Samples:
        """The last windows before this one as they would be read now, (windows * 512,) float32."""
        return self._reference.read(self._reading, self._reading, windows * WINDOW, ago=WINDOW)


def lag(heard: Samples, echo: Samples, reach: int) -> tuple[int, float]:
    """By how many samples, at most ``reach``, the echo comes later than predicted; how alike both are, 0 to 1."""
    core = heard[reach : len(heard) - reach]
    common = np.correlate(echo, core, "valid")
    best = int(common.argmax())
    predicted = echo[best : best + len(core)]
    both = float((predicted @ predicted) * (core @ core))
    return reach - best, float(common[best]) / max(both**0.5, 1e-12)
