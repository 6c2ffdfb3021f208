"""Dates as people say them: "tomorrow", "next Friday", "March 3rd", "the 3rd of March"."""

from __future__ import annotations

import datetime
import re

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
        " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
        " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first".split(),
        start=1,
    )
}
_NUMBER = r"(\d{1,2}(?:st|nd|rd|th)?|" + "|".join(sorted(_ORDINALS, key=len, reverse=True)) + r")"
_MONTH = "(" + "|".join(_MONTHS) + ")"
_YEAR = r"(?:,? (?:of )?(\d{4}))?"

DAY = (
    r"(?:the day after tomorrow|tomorrow|today|tonight|yesterday"
    rf"|(?:this |next |last )?(?:{'|'.join(_WEEKDAYS)})|{_MONTH} (?:the )?{_NUMBER}|(?:the )?{_NUMBER} (?:of )?{_MONTH}"
    r"|next (?:week|month|year)|this (?:week|weekend|month|year|evening|afternoon)|next weekend"
    rf"|in {_MONTH})"
)
"""How a date is said; a pattern with groups of its own."""


def day_in(text: str, today: datetime.date) -> datetime.date | None:
    """The one day that the text names, None if there is none or only a longer time."""
    words = text.lower().replace("’", "'")
    for phrase, offset in (
        ("day after tomorrow", 2),
        ("tomorrow", 1),
        ("yesterday", -1),
        ("today", 0),
        ("tonight", 0),
    ):
        if re.search(rf"\b{phrase}\b", words):
            return today + datetime.timedelta(days=offset)
    if found := re.search(rf"\b{_MONTH} (?:the )?{_NUMBER}{_YEAR}\b", words):
        return _date(found.group(2), found.group(1), found.group(3), today)
    if found := re.search(rf"\b{_NUMBER} (?:of )?{_MONTH}{_YEAR}\b", words):
        return _date(found.group(1), found.group(2), found.group(3), today)
    if found := re.search(rf"\b(this |next |last )?({'|'.join(_WEEKDAYS)})\b", words):
        return _weekday(found.group(1) or "", found.group(2), today)
    return None


def said(day: datetime.date, today: datetime.date) -> str:
    """The day in words, with its year where that is not this one."""
    words = f"{day:%A, %B} {_ordinal(day.day)}"
    return words if day.year == today.year else f"{words}, {day.year}"


def on_day(day: datetime.date, today: datetime.date) -> str:
    """When something was or is: "today", "yesterday", "on Friday, November 27th"."""
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    return near.get((day - today).days, f"on {said(day, today)}")


def _weekday(which: str, name: str, today: datetime.date) -> datetime.date:
    ahead = (_WEEKDAYS.index(name) - today.weekday()) % 7
    if which == "last ":
        return today - datetime.timedelta(days=7 - ahead if ahead else 7)
    return today + datetime.timedelta(days=ahead or 7)


def _date(number: str, month: str, year: str | None, today: datetime.date) -> datetime.date | None:
    day = _ORDINALS.get(number) or int(re.sub(r"\D", "", number))
    try:
        return datetime.date(int(year) if year else today.year, _MONTHS.index(month) + 1, day)
    except ValueError:
        return None


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
