"""Times of day: "half past eight", "9:15 pm", "noon"; a bare number only where a preposition or the end allows it."""

from __future__ import annotations

import re

from samantha.hands.days import DAYS
from samantha.hands.lengths import UNITS
from samantha.hands.numbers import small
from samantha.hands.when import Clock, When
from samantha.hands.words import Found, Words

_ENDS_CLOCK = frozenset(
    (
        "",
        *"on today tomorrow tonight this next every each in for with to and about that instead from sharp just only"
        " once always all permanently altogether".split(),
        *DAYS,
    )
)  # fmt: skip

_YEARS = range(2020, 2060)
"""Four digits that are a time of day and a year that people make plans for."""

_NUMBERS = frozenset("number numbers count pick choose random roll think".split())


class Clocks(Words):
    """Reads times of day."""

    def _clock_said(self, at: int) -> Found | None:
        """A clock with its preposition ("to" stays outside: "move lunch to one"), or one that needs none."""
        if self._word(at) in ("at", "by", "around", "about", "for") and (
            found := self.clock(at + 1, bare=True)
        ):  # as above
            amount = self._is(found[1], "and", "a", "half") or self._is(found[1], "and", "a", "quarter")
            if self._word(at) == "at" or (self._word(found[1]) in _ENDS_CLOCK and not amount):
                return found
        if first := self._first_of_two(at):
            return first
        bare = self._word(at - 1) in ("to", "until", "till") or (self._word(at - 1) == "and" and self._between(at))
        return self.clock(at, bare=bare and self._clock_ends(at))

    def _first_of_two(self, at: int) -> Found | None:
        """The "from two" of "from two to four"."""
        if self._word(at) in ("from", "between"):
            found = self.clock(at + 1, bare=True)
        else:  # "ten until noon"
            found = self.clock(at, bare=True)
            found = found if found and self._word(found[1]) in ("until", "till") else None
        if found is None or self._are_numbers(at) or self._word(found[1]) not in ("to", "until", "till", "and"):
            return None
        return found if self._clock_ends(found[1] + 1) else None

    def _are_numbers(self, at: int) -> bool:
        """Whether "from two to four" is numbers here, to pick from or to count."""
        return bool(_NUMBERS.intersection(self._words[:at]))

    def _between(self, at: int) -> bool:
        """Whether this is the second of "between two and four"."""
        before = self._words[max(0, at - 5) : at]
        return "between" in before and not self._are_numbers(at)

    def _clock_ends(self, at: int) -> bool:
        read = self.clock(at, bare=True)
        return read is not None and (self._word(read[1]) in _ENDS_CLOCK or self._word(at) in ("noon", "midnight"))

    def clock(self, at: int, *, bare: bool) -> Found | None:
        """A time of day; ``bare``: a number alone is one."""
        word = self._word(at)
        if word in ("noon", "midday"):
            return When(clock=Clock(12, 0, True)), at + 1
        if word == "midnight":
            return When(clock=Clock(0, 0, True)), at + 1
        if m := re.fullmatch(r"(\d{1,2}):(\d\d)", word):
            return self._with_half(int(m[1]), int(m[2]), at + 1)
        if bare and (m := re.fullmatch(r"(\d{1,2})\.([0-5]\d)", word)) and self._word(at + 1) in _ENDS_CLOCK:
            return self._with_half(int(m[1]), int(m[2]), at + 1)  # "for 6.30"
        if relative := self._half_past(at):
            return relative
        if together := self._run_together(at, bare=bare):
            return together
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

    def _run_together(self, at: int, *, bare: bool) -> Found | None:
        """ "730", "1230", "0730", as Whisper writes an hour and minutes that it took for one number.

        "200" stays a number; and what may as well be a year that is to come is asked about, but behind "at".
        """
        word, end = self._word(at), at + 1
        m = re.fullmatch(r"(\d{1,2})([0-5]\d)", word)
        if m is None or int(m[1]) > 23:
            return None
        hour, minute, before, behind = int(m[1]), int(m[2]), self._word(at - 1), self._word(end)
        if behind in ("am", "pm"):
            return self._with_half(hour, minute, end)
        if not bare or behind not in (*_ENDS_CLOCK, "hours"):
            return None
        if behind == "hours" or word[0] == "0":
            return When(clock=Clock(hour, minute, True)), end + (behind == "hours")
        if minute == 0 and (len(word) == 3 or (hour < 13 and before != "at")):
            return None
        if int(word) in _YEARS and before != "at":
            clock = f"{hour - 12}:{minute:02} in the evening"
            return When(doubt=f"Do you mean {clock}, or the year {word}? At what time, or on which day?"), end
        return self._with_half(hour, minute, end)

    def _minutes(self, at: int) -> tuple[int, int] | None:
        if self._word(at) in ("oh", "o") and (read := small(self._words, at + 1)) and read[0] < 10:
            return read
        read = small(self._words, at)
        return read if read and 10 <= read[0] <= 59 and self._word(read[1]).removesuffix("s") not in UNITS else None

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
        if (
            self._word(start) == "half"
            and self._word(start - 1) in ("", "at", "by", "for", "around", "about", "until", "till", "to", "from")
            and (hour := small(self._words, at))
        ):
            return self._with_half(hour[0], 30, hour[1]) if 1 <= hour[0] <= 12 else None  # "at half six"
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
