"""Changes of events as changes of a file's text: pure, from text to text.

One time of a series is an override with its RECURRENCE-ID beside the series, or an EXDATE in it, as RFC 5545 has it;
``series`` changes all of one. Times are written as the event had them (its own zone, UTC, no zone, a day), so that a
move by voice leaves an event of Paris in Paris.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar
from icalendar.timezone import tzp

from samantha.hands.calendar import text as ical
from samantha.hands.calendar.event import Event, Value, recurrence
from samantha.hands.when import Repeat, later

PRODUCT = "-//Samantha//Samantha//EN"
_RULES = ("RRULE", "RDATE", "EXDATE", "EXRULE")
_DAY, _UTC = "DTSTART;VALUE=DATE:20260101", "DTSTART:20260101T000000Z"


@dataclass(frozen=True, slots=True)
class Plan:
    """A new event. every: its rhythm; the zone of ``start`` is written down with it."""

    title: str
    start: datetime
    length: timedelta
    all_day: bool = False
    every: Repeat | None = None


def new(plan: Plan, uid: str, now: datetime) -> str:
    """A file that holds this event."""
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("created", now.astimezone(UTC))
    event.add("summary", plan.title)
    end = plan.start + plan.length
    event.add("dtstart", plan.start.date() if plan.all_day else plan.start)
    event.add("dtend", end.date() if plan.all_day else end)
    if plan.every:
        rule: dict[str, object] = {"FREQ": plan.every.freq}
        if plan.every.every > 1:
            rule["INTERVAL"] = plan.every.every
        if plan.every.days:
            rule["BYDAY"] = list(plan.every.days)
        event.add("rrule", rule)
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=date(plan.start.year, 1, 1), last_date=date(plan.start.year + (10 if plan.every else 1), 12, 31)
    )
    return str(calendar.to_ical(), "utf-8")


def moved(text: str, event: Event, start: datetime, length: timedelta, now: datetime, *, all_day: bool) -> str:
    """The event, or this time of its series, from ``start`` on, for so long."""
    lines = ical.lines(text)
    block = _block(text, lines, event)
    if event.occurrence is not None and is_series(lines, block):
        lines, block = _with_override(lines, block, event)
    style = ical.first_property(lines, block, "DTSTART")
    if all_day != event.all_day:
        style = _DAY if all_day else _UTC
    end = start + length if all_day else later(start, length)
    new_times = {
        "DTSTART": [_timed("DTSTART", start, style)],
        "DTEND": [_timed("DTEND", end, style)],
        "DURATION": [],
    }
    return "".join(ical.changed(lines, block, {**new_times, **stamps(lines, block, now)}))


def renamed(text: str, event: Event, title: str, now: datetime) -> str:
    """The event with another title; of a series all of it."""
    lines = ical.lines(text)
    block = _block(text, lines, event)
    return "".join(
        ical.changed(lines, block, {"SUMMARY": [f"SUMMARY:{ical.escaped(title)}"], **stamps(lines, block, now)})
    )


def cancelled(text: str, event: Event, now: datetime, *, all_of_it: bool) -> str | None:
    """Without the event, or without this time of its series; None: nothing is left that is worth a file."""
    lines = ical.lines(text)
    found = components(text, lines)
    ours = [block for block, component in found if str(component.get("uid", "")) == event.uid]
    series = next((block for block in ours if is_series(lines, block)), None)
    if event.occurrence is None or all_of_it or series is None:
        gone = ours if all_of_it or event.occurrence is None else [_block(text, lines, event)]
        rest = ical.without(lines, gone)
        return "".join(rest) if any(ical.blocks(rest, kind) for kind in ("VEVENT", "VTODO", "VJOURNAL")) else None
    style = ical.first_property(lines, series, "DTSTART")
    dates = [ical.plain(lines[n]) for n in ical.property_lines(lines, series) if ical.name(lines[n]) == "EXDATE"]
    new_dates = [*dates, _timed("EXDATE", event.occurrence, style)]
    own = _block(text, lines, event)
    text = "".join(ical.changed(lines, series, {"EXDATE": new_dates, **stamps(lines, series, now)}))
    if own == series:
        return text
    lines = ical.lines(text)
    return "".join(ical.without(lines, [_block(text, lines, event)]))


# --- finding --------------------------------------------------------------------------------------------------------


def components(text: str, lines: Sequence[str]) -> list[tuple[ical.Block, icalendar.Component]]:
    """The events of the file, as lines and as read; both in the order of the file."""
    read = [
        component
        for calendar in icalendar.Calendar.from_ical(text, multiple=True)
        for component in calendar.walk("VEVENT")
    ]
    return list(zip(ical.blocks(lines, "VEVENT"), read, strict=True))


def _block(text: str, lines: Sequence[str], event: Event) -> ical.Block:
    """Where the event stands: the override of its time if there is one, else the series or the single event."""
    ours = [(block, read) for block, read in components(text, lines) if str(read.get("uid", "")) == event.uid]
    if event.occurrence is not None:
        for block, read in ours:
            if (own := recurrence(read)) is not None and _same(own, event.occurrence):
                return block
    return next((block for block, read in ours if "RECURRENCE-ID" not in read), ours[0][0])


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime) and (one.tzinfo is None) == (other.tzinfo is None):
        return one == other
    return not isinstance(one, datetime) and not isinstance(other, datetime) and one == other


def is_series(lines: Sequence[str], block: ical.Block) -> bool:
    """Whether the event there has a rule or times of its own by which it comes again."""
    return any(ical.name(lines[n]) in ("RRULE", "RDATE") for n in ical.property_lines(lines, block))


def _with_override(lines: list[str], series: ical.Block, event: Event) -> tuple[list[str], ical.Block]:
    """A copy of the series' event for this one time, behind it; its start and end are still the series'."""
    assert event.occurrence is not None
    copy = lines[series.first : series.last + 1]
    whole = ical.Block(0, len(copy) - 1)
    original = _timed("RECURRENCE-ID", event.occurrence, ical.first_property(copy, whole, "DTSTART"))
    copy = ical.changed(copy, whole, {**dict.fromkeys(_RULES, ()), "RECURRENCE-ID": [original]})
    behind = series.last + 1
    return [*lines[:behind], *copy, *lines[behind:]], ical.Block(behind, behind + len(copy) - 1)


# --- writing --------------------------------------------------------------------------------------------------------


def _timed(name: str, value: Value, style: str) -> str:
    """The property with this value, in the form of another one: ``style`` is its line."""
    head, _, written = style.partition(":")
    parameters = head.split(";")[1:]
    zone = next((p.split("=", 1)[1].strip('"') for p in parameters if p.upper().startswith("TZID=")), "")
    day_only = any(p.upper() == "VALUE=DATE" for p in parameters) or len(written.strip()) == 8
    if not isinstance(value, datetime) or day_only:
        return f"{name};VALUE=DATE:{value:%Y%m%d}"
    if zone and (known := tzp.timezone(zone)):
        return f"{name};TZID={_quoted(zone)}:{value.astimezone(known):%Y%m%dT%H%M%S}"
    if written.strip().endswith("Z") or zone:
        return f"{name}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name}:{value:%Y%m%dT%H%M%S}"


def _quoted(zone: str) -> str:
    return f'"{zone}"' if set(zone) & set(":;,") else zone


def stamps(lines: Sequence[str], block: ical.Block, now: datetime) -> Mapping[str, Sequence[str]]:
    """What tells other programs that the event is newer (RFC 5545, 3.8.7)."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    _, _, number = ical.first_property(lines, block, "SEQUENCE").partition(":")
    following = int(number) + 1 if number.strip().isdigit() else 1
    return {
        "DTSTAMP": [f"DTSTAMP:{stamp}"],
        "LAST-MODIFIED": [f"LAST-MODIFIED:{stamp}"],
        "SEQUENCE": [f"SEQUENCE:{following}"],
    }
