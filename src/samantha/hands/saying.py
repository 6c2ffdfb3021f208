"""Times and lists as she says them: so that the user hears what was understood, half of the day included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from samantha.hands.when import Repeat


def clock(moment: datetime) -> str:
    """ "8 in the evening", "10:30 in the morning", "noon"."""
    hour, minute = moment.hour, moment.minute
    if minute == 0 and hour in (0, 12):
        return "midnight" if hour == 0 else "noon"
    shown = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    return f"{shown} {'at night' if hour < 5 or hour >= 22 else f'in the {_part(hour)}'}"


def _part(hour: int) -> str:
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"


def day(which: date, today: date) -> str:
    """ "today", "tomorrow", "on Saturday", "on Tuesday, December 8"."""
    ahead = (which - today).days
    if ahead in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[ahead + 1]
    if 1 < ahead < 7:
        return f"on {which:%A}"
    year = f", {which.year}" if abs(ahead) > 300 else ""
    return f"on {which:%A}, {which:%B} {which.day}{year}"


def length(span: timedelta) -> str:
    """ "1 hour and 30 minutes", "25 minutes"."""
    seconds = round(span.total_seconds())
    parts = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return listed(parts) or "no time"


_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_TOGETHER = {("MO", "TU", "WE", "TH", "FR"): "weekday", ("SA", "SU"): "weekend"}
_NAMES = {
    "MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year",
}  # fmt: skip


def rhythm(every: Repeat, moment: datetime | None = None) -> str:
    """ "every weekday", "every Monday and Thursday", "every 2 hours". ``moment``: names the day of a weekly one."""
    if every.freq == "WEEKLY" and (every.days or moment):
        days = _TOGETHER.get(every.days) or listed([_DAYS[code] for code in every.days]) or f"{moment:%A}"
        return f"every {days}" if every.every == 1 else f"every {every.every} weeks on {days}"
    name = _NAMES[every.freq]
    return f"every {name}" if every.every == 1 else f"every {every.every} {name}s"


def listed(things: Sequence[str]) -> str:
    """ "milk, eggs and bread"."""
    *most, last = things or [""]
    return f"{', '.join(most)} and {last}" if most else last


def sentence(text: str) -> str:
    """With a capital in front and a full stop behind."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def plain(text: str, most: int = 120) -> str:
    """Text from outside, fit to be said: one line, nothing but words, not too long."""
    folded = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return folded if len(folded) <= most else f"{folded[:most].rsplit(' ', 1)[0]} and more"
