"""Finds the times in what was said: days, clocks, spans, rhythms and durations, spoken or as Whisper writes them.

A reader walks over the words; at each it tries every kind of expression and takes neighbouring ones together, with
the prepositions before them: "on Saturday at eight" is one time, "from two to four tomorrow" another. A bare number
is a time only behind such a preposition. What cannot be (the 31st of November) or could be two days (next Friday)
becomes a doubt, and the question is asked. Now is given; nothing here reads a clock.

The libraries for this (dateparser, parsedatetime, ctparse) were left aside: they guess silently where we must ask,
and do not tell which words they took. See docs/decisions/0018.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from samantha.hands.numbers import number, ordinal, small
from samantha.hands.said import Said, tagged
from samantha.hands.when import Clock, Part, Repeat, When

DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = [name.lower() for name in calendar.month_name]
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FEASTS = {
    ("christmas", "eve"): (12, 24), ("christmas", "day"): (12, 25), ("christmas",): (12, 25),
    ("halloween",): (10, 31), ("boxing", "day"): (12, 26), ("new", "year", "'s", "eve"): (12, 31),
    ("new", "year", "'s", "day"): (1, 1), ("new", "year", "'s"): (1, 1),
    ("valentine", "'s", "day"): (2, 14), ("valentine", "'s"): (2, 14),
}  # fmt: skip
_PARTS: dict[str, Part] = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night"}
_UNITS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800}
_FREQUENCIES = {
    "minute": "MINUTELY", "hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY",
}  # fmt: skip
_ADVERBS = {"hourly": "HOURLY", "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}

Found = tuple[When, int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A request whose times are single tokens: "t0" for whens[0], "d0" for durations[0]."""

    said: Said
    whens: tuple[When, ...]
    durations: tuple[timedelta, ...]


def find(what: Said, now: datetime) -> Timed:
    """The request with its times found."""
    words = [token.word for token in what.tokens]
    reader = _Reader(words, now)
    spans: dict[int, tuple[int, str]] = {}
    whens: list[When] = []
    durations: list[timedelta] = []
    at = 0
    while at < len(words):
        if read := reader.when(at):
            spans[at] = read[1], f"t{len(whens)}"
            whens.append(read[0])
            at = read[1]
        elif length := reader.duration(at):
            spans[at] = length[1], f"d{len(durations)}"
            durations.append(length[0])
            at = length[1]
        else:
            at += 1
    return Timed(tagged(what, spans), tuple(whens), tuple(durations))


def only_when(what: Said, now: datetime) -> When | None:
    """The time that the words are and nothing else, a bare number as an answer to "When?" included."""
    words = [token.word for token in what.tokens]
    while words and words[0] in ("for", "make", "it", "is", "let", "'s", "say", "maybe", "how", "about", "to"):
        words = words[1:]
    reader = _Reader(words, now)
    read = reader.when(0)
    if read and read[1] == len(words):
        return read[0]
    read = reader.clock(0, bare=True)
    return read[0] if read and read[1] == len(words) else None


