"""Her voice on its way to the loudspeaker, clause by clause, and what became of it.

The player numbers every sample it gives to the door; the door tells with each frame how many have been heard. From
the two follow when a clause begins, when everything is over, and, after a flush, where she was cut off.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core.ledger import Clause, heard
from samantha.ports import Door


class Player:
    """Plays one reply at a time."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._given = 0
        self._played = 0
        self._clauses: list[Clause] = []
        self._begun = 0

    @property
    def waiting_s(self) -> float:
        """Seconds of sound given and not yet heard."""
        return (self._given - self._played) / PLAY_RATE

    @property
    def heard(self) -> str:
        """The words of the present reply that have been played."""
        return heard(self._clauses, self._played)

    def begin(self) -> None:
        """A new reply: nothing of it is heard yet."""
        self._clauses, self._begun = [], 0

    def queue(self, text: str, pcm: Pcm, pause: Pcm) -> None:
        """Plays a clause behind what waits already, and a pause behind it."""
        self._clauses.append(Clause(text, self._given, self._given + len(pcm)))
        self._door.play(Pcm(np.concatenate([pcm.samples, pause.samples]), PLAY_RATE))
        self._given += len(pcm) + len(pause)

    def advance(self, played: int) -> list[str]:
        """Takes in the door's count of samples played; the texts of the clauses that have begun since last time."""
        self._played = max(self._played, played)
        begun = [c.text for c in self._clauses[self._begun :] if c.start < self._played]
        self._begun += len(begun)
        return begun

    @property
    def finished(self) -> bool:
        """Whether the last clause has been heard to its end (the pause behind it need not be)."""
        return not self._clauses or self._played >= self._clauses[-1].end

    def flush(self) -> None:
        """Silence now. What was not heard never will be, and does not count."""
        self._door.flush()
        self._given = self._played
