"""A loudspeaker without a device: counts what it would have played, window by window."""

from __future__ import annotations

import numpy as np

from samantha.audio.gain import Gain
from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core.clock import HEAR_RATE, WINDOW

PLAY_WINDOW = WINDOW * PLAY_RATE // HEAR_RATE
"""Samples at PLAY_RATE in the time of one window (768)."""


class Loudspeaker:
    """Plays at the microphone's pace; ``instant`` plays whatever is queued at once (where there is no sound)."""

    def __init__(self, *, instant: bool = False) -> None:
        self._instant = instant
        self._queued = 0
        self._played = 0
        self._gain = Gain()

    def play(self, pcm: Pcm) -> None:
        """Queues sound behind what is queued."""
        self._queued += len(pcm)

    def flush(self) -> None:
        """Forgets what is queued."""
        self._queued = 0

    def duck(self, gain: float) -> None:
        """At 0 it stands still, after the ramp down to it."""
        self._gain.aim(gain)

    def advance(self) -> int:
        """One window passes; the samples played since the beginning."""
        count = self._queued if self._instant else min(self._queued, PLAY_WINDOW)
        room = self._gain.room
        if room is not None:
            count = min(count, room)
        self._gain.apply(np.zeros(PLAY_WINDOW, np.float32))
        self._queued -= count
        self._played += count
        return self._played
