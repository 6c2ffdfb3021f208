"""What she said last, so that it can be said again, and what she did not get to say, so that it can be taken up.

Repeating and going on need no thinking, and a model asked to do either makes something up. What counts is what was
heard: a sentence that was broken off is repeated as a whole, and going on begins with the clause that was broken,
because half a clause is nothing to connect to.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from samantha.core.controls import Control
from samantha.core.ledger import Clause

SLOWER = 0.75
"""Speed of what is repeated slower."""

_SHORT_WORDS, _SHORT_QUESTION = 4, 6
"""A sentence of fewer words ("Shall I change it?") says little alone: it is repeated with the one before."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply that needs no thinking: its clauses, and how fast they are said (1 is as usual).

    repeats: it says again what was said, and tells nothing new.
    """

    clauses: tuple[str, ...]
    speed: float = 1.0
    repeats: bool = False


class Recall:
    """Remembers the newest reply of which anything was heard."""

    def __init__(self) -> None:
        self._said: tuple[str, ...] = ()  # clauses of which anything was heard, whole
        self._rest: tuple[str, ...] = ()
        self._speed = 1.0
        self._turn = 0

    def ended(
        self,
        thought: Sequence[str],
        clauses: Sequence[Clause],
        played: int,
        *,
        turn: int,
        prepared: Prepared | None = None,
    ) -> None:
        """A reply to ``turn`` is over.

        thought: all its clauses, spoken or not; clauses: those that were queued; played: samples played of them;
        prepared: what it was made from, None if it was thought.
        """
        begun = [clause for clause in clauses if clause.start < played]
        if not begun:
            return  # nothing of it was heard: as if it had never been
        rest = _without(thought, [clause.text for clause in begun if clause.end <= played])
        self._turn, self._speed = turn, prepared.speed if prepared else 1.0
        if prepared and prepared.repeats:
            known = sum(1 for _ in itertools.takewhile(lambda text: text in thought, self._rest))
            self._rest = rest or self._rest[known:]
            return
        self._rest = rest
        self._said = tuple(clause.text for clause in begun)

    def prepared(self, control: Control | None) -> Prepared | None:
        """What such a request is answered with; None if there is nothing to repeat or to go on with."""
        match control:
            case "go_on" if self._rest:
                return Prepared(self._rest, self._speed)
            case "repeat" if self._said:
                return Prepared(_last_sentence(self._said), repeats=True)
            case "repeat_slower" if self._said:
                return Prepared(_last_sentence(self._said), SLOWER, repeats=True)
            case _:
                return None

    @property
    def turn(self) -> int:
        """Which turn that reply was to."""
        return self._turn


def _without(texts: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """The texts without those that were said, each counted once, in order."""
    left, kept = list(said), []
    for text in texts:
        if left and text == left[0]:
            del left[0]
        else:
            kept.append(text)
    return tuple(kept)


def _last_sentence(clauses: tuple[str, ...]) -> tuple[str, ...]:
    """The clauses of the last sentence; of the last two if it is a very short one."""
    first = _beginning(clauses, len(clauses) - 1)
    words = sum(len(text.split()) for text in clauses[first:])
    least = _SHORT_QUESTION if clauses[-1].endswith("?") else _SHORT_WORDS
    if words < least and first > 0:
        first = _beginning(clauses, first - 1)
    return clauses[first:]


def _beginning(clauses: tuple[str, ...], at: int) -> int:
    while at > 0 and not clauses[at - 1].rstrip("\"'”’)").endswith((".", "!", "?", "…")):
        at -= 1
    return at
