"""Durations: "ten minutes", "an hour and a half"."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from samantha.hands.numbers import number, small
from samantha.hands.words import Words

UNITS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "day": 86400, "week": 604800,
         "fortnight": 1209600}  # fmt: skip
_LONGEST_S = 100 * 365 * 86400
"""Nothing longer is a duration: nobody waits for it, and dates end some day."""


class Lengths(Words):
    """Reads durations."""

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
            if (rest := small(self._words, end)) and self._word(rest[1]) not in UNITS and 0 < rest[0] < 60:
                total, end = total + timedelta(minutes=rest[0]), rest[1]
        return total, end

    def _length(self, at: int) -> tuple[timedelta, int] | None:
        if self._is(at, "half", "an", "hour") or self._is(at, "half", "a", "minute"):
            return timedelta(seconds=UNITS[self._word(at + 2)] / 2), at + 3
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
        seconds = UNITS.get(self._word(end).removesuffix("s") or "")
        if seconds is None:
            return None
        end += 1
        if self._is(end, "and", "a", "half"):
            amount, end = amount + Fraction(1, 2), end + 3
        elif self._is(end, "and", "a", "quarter"):
            amount, end = amount + Fraction(1, 4), end + 3
        if amount * seconds > _LONGEST_S:
            return None
        return timedelta(seconds=float(amount * seconds)), end

    def _amount(self, at: int) -> tuple[Fraction, int] | None:
        if self._word(at) in ("a", "an") and (
            self._word(at + 1).removesuffix("s") in UNITS or self._word(at + 1) == "couple"
        ):
            if self._word(at + 1) == "couple":
                return Fraction(2), at + 3 if self._word(at + 2) == "of" else at + 2
            return Fraction(1), at + 1
        if self._word(at) in ("one", "1") and self._is(at + 1, "and", "a", "half"):
            return Fraction(3, 2), at + 4
        read = number(self._words, at)
        return (read[0], read[1] + 1) if read and self._word(read[1]) == "more" else read

    def _amount_of(self, at: int, unit: str) -> tuple[int, int] | None:
        if self._word(at) in ("a", "an", "one") and self._word(at + 1) == unit:
            return 1, at + 2
        read = small(self._words, at)
        return (read[0], read[1] + 1) if read and self._word(read[1]) in (unit, f"{unit}s") else None
