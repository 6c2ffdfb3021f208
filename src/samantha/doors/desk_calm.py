"""When windows of the microphone may wait for one another: while nobody speaks, and has not for a while.

An assistant hears mostly nothing, and every window wakes the conversation's process. Where a window is no louder than
the quietest of the last seconds, nothing was played and it has been so for longer than any pause of a turn, it waits
for up to three more. The first that is louder goes at once and takes those that wait with it: what is late is only
silence. In a room that is never quiet every window goes alone.
"""

from __future__ import annotations

from collections import deque

from samantha.audio.pcm import Samples
from samantha.core.activity import ABOVE_SILENCE, INAUDIBLE

TOGETHER = 4
"""So many go at a time (128 ms)."""
STILL_WINDOWS = 64
"""After so many quiet ones (2 s): no pause inside a turn, at the end of which somebody waits for an answer."""
_KNOWN_WINDOWS = 160
"""The quietest of so many (5 s) is what silence sounds like. Their median, as in ``activity``, would be speech."""


class Calm:
    """Of one microphone; told of every window."""

    def __init__(self) -> None:
        self._powers: deque[float] = deque(maxlen=_KNOWN_WINDOWS)
        self._still = 0

    def may_wait(self, window: Samples, playing: bool) -> bool:
        """Whether it, (512,) float32 in [-1, 1], may wait. playing: there is sound at the loudspeaker."""
        power = float(window @ window) / len(window)
        self._powers.append(power)
        quiet = not playing and power <= max(INAUDIBLE, ABOVE_SILENCE * min(self._powers))
        self._still = self._still + 1 if quiet else 0
        return self._still > STILL_WINDOWS
