"""Finds the times in what was said: days, clocks, rhythms and durations, spoken or as Whisper writes them.

A reader walks over the words; at each it tries every kind of expression and takes neighbouring ones together, with
the prepositions before them: "on Saturday at eight" is one time. A bare number is a time only behind such a
preposition. What cannot be (the 31st of November) or could be two days (next Friday)
becomes a doubt, and the question is asked. Now is given; nothing here reads a clock.

The libraries for this (dateparser, parsedatetime, ctparse) were left aside: they guess silently where we must ask,
and do not tell which words they took. See docs/decisions/0018.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from samantha.hands.clocks import Clocks
from samantha.hands.days import DAYS, PARTS, Days
from samantha.hands.lengths import Lengths
from samantha.hands.numbers import ordinal, small
from samantha.hands.said import Said, tagged
from samantha.hands.when import Repeat, When
from samantha.hands.words import Found

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = {
    "minute": "MINUTELY", "hour": "HOURLY", "day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY",
}  # fmt: skip
_ADVERBS = {"hourly": "HOURLY", "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}


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
    if read is None or read[1] == len(words):
        return read[0] if read else None
    clock, end = read  # "nine in the morning", "half past six on Friday"
    more = reader.when(end)
    return clock.changed(more[0]) if more and more[1] == len(words) and not more[0].clock else None


class _Reader(Lengths, Days, Clocks):
    def when(self, at: int) -> Found | None:
        """Neighbouring parts as one time."""
        found: When | None = None
        while part := self._part(at, found):
            more, at = part
            of_day = found.part if found and more.clock and not more.clock.sure else None
            if found and found.every and found.every.days and more.every and not more.every.days:
                more = replace(more, every=None)  # "on Thursdays, every week"
            found = more if found is None else found.changed(more)
            found = replace(found, part=found.part or of_day)  # "tomorrow evening at ten"
        if found is None:
            return None
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
            self._moving,
            self._day,
            self._date,
            self._clock_said,
            self._day_part,
        )
        for read in readers:
            if found := read(at):
                if before and before.day and found[0].day:
                    return self._same_day(at, before.day, found)
                if before and found[0].clock and before.clock:
                    return None
                return found
        return None

    def _same_day(self, at: int, day: date, found: Found) -> Found | None:
        """ "Tuesday the first", "Friday, December 4th": one day said twice; what does not agree is asked about."""
        second = found[0].day
        if second is None or self._word(at - 1) not in DAYS or self._word(found[1] - 1) in DAYS:
            return None
        if second.weekday() == day.weekday():
            return found
        doubt = f"{second:%B} {second.day} is a {second:%A}, not a {day:%A}. Which day do you mean?"
        return replace(found[0], doubt=doubt), found[1]

    def _after(self, at: int) -> Found | None:
        """ "in twenty minutes", "a week from Friday", "in three days"."""
        inside = self._word(at) in ("in", "within")
        read = self.duration(at + 1 if inside else at)
        if read is None:
            return self._months_on(at)
        length, end = read
        days = length.days if length.seconds == 0 and length.days else 0
        if self._is(end, "ago"):
            ago = datetime.combine(self._today, time()) - length
            return (When(day=ago.date()), end + 1) if days else None
        if self._is(end, "from", "now"):
            inside, end = True, end + 2
        elif (
            days
            and (
                (self._word(end) in ("from", "on", "after") and (base := self._day(end + 1) or self._moving(end + 1)))
                or (self._word(end) in ("today", "tomorrow") and (base := self._moving(end)))
            )
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
        if word in PARTS:
            return When(every=Repeat("DAILY", every), part=PARTS[word]), at + 1
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
        part = PARTS.get(self._word(at).removesuffix("s"))
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
