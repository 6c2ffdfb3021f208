"""Which events are meant, and what time is free: over events, pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samantha.hands.alike import says, sounds
from samantha.hands.alike import words as words_of
from samantha.hands.calendar.event import Event

WHOLE, SURE, LIKE = 4, 3, 2
"""How well an event fits words: every word of them is its own; all but what it is a kind of ("yoga classes", Yoga);
or they sound much like its own."""

_EMPTY = frozenset(
    "my the our a an with at in on up out off for to of and that this 's all every single whole".split()
)
_ANY = frozenset("meeting appointment event thing date entry engagement slot one something".split())
"""Words for any event: they need not stand in its title."""
_KINDS = frozenset(
    "class classes lesson lessons session sessions course practice training rehearsal rehearsals".split()
)
"""Words for what an event is, which people add to a title that does without."""


def fit(words: str, name: str) -> int:
    """How well the words name the event of this name; 0: not at all."""
    wanted = [word for word in words_of(words) if word not in _EMPTY]
    named = [word for word in wanted if word not in _ANY]
    own = words_of(name)
    if not named:
        return WHOLE if not wanted or not set(own).isdisjoint(wanted) else LIKE
    if says(named, own):
        return WHOLE
    bare = [word for word in named if word not in _KINDS] or named
    if says(bare, own):
        return SURE if says([word for word in own if word not in _EMPTY], bare) else LIKE
    return LIKE if sounds(named, own) else 0


def names_something(words: str) -> bool:
    """Whether any of the words could name an event."""
    return any(word not in _EMPTY for word in words_of(words))


def fitting(words: str, events: Sequence[Event]) -> tuple[list[Event], bool]:
    """The events that the words name best, of each series the first; and whether they name them surely."""
    best: list[Event] = []
    for level in (WHOLE, SURE, LIKE):
        best = [event for event in events if fit(words, event.name) >= level]
        if best:
            return _one_of_each(best), level >= SURE
    return best, False


def clashes(events: Sequence[Event], begin: datetime, end: datetime, but: Event | None = None) -> list[Event]:
    """What else takes the user's time then."""
    return [
        event
        for event in events
        if event.blocks and not event.all_day and event.overlaps(begin, end)
        and (but is None or (event.uid, event.occurrence) != (but.uid, but.occurrence))
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """A time with nothing in it."""

    begin: datetime
    end: datetime


def gaps(events: Sequence[Event], begin: datetime, end: datetime, least: timedelta) -> list[Gap]:
    """The times between that are free and long enough."""
    found, at = [], begin
    for event in (event for event in events if event.blocks and not event.all_day):
        if event.start - at >= least and event.start > at:
            found.append(Gap(at, min(event.start, end)))
        at = max(at, event.end)
    if end - at >= least:
        found.append(Gap(at, end))
    return found


def _one_of_each(events: Sequence[Event]) -> list[Event]:
    """Of each series only the first."""
    seen: set[str] = set()
    first: list[Event] = []
    for event in events:
        if event.occurrence is None or event.uid not in seen:
            first.append(event)
        if event.occurrence is not None:
            seen.add(event.uid)
    return first
