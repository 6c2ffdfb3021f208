"""Weekdays, dates, feasts, and what is counted from today. A day that cannot be, or could be two, is a doubt."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from samantha.hands.numbers import ordinal, small
from samantha.hands.when import Part, When
from samantha.hands.words import Found, Words

DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = [name.lower() for name in calendar.month_name]
_FEASTS = {
    ("christmas", "eve"): (12, 24), ("christmas", "day"): (12, 25), ("christmas",): (12, 25),
    ("halloween",): (10, 31), ("boxing", "day"): (12, 26), ("new", "year", "'s", "eve"): (12, 31),
    ("new", "year", "'s", "day"): (1, 1), ("new", "year", "'s"): (1, 1),
    ("valentine", "'s", "day"): (2, 14), ("valentine", "'s"): (2, 14),
}  # fmt: skip
PARTS: dict[str, Part] = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night"}
_ENDS_DATE = frozenset(
    ("at", "from", "in", "to", "for", "and", "or", "is", "with", "about", "that", "until", "through")
)


class Days(Words):
    """Reads days and parts of the day."""

    def _moving(self, at: int) -> Found | None:
        """Days and spans counted from today."""
        at += self._word(at) in ("on", "for", "by") and self._word(at + 1) in (
            "today",
            "tomorrow",
            "the",
            "this",
            "next",
        )
        today, word = self._today, self._word(at)
        if word in ("today", "tonight"):
            return When(day=today, part="evening" if word == "tonight" else None), at + 1
        if word == "tomorrow":
            return When(day=today + timedelta(days=1)), at + 1
        if word == "yesterday":
            return When(day=today - timedelta(days=1)), at + 1
        for words, days in (
            (("the", "day", "after", "tomorrow"), 2),
            (("day", "after", "tomorrow"), 2),
            (("the", "day", "before", "yesterday"), -2),
        ):
            if self._is(at, *words):
                return When(day=today + timedelta(days=days)), at + len(words)
        if word == "this" and (part := PARTS.get(self._word(at + 1))):
            return When(day=today, part=part), at + 2
        if self._is(at, "last", "night"):
            return When(day=today - timedelta(days=1), part="evening"), at + 2
        return self._spans(at)

    def _spans(self, at: int) -> Found | None:
        at += self._word(at) in ("over", "on", "at", "for", "in") and self._word(at + 1) in ("the", "this", "next")
        today, word, unit = self._today, self._word(at), self._word(at + 1)
        if word == "the" and unit == "rest":
            if self._is(at + 2, "of", "the", "week"):
                return When(day=today, last=today + timedelta(days=6 - today.weekday())), at + 5
            if self._is(at + 2, "of", "the", "day"):
                return When(day=today), at + 5
        if days := self._coming_days(at):
            return days
        if self._is(at, "the", "week", "after", "next"):
            monday = today - timedelta(days=today.weekday()) + timedelta(days=14)
            return When(day=monday, last=monday + timedelta(days=6)), at + 4
        if word not in ("this", "next", "the", "coming", "last") or unit not in ("week", "weekend", "month"):
            return None
        if word == "the" and unit != "weekend":
            return None
        step = {"next": 1, "last": -1}.get(word, 0)
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        if unit == "month":
            year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
            first = date(year, month + 1, 1)
            return When(day=first if step else today, last=_end_of_month(first)), at + 2
        if unit == "weekend":
            return When(day=monday + timedelta(days=5), last=monday + timedelta(days=6)), at + 2
        return When(day=max(monday, today) if step >= 0 else monday, last=monday + timedelta(days=6)), at + 2

    def _coming_days(self, at: int) -> Found | None:
        """ "the next three days", "the next two weeks"."""
        at += self._word(at) == "the"
        read = small(self._words, at + 1) if self._word(at) in ("next", "coming") else None
        if read is None and self._word(at) in ("next", "coming") and self._word(at + 1) in ("few", "couple"):
            read = 3 if self._word(at + 1) == "few" else 2, at + 2 + self._is(at + 2, "of")
        if read is None or self._word(read[1]) not in ("days", "weeks"):
            return None
        days = read[0] * (7 if self._word(read[1]) == "weeks" else 1)
        return When(day=self._today, last=self._today + timedelta(days=max(0, days - 1))), read[1] + 1

    def _day(self, at: int) -> Found | None:
        """A weekday: the next one from today on. "Next Friday" in a week that still has one is asked about."""
        start = at
        at += self._word(at) in ("on", "for", "by", "until", "till") and self._word(at + 1) in (
            *DAYS,
            "this",
            "next",
            "coming",
            "the",
        )
        at += self._word(at) == "the" and (
            self._word(at + 1) in ("coming", "next") or (self._word(at + 1) in DAYS and self._word(at + 2) == "after")
        )
        said = self._word(at) if self._word(at) in ("this", "next", "coming", "last") else ""
        at += bool(said)
        if self._word(at) not in DAYS:
            return None
        wanted, at = DAYS.index(self._word(at)), at + 1
        ahead = (wanted - self._today.weekday()) % 7
        day = self._today + timedelta(days=ahead)
        if self._is(at, "after", "next"):  # "the Wednesday after next"
            return When(day=day + timedelta(days=7 if ahead else 14)), at + 2
        if (
            self._word(at) == "after" and (feast := self._date(at + 1)) and feast[0].day
        ):  # "the Friday after Christmas"
            behind = (wanted - feast[0].day.weekday() - 1) % 7 + 1
            return When(day=feast[0].day + timedelta(days=behind)), feast[1]
        if self._is(at, "next", "week") or self._is(at, "of", "next", "week"):
            monday = self._today - timedelta(days=self._today.weekday())
            return When(day=monday + timedelta(days=7 + wanted)), at + (2 if self._word(at) == "next" else 3)
        if self._is(at, "this", "week"):
            at += 2
        elif self._word(at) == "week":  # "Friday week"
            day, at = day + timedelta(days=7), at + 1
        if said == "last":
            return When(day=day - timedelta(days=7)), at
        if said == "next":
            if ahead == 0:
                return When(day=day + timedelta(days=7)), at
            if wanted > self._today.weekday():
                return self._which(day, at)
        return (When(day=day), at) if at > start else None

    def _which(self, day: date, at: int) -> Found:
        later = day + timedelta(days=7)
        doubt = f"Do you mean this {day:%A}, {day:%B} {day.day}, or the one after, {later:%B} {later.day}?"
        return When(doubt=doubt, days=(day, later), day=day), at

    def _date(self, at: int) -> Found | None:
        """ "the fifth of May", "May 5th 2027", "2026-12-01", "the 25th", "Christmas Eve"."""
        at += self._word(at) in ("on", "for", "by") and self._word(at + 1) not in ("a", "an")
        at += self._is(at, "the")
        if self._is(at, "thanksgiving"):
            return When(day=self._thanksgiving()), at + 1 + self._is(at + 1, "day")
        for names, (month, day) in _FEASTS.items():
            if self._is(at, *names):
                return self._in_year(month, day, at + len(names))
        if self._word(at) in MONTHS[1:]:
            month, read = (
                MONTHS.index(self._word(at)),
                self._number_of_day(at + (2 if self._word(at + 1) == "the" else 1)),
            )
            if read:
                return self._in_year(month, read[0], read[1])
            return self._month(month, at + 1) if self._word(at - 1) in ("in", "for", "of") else None
        read = ordinal(self._words, at) or (small(self._words, at) if self._followed_by_month(at) else None)
        if read is None or not 1 <= read[0] <= 99:
            return None
        end = read[1] + self._is(read[1], "of")
        if self._word(end) in MONTHS[1:]:
            return self._in_year(MONTHS.index(self._word(end)), read[0], end + 1)
        if self._word(at - 1) != "the" or (self._word(end).isalpha() and self._word(end) not in _ENDS_DATE):
            return None
        return self._in_month(read[0], read[1] + (3 if self._is(read[1], "of", "this", "month") else 0))

    def _thanksgiving(self) -> date:
        """The next fourth Thursday of a November."""
        days = (date(year, 11, 22) for year in (self._today.year, self._today.year + 1))
        thursdays = (day + timedelta(days=(3 - day.weekday()) % 7) for day in days)
        return next(day for day in thursdays if day >= self._today)

    def _followed_by_month(self, at: int) -> bool:
        read = small(self._words, at)
        return bool(read) and self._word(read[1] + self._is(read[1], "of")) in MONTHS[1:] if read else False

    def _number_of_day(self, at: int) -> tuple[int, int] | None:
        read = ordinal(self._words, at) or small(self._words, at)
        return read if read and 1 <= read[0] <= 99 and self._word(read[1]) not in ("am", "pm") else None

    def _month(self, month: int, at: int) -> Found:
        year = self._today.year + (month < self._today.month)
        first = date(year, month, 1)
        return When(day=max(first, self._today), last=_end_of_month(first)), at

    def _in_year(self, month: int, day: int, at: int) -> Found:
        year, given = self._today.year, self._word(at)
        if re.fullmatch(r"20\d\d", given):
            year, at = int(given), at + 1
        elif self._is(at, "next", "year") or self._is(at, "of", "next", "year"):
            year, at = year + 1, at + 2 + (given == "of")
        elif (month, day) < (self._today.month, self._today.day):
            year += 1
        if day > (most := calendar.monthrange(year, month)[1]):
            name = calendar.month_name[month]
            return When(
                doubt=f"{name} has only {most} days{f' in {year}' if month == 2 else ''}. Which day do you mean?"
            ), at
        return When(day=date(year, month, day)), at

    def _in_month(self, day: int, at: int) -> Found:
        most = calendar.monthrange(self._today.year, self._today.month)[1]
        if day > 31:
            return When(doubt="No month has that many days. Which day do you mean?"), at
        first = self._today.replace(day=1)
        if day < self._today.day or day > most:
            first = (first + timedelta(days=31)).replace(day=1)
        if day > calendar.monthrange(first.year, first.month)[1]:
            return When(doubt=f"{first:%B} has no such day. Which day do you mean?"), at
        return When(day=first.replace(day=day)), at

    def _day_part(self, at: int) -> Found | None:
        """ "in the morning", "tonight" is a day; "morning" alone only behind a day."""
        if self._is(at, "in", "the") and (part := PARTS.get(self._word(at + 2))):
            return When(part=part), at + 3
        if self._is(at, "at", "night"):
            return When(part="night"), at + 2
        word = self._word(at)
        if word in PARTS and self._word(at - 1) in ("tomorrow", *DAYS, "yesterday"):
            return When(part=PARTS[word]), at + 1
        return None


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
