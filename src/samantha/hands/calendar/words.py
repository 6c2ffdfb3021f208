"""Events in her words. What stands in them is anybody's text: it is said as one line of words, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from samantha.hands import saying
from samantha.hands.calendar.event import Event

MOST = 8
"""So many events are told at once; an ear keeps no more."""

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def title(event: Event) -> str:
    """Its title, fit to be said."""
    return saying.plain(event.title, 80).rstrip(".!?")


def brief(event: Event, on: date | None = None) -> str:
    """ "lunch with Amy at 1 in the afternoon"; ``on``: the day that is spoken of."""
    if event.all_day:
        return f"{title(event)}, all day"
    if on and event.start.date() < on:
        return f"{title(event)}, until {saying.clock(event.end)}"
    return f"{title(event)} at {saying.clock(event.start)}"


def when(event: Event, now: datetime) -> str:
    """ "on Friday at 1 in the afternoon", "tomorrow, all day"."""
    day = saying.day(event.start.date(), now.date())
    if not event.all_day:
        return f"{day} at {saying.clock(event.start)}"
    last = (event.end - timedelta(days=1)).date()
    if last <= event.start.date():
        return f"{day}, all day"
    return f"from {day.removeprefix('on ')} to {saying.day(last, now.date()).removeprefix('on ')}"


def told(event: Event, now: datetime) -> str:
    """ "lunch with Amy on Friday at 1 in the afternoon"."""
    return f"{title(event)} {when(event, now)}"


def span(begin: datetime, end: datetime) -> str:
    """ "from 7:30 to 9 in the evening"."""
    first, last = saying.clock(begin), saying.clock(end)
    if first.partition(" ")[2] == last.partition(" ")[2]:
        first = first.partition(" ")[0]
    return f"from {first} to {last}"


def counted(number: int, what: str) -> str:
    """ "one thing", "three things"."""
    return f"{_NUMBERS[number] if number < len(_NUMBERS) else number} {what}{'' if number == 1 else 's'}"


def of_a_day(events: Sequence[Event], day: date) -> str:
    """What there is that day, in a row."""
    rest = len(events) - MOST
    shown = [brief(event, day) for event in (events[:MOST] if rest > 1 else events)]
    return "; ".join([*shown, counted(rest, "more thing")] if rest > 1 else shown)


def of_days(events: Sequence[Event], first: date, now: datetime) -> str:
    """What there is on several days, day by day."""
    parts, told_so_far = [], 0
    for day, here in groupby(events, key=lambda event: max(event.start.date(), first)):
        those = list(here)
        if told_so_far + len(those) > MOST and told_so_far:
            rest = counted(len(events) - told_so_far, "more thing")
            parts.append(f"From then on there {'is' if rest.startswith('one') else 'are'} {rest}")
            break
        told_so_far += len(those)
        parts.append(f"{saying.sentence(saying.day(day, now.date()))[:-1]}: {of_a_day(those, day)}")
    return ". ".join(parts)


def clash(events: Sequence[Event]) -> str:
    """What lies at the same time, as a sentence behind another; "" if nothing does."""
    if not events:
        return ""
    names = saying.listed([f"{title(event)} {span(event.start, event.end)}" for event in events[:3]])
    return f" It clashes with {names}."
