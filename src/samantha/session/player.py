"""Her voice on its way to the loudspeaker, clause by clause, and what became of it.

The player numbers every sample it gives to the door; the door tells with each frame how many have been heard. From
the two follow when a clause begins, when everything is over, and, after a flush, where she was cut off. It keeps the
sound until it has been heard: a voice that was held begins again with the word that was broken, not in its middle.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE
from samantha.core.ledger import HEARD_SHARE, SOFTER_SHARE, Clause, Spoken, Word, heard
from samantha.ports import Door, Speech

DUCKED = 0.25
"""Gain while somebody may be speaking: 12 dB down, softer than the speaker and still there."""

SENTENCE_ENDS = (".", "!", "?", "…")


@dataclass(slots=True)
class Queued:
    """A clause at the door, or the part of one that was held: its sound and the pause behind it.

    whole: the clause as it was before any part was cut off; rest: it has begun before.
    """

    clause: Clause
    sound: Samples
    whole: Clause
    rest: bool = False


class Player:
    """Plays one reply at a time."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._given = 0
        self._played = 0
        self._queue: list[Queued] = []
        self._begun = 0
        self._softer = self._held = False
        self._spoken = Spoken(HEAR_RATE / PLAY_RATE)

    @property
    def waiting_s(self) -> float:
        """Seconds of sound given and not yet heard."""
        return (self._given - self._played) / PLAY_RATE

    @property
    def clauses(self) -> list[Clause]:
        """Those of the present reply so far, each as a whole, wherever it was held."""
        found: list[Clause] = []
        before: Clause | None = None
        for queued in self._queue:
            if queued.whole is before:
                found[-1] = replace(found[-1], end=queued.clause.end)
            else:
                found.append(Clause(queued.whole.text, queued.clause.start, queued.clause.end))
            before = queued.whole
        return found

    @property
    def played(self) -> int:
        """Samples heard since the door was opened, on the clauses' count."""
        return self._played

    @property
    def heard(self) -> str:
        """The words of the present reply that have been played."""
        share = SOFTER_SHARE if self._softer else HEARD_SHARE
        return heard([queued.clause for queued in self._queue], self._played, share)

    @property
    def spoken(self) -> tuple[Word, ...]:
        """Her newest words with the moments at which they were heard, on the microphone's clock."""
        return self._spoken.words()

    def begin(self) -> None:
        """A new reply: nothing of it is heard yet."""
        self._queue, self._begun = [], 0
        self._softer = False

    def queue(self, text: str, speech: Speech, pause: Pcm) -> None:
        """Plays a clause behind what waits already, and a pause behind it."""
        start = self._given
        ends = tuple(start + end for end in speech.ends)
        clause = Clause(text, start, start + len(speech.pcm), ends)
        self._give(Queued(clause, np.concatenate([speech.pcm.samples, pause.samples]), clause))

    def _give(self, queued: Queued) -> None:
        self._queue.append(queued)
        self._spoken.queue(queued.clause)
        self._door.play(Pcm(queued.sound, PLAY_RATE))
        self._given += len(queued.sound)

    def advance(self, played: int, at: int) -> list[str]:
        """Takes in the door's count of samples played at ``at``; the clauses that have begun since last time."""
        self._played = max(self._played, played)
        self._spoken.advance(self._played, at)
        begun = [q for q in self._queue[self._begun :] if q.clause.start < self._played]
        self._begun += len(begun)
        return [q.clause.text for q in begun if not q.rest]

    @property
    def finished(self) -> bool:
        """Whether the last clause has been heard to its end (the pause behind it need not be)."""
        return not self._queue or self._played >= self._queue[-1].clause.end

    @property
    def between_sentences(self) -> bool:
        """Whether the sentence that was begun last has been heard to its end, or none has been begun."""
        begun = [queued for queued in self._queue if queued.clause.start < self._played]
        if not begun:
            return True
        last = begun[-1]
        return self._played >= last.clause.end and last.whole.text.rstrip("\"')”’").endswith(SENTENCE_ENDS)

    # ------------------------------------------------------------------------------- speech over her voice

    def duck(self) -> None:
        """Softer, from now on."""
        self._softer = True
        self._door.duck(DUCKED)

    def hold(self) -> None:
        """Silent, but nothing is lost."""
        self._held = True
        self._door.duck(0.0)

    def unduck(self) -> None:
        """Back to full voice; held, with the word that was broken."""
        if self._held:
            self._rewind()
        self._softer = self._held = False
        self._door.duck(1.0)

    def flush(self) -> None:
        """Silence now. What was not heard never will be, and does not count."""
        self._door.flush()
        self._door.duck(1.0)
        self._held = False
        self._spoken.flush()
        self._given = self._played

    def _rewind(self) -> None:
        """Gives everything again that has not been heard, from the beginning of the word at which it was held."""
        unheard = [q for q in self._queue if q.clause.start + len(q.sound) > self._played]
        self._door.flush()
        self._spoken.flush()
        self._queue = self._queue[: len(self._queue) - len(unheard)]
        self._begun = min(self._begun, len(self._queue))
        self._given = self._played
        for queued in unheard:
            self._give_rest(queued)

    def _give_rest(self, queued: Queued) -> None:
        clause, sound = queued.clause, queued.sound
        if clause.start >= self._played:
            moved = _moved(clause, clause.start, self._given - clause.start)
            self._give(replace(queued, clause=moved))
            return
        words = clause.words()
        done = [word for word in words if word.end <= self._played]
        if done:
            text = " ".join(word.text for word in done)
            self._queue.append(replace(queued, clause=Clause(text, clause.start, self._played), sound=sound[:0]))
            self._begun = len(self._queue)
        broken = words[len(done) :]
        stuck = queued.rest and not done  # the same word is broken again: no way forward but on from here
        again = broken[0].start if broken and not stuck else self._played  # or only the pause is left
        rest = _moved(clause, again, self._given - again)
        self._give(replace(queued, clause=rest, sound=sound[again - clause.start :], rest=True))


def _moved(clause: Clause, start: int, by: int) -> Clause:
    """The clause from the word that begins at ``start`` on, so many samples later."""
    words = [word for word in clause.words() if word.start >= start]
    return Clause(
        " ".join(word.text for word in words),
        start + by,
        max(clause.end, start) + by,
        tuple(word.end + by for word in words),
    )
