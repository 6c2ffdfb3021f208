"""Loudspeakers without a device: one that counts what it would have played, and what another one has played."""

from __future__ import annotations

import numpy as np

from samantha.audio.gain import Gain
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
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


class Heard:
    """The sound that another loudspeaker has played, window by window, by its own count of samples."""

    def __init__(self) -> None:
        self._waiting = np.zeros(0, np.float32)
        self._taken = 0
        self._counted = 0
        self._gain = Gain()

    def play(self, pcm: Pcm) -> None:
        """It was given this."""
        self._waiting = np.concatenate([self._waiting, pcm.samples])

    def flush(self) -> None:
        """It forgot what was queued."""
        self._waiting = self._waiting[:0]
        self._taken = self._counted

    def duck(self, gain: float) -> None:
        """It became so loud."""
        self._gain.aim(gain)

    def window(self, played: int) -> Samples:
        """What it played in this window: (768,) float32 at PLAY_RATE, silence where it had nothing.

        played: its count when the window ended.
        """
        self._counted = played
        count = min(played - self._taken, PLAY_WINDOW, len(self._waiting))
        window = np.zeros(PLAY_WINDOW, np.float32)
        window[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        self._taken += count
        return self._gain.apply(window)
