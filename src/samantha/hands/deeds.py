"""What was done, to be taken back the last first; and whether it is what somebody means who says "scrap that".

A deed is meant that is a turn or two ago, with talk in between or not; what is older nobody is thinking of any more,
so it is taken back only by "undo", and after a question that says what it was. Whoever has undone one thing and says
it again means the one before. Without ``watch`` no turns are counted, and only the clock tells what is long ago.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samantha.core.notes import Note, Turn

Undo = Callable[[], Awaitable[str]]

KEEP = 20
"""So many changes can be taken back."""

RECENT_TURNS = 2
"""A deed is still thought of for so many turns of the user's after it."""

RECENT = timedelta(minutes=5)
"""And for so long."""


@dataclass(frozen=True, slots=True)
class Deed:
    """undo: takes it back and says so. says: what was said of it. at, turn: when it was done."""

    undo: Undo
    says: str
    at: datetime
    turn: int


class Deeds:
    """All that can still be taken back. ``now``: the time, in the user's zone."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._deeds: deque[Deed] = deque(maxlen=KEEP)
        self._turn = 0
        self._undone_in: int | None = None

    def watch(self, note: Note) -> None:
        """Counts the user's turns."""
        self._turn += isinstance(note, Turn)

    def add(self, undo: Undo, says: str) -> None:
        """This was done now."""
        self._deeds.append(Deed(undo, says, self._now(), self._turn))
        self._undone_in = None

    @property
    def last(self) -> Deed | None:
        """What was done last and not taken back."""
        return self._deeds[-1] if self._deeds else None

    def is_last(self, undo: Undo | None) -> bool:
        """Whether this takes back what was done last."""
        return undo is not None and bool(self._deeds) and self._deeds[-1].undo is undo

    def take(self) -> Undo:
        """The way back from the last, which is none of them any more."""
        self._undone_in = self._turn
        return self._deeds.pop().undo

    @property
    def turns_ago(self) -> int | None:
        """So many turns after it the user is now; None if nobody is thinking of it any more."""
        last = self.last
        if last is None or self._now() - last.at > RECENT or self._turn - last.turn > RECENT_TURNS:
            return None
        return self._turn - last.turn

    @property
    def undoing(self) -> bool:
        """Whether the turn before took something back."""
        return self._undone_in is not None and self._turn - self._undone_in <= 1
