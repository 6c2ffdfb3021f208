"""What was said and what was heard of it: only the second may enter the history.

A reply is made ahead of time and can be silenced in the middle of a word. The ledger knows where on the loudspeaker's
own sample count each clause lies, so the words that were really played follow from how many samples were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it lies in the playback: speech from ``start`` to ``end`` (samples given to the door so far)."""

    text: str
    start: int
    end: int

    def heard(self, played: int) -> str:
        """Its words that had been played completely when ``played`` samples had.

        Where a word ends is estimated: a clause's time is shared among its words by their letters, one more for the
        gap, which is right to about a word for English speech at an even pace.
        """
        if played >= self.end:
            return self.text
        if played <= self.start:
            return ""
        words = self.text.split()
        letters = sum(len(word) + 1 for word in words)
        budget = letters * (played - self.start) / (self.end - self.start)
        kept: list[str] = []
        for word in words:
            budget -= len(word) + 1
            if budget < 0:
                break
            kept.append(word)
        return " ".join(kept)


def heard(clauses: Sequence[Clause], played: int) -> str:
    """The words of all clauses that had been played when ``played`` samples had."""
    return " ".join(words for clause in clauses if (words := clause.heard(played)))