class _Reader:
    def __init__(self, words: Sequence[str], now: datetime) -> None:
        self._words = words
        self._now = now
        self._today = now.date()

    def _is(self, at: int, *words: str) -> bool:
        return tuple(self._words[at : at + len(words)]) == words

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""

    # --- one expression after another -------------------------------------------------------------------------------

    def when(self, at: int) -> Found | None:
        """Neighbouring parts as one time."""
        found: When | None = None
        while part := self._part(at, found):
            more, at = part
            found = more if found is None else found.changed(more)
        if found is None:
            return None
        if self._word(at) == "for" and (found.clock or found.after) and (length := self.duration(at + 1)):
            found, at = replace(found, length=length[0]), length[1]
        if (repair := self._repair(at, found)) is not None:
            return repair
        return found, at

    def _repair(self, at: int, found: When) -> Found | None:
        """ "on Friday, no, Saturday"."""
        for mark in (
            ("no", "wait"),
            ("no", "sorry"),
            ("no", "i", "mean"),
            ("i", "mean"),
            ("sorry",),
            ("no",),
            ("or", "rather"),
        ):
            if self._is(at, *mark) and (second := self.when(at + len(mark))):
                return found.changed(second[0]), second[1]
        return None

    def _part(self, at: int, before: When | None) -> Found | None:
        readers: tuple[Callable[[int], Found | None], ...] = (
            self._every,
            self._after,
            self._span_of_clock,
            self._moving,
            self._day,
            self._date,
            self._clock_said,
            self._day_part,
        )
        for read in readers:
            if found := read(at):
                if before and ((found[0].day and before.day) or (found[0].clock and before.clock)):
                    return None
                return found
        return None

    # --- from now on ------------------------------------------------------------------------------------------------

    def duration(self, at: int) -> tuple[timedelta, int] | None:
        """ "ten minutes", "an hour and a half", "two and a half hours", "one hour twenty"."""
        total, end = timedelta(), at
        while True:
            start = end + 1 if total and self._word(end) == "and" else end
            read = self._length(start)
            if read is None:
                break
            total, end = total + read[0], read[1]
        if not total:
            return None
        if self._is(end - 1, "hour") or self._is(end - 1, "hours"):  # noqa: SIM102  # two steps read better
            if (rest := small(self._words, end)) and self._word(rest[1]) not in _UNITS and 0 < rest[0] < 60:
                total, end = total + timedelta(minutes=rest[0]), rest[1]
        return total, end

    def _length(self, at: int) -> tuple[timedelta, int] | None:
        if self._is(at, "half", "an", "hour") or self._is(at, "half", "a", "minute"):
            return timedelta(seconds=_UNITS[self._word(at + 2)] / 2), at + 3
        if self._is(at, "half", "hour"):
            return timedelta(minutes=30), at + 2
        for quarters in (("a", "quarter", "of", "an", "hour"), ("quarter", "of", "an", "hour")):
            if self._is(at, *quarters):
                return timedelta(minutes=15), at + len(quarters)
        if self._is(at, "three", "quarters", "of", "an", "hour"):
            return timedelta(minutes=45), at + 5
        read = self._amount(at)
        if read is None:
            return None
        amount, end = read
        seconds = _UNITS.get(self._word(end).removesuffix("s") or "")
        if seconds is None:
            return None
        end += 1
        if self._is(end, "and", "a", "half"):
            amount, end = amount + Fraction(1, 2), end + 3
        elif self._is(end, "and", "a", "quarter"):
            amount, end = amount + Fraction(1, 4), end + 3
        return timedelta(seconds=float(amount * seconds)), end

    def _amount(self, at: int) -> tuple[Fraction, int] | None:
        if self._word(at) in ("a", "an") and (
            self._word(at + 1).removesuffix("s") in _UNITS or self._word(at + 1) == "couple"
        ):
            if self._word(at + 1) == "couple":
                return Fraction(2), at + 3 if self._word(at + 2) == "of" else at + 2
            return Fraction(1), at + 1
        if self._word(at) in ("one", "1") and self._is(at + 1, "and", "a", "half"):
            return Fraction(3, 2), at + 4
        read = number(self._words, at)
        return (read[0], read[1] + 1) if read and self._word(read[1]) == "more" else read

    def _after(self, at: int) -> Found | None:
        """ "in twenty minutes", "a week from Friday", "in three days"."""
        inside = self._word(at) in ("in", "within")
        read = self.duration(at + 1 if inside else at)
        if read is None:
            return self._months_on(at)
        length, end = read
        days = length.days if length.seconds == 0 and length.days else 0
        if self._is(end, "from", "now"):
            inside, end = True, end + 2
        elif (
            days
            and self._word(end) in ("from", "on", "after")
            and (base := self._day(end + 1) or self._moving(end + 1))
            and base[0].day
        ):
            return replace(base[0], day=base[0].day + timedelta(days=days)), base[1]
        if not inside:
            return None
        if days:
            return When(day=self._today + timedelta(days=days)), end
        return When(after=length), end

    def _months_on(self, at: int) -> Found | None:
        if self._word(at) != "in" or not (
            read := self._amount_of(at + 1, "month") or self._amount_of(at + 1, "year")
        ):
            return None
        months, end = read
        if self._word(end - 1).startswith("year"):
            months *= 12
        year, month = divmod(self._today.year * 12 + self._today.month - 1 + months, 12)
        day = min(self._today.day, calendar.monthrange(year, month + 1)[1])
        return When(day=date(year, month + 1, day)), end

    def _amount_of(self, at: int, unit: str) -> tuple[int, int] | None:
        if self._word(at) in ("a", "an", "one") and self._word(at + 1) == unit:
            return 1, at + 2
        read = small(self._words, at)
        return (read[0], read[1] + 1) if read and self._word(read[1]) in (unit, f"{unit}s") else None

    # --- rhythms ----------------------------------------------------------------------------------------------------

    def _every(self, at: int) -> Found | None:
        """ "every weekday", "every other Tuesday", "on Mondays and Thursdays", "daily"."""
        word = self._word(at)
        if word in _ADVERBS:
            return When(every=Repeat(_ADVERBS[word])), at + 1  # type: ignore[arg-type]  # the table's values are its names
        if word in ("on", "at") and self._word(at + 1) in ("weekdays", "weekends", *(f"{day}s" for day in DAYS)):
            return self._plural(at + 1)
        if word in ("weekdays", *(f"{day}s" for day in DAYS)):
            return self._plural(at)
        if word not in ("every", "each"):
            return None
        at, every = at + 1, 1
        if self._word(at) in ("other", "second"):
            at, every = at + 1, 2
        elif (read := small(self._words, at)) and self._word(read[1]).removesuffix("s") in _FREQUENCIES:
            every, at = read
        word = self._word(at).removesuffix("s")
        if self._word(at) in ("weekday", "weekdays", "workday"):
            return When(every=Repeat("WEEKLY", every, _CODES[:5])), at + 1
        if word == "weekend":
            return When(every=Repeat("WEEKLY", every, _CODES[5:])), at + 1
        if word in DAYS:
            return self._days(at, every)
        if word in _PARTS:
            return When(every=Repeat("DAILY", every), part=_PARTS[word]), at + 1
        if word in _FREQUENCIES:
            return When(every=Repeat(_FREQUENCIES[word], every)), at + 1  # type: ignore[arg-type]  # as above
        return self._monthly(at)

    def _plural(self, at: int) -> Found:
        if self._word(at) in ("weekdays", "weekends"):
            return When(every=Repeat("WEEKLY", 1, _CODES[:5] if self._word(at) == "weekdays" else _CODES[5:])), at + 1
        return self._days(at, 1)

    def _days(self, at: int, every: int) -> Found:
        codes: list[str] = []
        while True:
            step = 1 if codes and self._word(at) == "and" else 0
            step += codes != [] and self._word(at + step) in ("every", "on")
            name = self._word(at + step).removesuffix("s")
            if name not in DAYS:
                break
            codes.append(_CODES[DAYS.index(name)])
            at += step + 1
        part = _PARTS.get(self._word(at).removesuffix("s"))
        return When(every=Repeat("WEEKLY", every, tuple(codes)), part=part), at + 1 if part else at

    def _monthly(self, at: int) -> Found | None:
        if not (read := ordinal(self._words, at)) or not 1 <= read[0] <= 31:
            return None
        end = read[1] + (3 if self._is(read[1], "of", "the", "month") else 0)
        day = self._today.replace(day=1)
        while not (
            read[0] <= calendar.monthrange(day.year, day.month)[1] and day.replace(day=read[0]) >= self._today
        ):
            day = (day + timedelta(days=31)).replace(day=1)
        return When(day=day.replace(day=read[0]), every=Repeat("MONTHLY")), end

    # --- days -------------------------------------------------------------------------------------------------------

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
        if word == "this" and (part := _PARTS.get(self._word(at + 1))):
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
        if word not in ("this", "next", "the", "coming", "last") or unit not in ("week", "weekend", "month"):
            return None
        if word == "the" and unit != "weekend":
            return None
        step = {"next": 1, "last": -1}.get(word, 0)
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        if unit == "month":
            year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
            first = date(year, month + 1, 1)
            return When(
                day=first if step else today, last=first.replace(day=calendar.monthrange(year, month + 1)[1])
            ), at + 2
        if unit == "weekend":
            return When(day=monday + timedelta(days=5), last=monday + timedelta(days=6)), at + 2
        return When(day=max(monday, today) if step >= 0 else monday, last=monday + timedelta(days=6)), at + 2

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
        at += self._word(at) == "the" and self._word(at + 1) in ("coming", "next")
        said = self._word(at) if self._word(at) in ("this", "next", "coming", "last") else ""
        at += bool(said)
        if self._word(at) not in DAYS:
            return None
        wanted, at = DAYS.index(self._word(at)), at + 1
        ahead = (wanted - self._today.weekday()) % 7
        day = self._today + timedelta(days=ahead)
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

    def _followed_by_month(self, at: int) -> bool:
        read = small(self._words, at)
        return bool(read) and self._word(read[1] + self._is(read[1], "of")) in MONTHS[1:] if read else False

    def _number_of_day(self, at: int) -> tuple[int, int] | None:
        read = ordinal(self._words, at) or small(self._words, at)
        return read if read and 1 <= read[0] <= 99 and self._word(read[1]) not in ("am", "pm") else None

    def _month(self, month: int, at: int) -> Found:
        year = self._today.year + (month < self._today.month)
        return When(day=date(year, month, 1), last=date(year, month, calendar.monthrange(year, month)[1])), at

    def _in_year(self, month: int, day: int, at: int) -> Found:
        year, given = self._today.year, self._word(at)
        if re.fullmatch(r"20\d\d", given):
            year, at = int(given), at + 1
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
        if self._is(at, "in", "the") and (part := _PARTS.get(self._word(at + 2))):
            return When(part=part), at + 3
        if self._is(at, "at", "night"):
            return When(part="night"), at + 2
        word = self._word(at)
        if word in _PARTS and self._word(at - 1) in ("tomorrow", *DAYS, "yesterday"):
            return When(part=_PARTS[word]), at + 1
        return None

    # --- clocks -----------------------------------------------------------------------------------------------------

    def _clock_said(self, at: int) -> Found | None:
        """A clock with its preposition ("to" stays outside: "move lunch to one"), or one that needs none."""
        if self._word(at) in ("at", "by", "around", "about", "for") and (found := self.clock(at + 1, bare=True)):  # noqa: SIM102  # as above
            if self._word(at) == "at" or self._word(found[1]) in _ENDS_CLOCK:
                return found
        bare = self._word(at - 1) in ("to", "until", "till") and self._clock_ends(at)
        return self.clock(at, bare=bare)

    def _clock_ends(self, at: int) -> bool:
        read = self.clock(at, bare=True)
        return read is not None and self._word(read[1]) in _ENDS_CLOCK

    def _span_of_clock(self, at: int) -> Found | None:
        """ "from two to four", "between noon and one"."""
        if self._word(at) not in ("from", "between") or not (first := self.clock(at + 1, bare=True)):
            return None
        if self._word(first[1]) not in ("to", "until", "till", "and", "-"):
            return first if self._word(at) == "from" else None
        second = self.clock(first[1] + 1, bare=True)
        if second is None or second[0].clock is None or first[0].clock is None:
            return first
        until, begin = second[0].clock, first[0].clock
        if until.sure and not begin.sure:  # "from two to four pm"
            late = begin.hour % 12 + (12 if until.hour >= 12 and begin.hour % 12 + 12 < until.hour else 0)
            begin = Clock(late, begin.minute, True)
        return When(clock=begin, until=until, part=second[0].part), second[1]

    def clock(self, at: int, *, bare: bool) -> Found | None:
        """A time of day; ``bare``: a number alone is one."""
        word = self._word(at)
        if word in ("noon", "midday"):
            return When(clock=Clock(12, 0, True)), at + 1
        if word == "midnight":
            return When(clock=Clock(0, 0, True)), at + 1
        if m := re.fullmatch(r"(\d{1,2}):(\d\d)", word):
            return self._with_half(int(m[1]), int(m[2]), at + 1)
        if relative := self._half_past(at):
            return relative
        read = small(self._words, at)
        if read is None:
            return None
        hour, end = read
        marked = bare
        minute = 0
        if self._is(end, "o'clock"):
            end, marked = end + 1, True
        elif (minutes := self._minutes(end)) and (bare or self._word(minutes[1]) in ("am", "pm")):
            minute, end = minutes
        if self._word(end) in ("am", "pm"):
            marked = True
        return self._with_half(hour, minute, end) if marked else None

    def _minutes(self, at: int) -> tuple[int, int] | None:
        if self._word(at) in ("oh", "o") and (read := small(self._words, at + 1)) and read[0] < 10:
            return read
        read = small(self._words, at)
        return read if read and 10 <= read[0] <= 59 and self._word(read[1]).removesuffix("s") not in _UNITS else None

    def _half_past(self, at: int) -> Found | None:
        """ "half past eight", "a quarter to nine", "ten past six", "half eight"."""
        start = at + (self._word(at) == "a")
        if self._word(start) in ("half", "quarter"):
            minutes, at = (30 if self._word(start) == "half" else 15), start + 1
        elif read := small(self._words, at):
            minutes, at = read
            at += self._word(at) == "minutes"
        else:
            return None
        side = self._word(at)
        if side not in ("past", "to", "after", "before", "of") or not 1 <= minutes <= 30:
            return None
        if side == "of" and minutes != 15:
            return None
        hour = small(self._words, at + 1)
        if self._word(at + 1) in ("noon", "midnight"):
            hour = (12 if self._word(at + 1) == "noon" else 0, at + 2)
        if hour is None or hour[0] > 23 or (side in ("to", "after", "before") and minutes not in (5, 10, 15, 20, 25)):
            return None
        end = hour[1] + self._is(hour[1], "o'clock")
        if side in ("past", "after"):
            return self._with_half(hour[0], minutes, end)
        before = hour[0] - 1 if hour[0] != 1 else 12
        return self._with_half(before % 24, 60 - minutes, end)

    def _with_half(self, hour: int, minute: int, at: int) -> Found | None:
        if hour > 24 or minute > 59:
            return When(doubt="There is no such time of day. What time do you mean?"), at
        half = self._word(at)
        if half in ("am", "pm"):
            if not 1 <= hour <= 12:
                return When(clock=Clock(hour % 24, minute, True)), at + 1
            return When(clock=Clock(hour % 12 + (12 if half == "pm" else 0), minute, True)), at + 1
        sure = hour > 12 or hour == 0
        return When(clock=Clock(hour % 24, minute, sure)), at


_ENDS_DATE = frozenset(("at", "from", "in", "to", "for", "and", "is", "with", "about", "that", "until", "through"))
_ENDS_CLOCK = frozenset(
    (
        "",
        "on",
        "today",
        "tomorrow",
        "tonight",
        "this",
        "next",
        "every",
        "each",
        "in",
        "for",
        "with",
        "to",
        "and",
        "about",
        "that",
        "instead",
        "from",
        "sharp",
        *DAYS,
    )
)
