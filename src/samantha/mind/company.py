"""How much she is talked to: a quiet count, kept on this computer for the user alone, and what follows from it.

Two things follow. After three hours of talk without a real break she says once more what she is; and on a day with a
lot of talk, or in the middle of the night, she points once towards people or sleep: by name towards somebody close
who was not mentioned in a while (``mind.missing``), if there is one. Nothing else looks at the count.

Talk is what happens between two moments (a turn, the end of a reply) that lie less than two minutes apart.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

PAUSE = datetime.timedelta(minutes=2)
"""A longer silence is not counted as talk."""

BREAK = datetime.timedelta(minutes=15)
"""A longer silence ends continuous talk."""

REMIND_AFTER = datetime.timedelta(hours=3)
LONG_DAY_MINUTES = 60.0
LATE_MINUTES = 10.0
NIGHT = range(0, 5)
"""Hours of the clock that are late."""

KEPT_DAYS = 60

WHAT_I_AM = (
    "We've been talking for three hours, so let me say it again: I'm a program on your computer, not a person."
)
TO_PEOPLE = "By the way, we've talked a good while today. Is there somebody you would like to see or call, too?"
TO_SOMEBODY = "By the way, you haven't mentioned {name} in a while. Would you like to call or visit?"
TO_BED = "It's rather late, by the way. Nothing here runs away, if you would like to sleep."


@dataclass(slots=True)
class Day:
    """One day of the calendar: minutes of talk, how many of them after midnight, and whether she has nudged.

    mentioned: numbers of memories, of the names that were mentioned.
    """

    minutes: float = 0.0
    late_minutes: float = 0.0
    nudged: bool = False
    mentioned: list[int] = field(default_factory=list)


class Company:
    """The count so far, by day ("2026-05-01")."""

    def __init__(self, days: Mapping[str, Day] | None = None) -> None:
        self.days: dict[str, Day] = dict(days or {})
        self._last: datetime.datetime | None = None
        self._since: datetime.datetime | None = None

    def talked(self, now: datetime.datetime) -> None:
        """Something was said, by either."""
        last = self._last
        if last is None or now - last > BREAK or now < last:
            self._since = now
        elif now - last <= PAUSE:
            day = self._day(now)
            minutes = (now - last).total_seconds() / 60
            day.minutes += minutes
            if now.hour in NIGHT:
                day.late_minutes += minutes
        self._last = now

    def mentions(self, now: datetime.datetime, numbers: Iterable[int]) -> None:
        """Names with these numbers were mentioned."""
        new = [number for number in numbers if number not in self._day(now).mentioned]
        self._day(now).mentioned += new

    @property
    def mentioned(self) -> dict[int, datetime.date]:
        """When a name was mentioned last, by its number."""
        return {
            number: datetime.date.fromisoformat(day)
            for day in sorted(self.days)
            for number in self.days[day].mentioned
        }

    @property
    def since(self) -> datetime.date | None:
        """The first day that was counted."""
        return datetime.date.fromisoformat(min(self.days)) if self.days else None

    def due(self, now: datetime.datetime, *, nudge: bool = True, missing: str = "") -> str:
        """What she should say by herself now, "" for nothing; it counts as said. missing: whom she may name."""
        if self._last is None or now - self._last > PAUSE:
            return ""  # nobody is talking
        if self._since is not None and now - self._since >= REMIND_AFTER:
            self._since = now
            return WHAT_I_AM
        day = self._day(now)
        if not nudge or day.nudged:
            return ""
        to_people = TO_SOMEBODY.format(name=missing) if missing else TO_PEOPLE
        words = TO_BED if day.late_minutes >= LATE_MINUTES else to_people if day.minutes >= LONG_DAY_MINUTES else ""
        day.nudged = bool(words)
        return words

    def as_data(self) -> dict[str, dict[str, object]]:
        """The count as plain data, newest days only."""
        return {name: asdict(self.days[name]) for name in sorted(self.days)[-KEPT_DAYS:]}

    def _day(self, now: datetime.datetime) -> Day:
        return self.days.setdefault(now.date().isoformat(), Day())
