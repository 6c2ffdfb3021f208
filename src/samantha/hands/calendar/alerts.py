"""What is about to begin, told some minutes before by itself, if the user wants that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from samantha.hands.calendar import words
from samantha.hands.calendar.shelf import Shelf

_EVERY = timedelta(seconds=15)
"""The files are looked at this often."""


class Alerts:
    """before: so long before an event; it must have a clock."""

    def __init__(self, shelf: Shelf, before: timedelta) -> None:
        self._shelf = shelf
        self._before = before
        self._looked: datetime | None = None
        self._told: dict[tuple[str, datetime], datetime] = {}

    def due(self, now: datetime) -> Sequence[str]:
        """What has to be said now; each event once, also after the machine slept through its beginning."""
        if self._looked and timedelta() <= now - self._looked < _EVERY:
            return ()
        begin, self._looked = min(now, self._looked or now), now
        self._told = {key: end for key, end in self._told.items() if end > now}
        new = [
            event
            for event in self._shelf.between(begin, now + self._before)
            if not event.all_day
            and event.end > now
            and begin <= event.start <= now + self._before
            and (event.uid, event.start) not in self._told
        ]
        self._told |= {(event.uid, event.start): event.end for event in new}
        return [_line(words.title(event), event.start, now) for event in new]


def _line(title: str, start: datetime, now: datetime) -> str:
    minutes = round((start - now).total_seconds() / 60)
    if minutes < 0:
        return f"{title} has begun."
    if minutes == 0:
        return f"{title} begins now."
    return f"{title} begins in {words.counted(minutes, 'minute')}."
