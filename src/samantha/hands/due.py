"""When reminders are due: pure, with now given, so that a restart, a suspended machine and a change to summer time
are only other values of now.

Moments are kept in UTC, since hours are only counted right there. A rhythm keeps the day and the clock of its first
time in the user's zone: "every weekday at eight" stays at eight when the clocks change. What was missed is told once,
however often it was missed. What nobody answered is said once more.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from samantha.hands.when import Repeat, at

Kind = Literal["timer", "alarm", "reminder"]

AGAIN = timedelta(minutes=1)
"""After so long without an answer it is said a second time, the last."""

LATE = timedelta(seconds=90)
"""Later than this, she says for when it was."""

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEPS = {"MINUTELY": 60, "HOURLY": 3600}


@dataclass(frozen=True, slots=True)
class Reminder:
    """what: what it is for, in her words. first: its first time; at: its next, None when there is no other.

    again: it was said, and nobody answered; then it is said once more. All in UTC.
    """

    number: int
    kind: Kind
    what: str
    first: datetime
    at: datetime | None
    every: Repeat | None = None
    again: datetime | None = None

    @property
    def moment(self) -> datetime:
        """When it is to be said next."""
        return min(moment for moment in (self.at, self.again, datetime.max.replace(tzinfo=UTC)) if moment)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which reminders wait; timers and alarms do not, they were wanted for just then."""

    begin: time
    end: time

    def over(self, moment: datetime) -> datetime | None:
        """When the quiet hours are over that this moment, in the user's zone, is in; None if it is in none."""
        clock, day = moment.time(), moment.date()
        if self.begin <= self.end:
            return at(day, self.end, moment) if self.begin <= clock < self.end else None
        if clock >= self.begin:
            return at(day + timedelta(days=1), self.end, moment)
        return at(day, self.end, moment) if clock < self.end else None


def due(reminders: Sequence[Reminder], now: datetime, quiet: Quiet | None) -> list[Reminder]:
    """Those to be said now, the earliest first. ``now`` is in the user's zone."""
    silent = quiet is not None and quiet.over(now) is not None
    ready = [one for one in reminders if one.moment <= now and not (silent and one.kind == "reminder")]
    return sorted(ready, key=lambda one: one.moment)


def after_saying(one: Reminder, now: datetime) -> Reminder | None:
    """What is left of it now that it was said; None: nothing."""
    if one.at is None or one.at > now:  # it was the second time
        return answered(one)
    following = next_time(one.first, one.every, now) if one.every else None
    return replace(one, at=following, again=now.astimezone(UTC) + AGAIN)


def answered(one: Reminder) -> Reminder | None:
    """What is left of it once the user has said something."""
    return replace(one, again=None) if one.at else None


def next_time(first: datetime, every: Repeat, now: datetime) -> datetime:
    """The rhythm's next time after now, in UTC; not before ``first``, which need not be a time of it."""
    if step := _STEPS.get(every.freq):
        step *= every.every
        passed = (now.astimezone(UTC) - first).total_seconds() // step + 1
        return first + timedelta(seconds=step * max(0, passed))
    start = first.astimezone(now.tzinfo)
    day = max(start.date(), now.date() - timedelta(days=1))
    while True:
        moment = at(day, start.time(), now).astimezone(UTC)
        if _falls_on(day, start.date(), every) and moment > now and moment >= first:
            return moment
        day += timedelta(days=1)


def _falls_on(day: date, first: date, every: Repeat) -> bool:
    months = (day.year - first.year) * 12 + day.month - first.month
    same_day = day.day == min(first.day, calendar.monthrange(day.year, day.month)[1])
    match every.freq:
        case "DAILY":
            return (day - first).days % every.every == 0
        case "WEEKLY":
            weeks = ((day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))).days // 7
            return weeks % every.every == 0 and _CODES[day.weekday()] in (every.days or (_CODES[first.weekday()],))
        case "MONTHLY":
            return months % every.every == 0 and same_day
        case _:
            return months % (12 * every.every) == 0 and same_day
