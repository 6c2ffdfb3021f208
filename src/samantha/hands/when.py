"""A moment or a rhythm as it was said, before anybody has decided what hour of what day it is.

The parts stay apart ("Saturday" is a day without a clock, "at eight" a clock without a half of the day), because only
the tool knows what is missing, and because "no, I meant Friday" changes one part and leaves the others.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

Part = Literal["morning", "afternoon", "evening", "night"]


@dataclass(frozen=True, slots=True)
class Clock:
    """hour: 0 to 23 when ``sure``, else 1 to 12 of a half of the day that was not said."""

    hour: int
    minute: int = 0
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """freq, every, days: as in an RRULE (days "MO", "TU" ...; empty: that of the first time). day: of the month."""

    freq: Literal["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
    every: int = 1
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """after: from now on; last: the last day, where several were said ("this week"); doubt: a question that must be
    answered first, with the days it is about (none if what was said is impossible)."""

    day: date | None = None
    clock: Clock | None = None
    part: Part | None = None
    after: timedelta | None = None
    every: Repeat | None = None
    last: date | None = None
    doubt: str = ""
    days: tuple[date, ...] = ()

    def changed(self, by: When) -> When:
        """This with whatever the other says; what belongs to a part goes with it."""
        kept = self
        if by.day:
            kept = replace(kept, doubt="", days=(), after=None, last=None)
        if by.clock:
            kept = replace(kept, after=None, part=None)
        if by.after:
            kept = When()
        if by.part and kept.clock and kept.clock.sure:
            kept = replace(kept, clock=_half(kept.clock))
        return replace(kept, **{f.name: v for f in fields(by) if (v := getattr(by, f.name))})


def _half(clock: Clock) -> Clock:
    return Clock((clock.hour - 1) % 12 + 1, clock.minute)


def starts(when: When, now: datetime, part: Part | None = None, *, soonest: bool = False) -> datetime | None:
    """The moment meant, in the zone of ``now``; None if a clock is missing, or the half of the day cannot be told.

    part: what the occasion suggests (dinner: evening). soonest: the next time the clock shows that, which is what
    people mean with alarms and reminders; else seven to eleven are mornings and twelve to six afternoons, as at work.
    """
    if when.after is not None:
        return later(now, when.after)
    if when.clock is None:
        return None
    day = when.day
    for hour in hours(when.clock, when.part or part, soonest=soonest and day in (None, now.date())):
        moment = at(day or now.date(), time(hour, when.clock.minute), now)
        if moment > now:
            return moment
    if day is None:
        hour = hours(when.clock, when.part or part, soonest=soonest)[0]
        return at(now.date() + timedelta(days=1), time(hour, when.clock.minute), now)
    return at(day, time(hours(when.clock, when.part or part)[0], when.clock.minute), now)


def at(day: date, clock: time, now: datetime) -> datetime:
    """That wall-clock time in the zone of ``now``; one that a change to summer time skips is taken an hour later."""
    moment = datetime.combine(day, clock, now.tzinfo)
    return later(moment, timedelta())


def later(moment: datetime, by: timedelta) -> datetime:
    """So much later in real time, whatever the clocks do meanwhile."""
    return datetime.fromtimestamp(moment.timestamp() + by.total_seconds(), moment.tzinfo)


def hours(clock: Clock, part: Part | None, *, soonest: bool = False) -> list[int]:
    """Hours of the day that the clock may mean, the likeliest first."""
    if clock.sure:
        return [clock.hour]
    early, late = clock.hour % 12, clock.hour % 12 + 12
    match part:
        case "morning":
            return [early]
        case "afternoon" | "evening":
            return [late]
        case "night":
            return [late if clock.hour in range(5, 12) else early]
        case _:
            pass
    if soonest:
        return [early, late]
    return [early, late] if 7 <= clock.hour <= 11 else [late]
