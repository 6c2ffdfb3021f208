"""An event as she sees it: one time that something takes place, whatever rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

import icalendar

from samantha.hands.when import later

Value = date | datetime
"""A moment as a calendar holds it: a day, a time of no zone, or a time in one."""


@dataclass(frozen=True, slots=True)
class Event:
    """start, end: in the user's zone; of a whole day midnight to midnight. title, place, note: anybody's words.

    occurrence: which time of a series this is, as its RECURRENCE-ID would have it; None if it is no series.
    others: other people are invited, and their calendars may follow. blocks: it takes the user's time.
    people: the names of those invited. private: it is marked so.
    """

    title: str
    start: datetime
    end: datetime
    all_day: bool
    file: Path
    uid: str
    calendar: str
    occurrence: Value | None = None
    place: str = ""
    note: str = ""
    people: tuple[str, ...] = ()
    others: bool = False
    blocks: bool = True
    private: bool = False

    @property
    def name(self) -> str:
        """What it can be called by: its title and the people in it."""
        return " ".join((self.title, *self.people))

    @property
    def length(self) -> timedelta:
        """How long it takes, in real time."""
        return self.end - self.start if self.all_day else timedelta(
            seconds=self.end.timestamp() - self.start.timestamp()
        )  # fmt: skip

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        """Whether any of it lies between; of no length at all, whether it begins there."""
        return self.start < end and (self.end > begin or self.start == self.end >= begin)


def local(value: Value, zone: tzinfo) -> datetime:
    """That moment in the user's zone: a day is its midnight, a time of no zone is the user's."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    if value.tzinfo is None:
        return later(value.replace(tzinfo=zone), timedelta())
    return value.astimezone(zone)


def recurrence(component: icalendar.Component) -> Value | None:
    """Which time of its series a component is; None if it is none."""
    value = getattr(component.get("recurrence-id"), "dt", None)
    return value if isinstance(value, date) else None
