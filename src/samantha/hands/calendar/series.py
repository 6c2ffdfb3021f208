"""Changes of a whole series as changes of a file's text: moved, or parted in two; pure, from text to text.

A series is a start, rules that count from it, times put in and taken out, and events of their own for single times
(RFC 5545, 3.8.5). They fit together only as long as all of them move alike, so each is moved by the same step of the
clock on the wall, where the series lives: yoga in Paris stays at seven in Paris when summer time comes. Some rules
cannot be moved to another day that way ("the last Friday of the month"); those are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp

from samantha.hands.calendar import text as ical
from samantha.hands.calendar.changes import components, is_series, stamps
from samantha.hands.calendar.event import Event, Value, recurrence

_MOMENT = re.compile(r"(?<!\d)\d{8}(?:T\d{6}Z?)?(?!\d)")
_ZONE = re.compile(r';TZID=(?:"([^"]*)"|([^;:]*))', re.IGNORECASE)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
_SAFE_DAYS = range(1, 29)
"""Days that every month has."""


def repeats(text: str, event: Event) -> bool:
    """Whether the file has the whole series of this event, and not one time of it alone, as an invitation may."""
    lines = ical.lines(text)
    return any(is_series(lines, block) for block, _ in _ours(text, lines, event.uid))


def moved(
    text: str, event: Event, slot: datetime, start: datetime, longer: timedelta, now: datetime, *, to_day: bool
) -> str | None:
    """The series with each time moved as from ``slot`` to ``start``, where this one is then, and so much longer.

    to_day: the user named another day. None: the rule of the series cannot be moved there.
    """
    lines = ical.lines(text)
    ours = _ours(text, lines, event.uid)
    series = next(read for block, read in ours if is_series(lines, block))
    step, own_step = _Step.between(series.start, slot, start), _Step.between(series.start, event.start, start)
    for block, read in reversed(ours):  # the last first, so that the places of the others stay true
        new: dict[str, Sequence[str]] = {}
        for name in ("RRULE", "EXRULE"):
            rules = [_rule(line, step, read.start, to_day=to_day) for line in _named(lines, block, name)]
            if None in rules:
                return None
            new[name] = [rule for rule in rules if rule]
        own = own_step if recurrence(read) == event.occurrence else step
        for name in _TIMES:
            by = own if name in ("DTSTART", "DTEND") else step
            new[name] = [by.line(line) for line in _named(lines, block, name)]
        if longer and read.end - read.start + longer > timedelta():
            if new["DTEND"]:
                new["DTEND"] = [own.line(line, longer) for line in _named(lines, block, "DTEND")]
            else:
                length = icalendar.vDuration(read.end - read.start + longer).to_ical()  # type: ignore[no-untyped-call]
                new["DURATION"] = [f"DURATION:{length.decode()}"]
        lines = ical.changed(lines, block, {**new, **stamps(lines, block, now)})
    return "".join(lines)


def is_weekly(text: str, event: Event) -> bool:
    """Whether the series counts by weeks."""
    lines = ical.lines(text)
    rules = [line for block, _ in _ours(text, lines, event.uid) for line in _named(lines, block, "RRULE")]
    return bool(rules) and all("FREQ=WEEKLY" in ical.plain(line).upper() for line in rules)


def parted(text: str, event: Event, uid: str, now: datetime) -> str | None:
    """The series up to this time of it, and beside it another from then on under this UID.

    The same text if nothing is before; None: it cannot be parted (it has several rules, or times beside its rule).
    """
    lines = ical.lines(text)
    ours = _ours(text, lines, event.uid)
    block, series = next((block, read) for block, read in ours if is_series(lines, block))
    rules = _named(lines, block, "RRULE")
    if event.occurrence is None or len(rules) != 1 or _named(lines, block, "RDATE") or _named(lines, block, "EXRULE"):
        return None
    before = _times_before(series, event.occurrence)
    if not before:
        return None if before is None else text
    first, second = _halves(rules[0], event.occurrence, before)
    step = _Step.to(series.start, event.occurrence)
    copy = lines[block.first : block.last + 1]
    whole = ical.Block(0, len(copy) - 1)
    times = {name: [step.line(line) for line in _named(copy, whole, name)] for name in ("DTSTART", "DTEND")}
    copy = ical.changed(copy, whole, {**times, **stamps(copy, whole, now), "RRULE": [second], "UID": [f"UID:{uid}"]})
    for other, read in reversed(ours):
        if (own := recurrence(read)) is not None and not _before(own, event.occurrence):
            lines = ical.changed(lines, other, {"UID": [f"UID:{uid}"], **stamps(lines, other, now)})
    block = next(block for block, _ in _ours("".join(lines), lines, event.uid) if is_series(lines, block))
    lines = ical.changed(lines, block, {"RRULE": [first], **stamps(lines, block, now)})
    block = next(block for block, _ in _ours("".join(lines), lines, event.uid) if is_series(lines, block))
    return "".join([*lines[: block.last + 1], *copy, *lines[block.last + 1 :]])


def only(text: str, uid: str) -> str:
    """The file with the event of this UID alone, and the time zones."""
    lines = ical.lines(text)
    others = [block for block, read in components(text, lines) if str(read.get("uid", "")) != uid]
    return "".join(ical.without(lines, others))


def without(text: str, uid: str) -> str:
    """The file without the event of this UID."""
    lines = ical.lines(text)
    return "".join(ical.without(lines, [block for block, _ in _ours(text, lines, uid)]))


def apart(text: str, event: Event, now: datetime) -> int:
    """How many coming times of the series have a time of their own, this one left out."""
    lines = ical.lines(text)
    own = [
        read for _, read in _ours(text, lines, event.uid)
        if (slot := recurrence(read)) is not None and slot != read.start and slot != event.occurrence
    ]  # fmt: skip
    return sum(not _before(read.start, now) for read in own)


# --- steps ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """So much on the clock on the wall of this zone (None: whole days, or no zone); days: from date to date."""

    by: timedelta
    days: int
    zone: tzinfo | None

    @classmethod
    def between(cls, like: Value, slot: datetime, start: datetime) -> _Step:
        """From one moment to another, in a series that begins like this."""
        if not isinstance(like, datetime):
            days = (start.date() - slot.date()).days
            return cls(timedelta(days=days), days, None)
        first, last = (
            (slot, start) if like.tzinfo is None else (slot.astimezone(like.tzinfo), start.astimezone(like.tzinfo))
        )
        return cls(
            last.replace(tzinfo=None) - first.replace(tzinfo=None), (last.date() - first.date()).days, like.tzinfo
        )

    @classmethod
    def to(cls, start: Value, occurrence: Value) -> _Step:
        """From the start of a series to one of its times."""
        if not isinstance(start, datetime) or not isinstance(occurrence, datetime):
            days = (_day(occurrence) - _day(start)).days
            return cls(timedelta(days=days), days, None)
        zone = start.tzinfo
        there = occurrence.astimezone(zone) if zone else occurrence
        by = there.replace(tzinfo=None) - start.replace(tzinfo=None)
        return cls(by, (there.date() - start.date()).days, zone)

    def line(self, line: str, longer: timedelta = timedelta()) -> str:
        """A property with its times moved."""
        head, _, value = ical.plain(line).rpartition(":")
        named = _ZONE.search(head)
        zone = tzp.timezone(named[1] or named[2]) if named else None
        return f"{head}:{_MOMENT.sub(lambda m: self.moment(m[0], longer, zone), value)}"

    def moment(self, written: str, longer: timedelta = timedelta(), zone: tzinfo | None = None) -> str:
        """A moment as it is written; ``zone``: its own, if it names one. One that stands in another zone than the
        series is moved on the clock of the series."""
        if len(written) == 8:
            day = datetime.strptime(written, "%Y%m%d") + timedelta(days=self.days) + longer
            return f"{day:%Y%m%d}"
        bare = datetime.strptime(written.rstrip("Z"), "%Y%m%dT%H%M%S")
        own = UTC if written.endswith("Z") else zone
        if own is None or self.zone is None:
            return f"{bare + self.by + longer:%Y%m%dT%H%M%S}{'Z' if written.endswith('Z') else ''}"
        there = bare.replace(tzinfo=own).astimezone(self.zone).replace(tzinfo=None) + self.by + longer
        back = there.replace(tzinfo=self.zone).astimezone(own)
        return f"{back:%Y%m%dT%H%M%S}{'Z' if written.endswith('Z') else ''}"


def _rule(line: str, step: _Step, start: Value, *, to_day: bool) -> str | None:
    """The rule, moved; None where it cannot be."""
    head, _, value = ical.plain(line).partition(":")
    parts = dict(part.split("=", 1) for part in value.upper().split(";") if "=" in part)
    freq, by = parts.get("FREQ", ""), {name for name in parts if name.startswith("BY")}
    if step.by != timedelta(days=step.days) and by & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        return None
    if step.days:
        codes = parts["BYDAY"].split(",") if "BYDAY" in parts else []
        if to_day and (freq not in ("WEEKLY", "MONTHLY", "YEARLY") or len(codes) > 1):
            return None  # "all of them to Thursday" says nothing of a meeting on three days a week
        if freq in ("MONTHLY", "YEARLY"):
            return _monthly(head, parts, by, step, start)
        if by - {"BYDAY"} or not set(codes) <= set(_CODES):
            return None
        if codes:
            parts["BYDAY"] = ",".join(_turned(code, step.days) for code in codes)
            if parts.get("INTERVAL", "1") != "1":  # which days are of one week must stay as it is
                parts["WKST"] = _turned(parts.get("WKST", "MO"), step.days)
    return _written(head, parts, step)


def _monthly(head: str, parts: dict[str, str], by: set[str], step: _Step, start: Value) -> str | None:
    """A rule of days of a month: only days that every month has can be moved, and only within it."""
    if by - {"BYMONTHDAY", "BYMONTH"}:
        return None
    days = parts["BYMONTHDAY"].split(",") if "BYMONTHDAY" in parts else [str(start.day)]
    if not all(day.isdigit() and int(day) in _SAFE_DAYS and int(day) + step.days in _SAFE_DAYS for day in days):
        return None
    if "BYMONTHDAY" in parts:
        parts["BYMONTHDAY"] = ",".join(str(int(day) + step.days) for day in days)
    return _written(head, parts, step)


def _written(head: str, parts: dict[str, str], step: _Step) -> str:
    if "UNTIL" in parts:
        parts["UNTIL"] = step.moment(parts["UNTIL"])
    return _joined(head, parts)


def _joined(head: str, parts: Mapping[str, str]) -> str:
    return f"{head}:{';'.join(f'{name}={value}' for name, value in parts.items())}"


def _turned(code: str, days: int) -> str:
    return _CODES[(_CODES.index(code) + days) % 7]


# --- parts ----------------------------------------------------------------------------------------------------------


def _times_before(series: icalendar.Event, at: Value) -> int | None:
    """How many times the rule gives before this one; None if this one is not of it."""
    bare = icalendar.Event()
    bare.add("uid", "one")
    bare.add("dtstart", series.start)
    bare["RRULE"] = series["RRULE"]
    calendar = icalendar.Calendar()
    calendar.add_component(bare)
    there = recurring_ical_events.of(calendar).between(series.start, at + timedelta(days=1))
    starts = [one.start for one in there]
    return sum(_before(start, at) for start in starts) if at in starts else None


def _halves(line: str, at: Value, before: int) -> tuple[str, str]:
    """The rule up to a time, and from it on."""
    head, _, value = ical.plain(line).partition(":")
    parts = dict(part.split("=", 1) for part in value.split(";") if "=" in part)
    parts = {name.upper(): value for name, value in parts.items()}
    if not isinstance(at, datetime):
        until = f"{at - timedelta(days=1):%Y%m%d}"
    elif at.tzinfo is None:
        until = f"{at - timedelta(seconds=1):%Y%m%dT%H%M%S}"
    else:
        until = f"{at.astimezone(UTC) - timedelta(seconds=1):%Y%m%dT%H%M%SZ}"
    first = {name: value for name, value in parts.items() if name != "COUNT"} | {"UNTIL": until}
    if "COUNT" in parts:
        parts["COUNT"] = str(int(parts["COUNT"]) - before)
    return _joined(head, first), _joined(head, parts)


def _before(one: Value, other: Value) -> bool:
    """Whether it is earlier; what cannot be compared to the minute is by the day."""
    if isinstance(one, datetime) and isinstance(other, datetime) and (one.tzinfo is None) == (other.tzinfo is None):
        return one < other
    return _day(one) < _day(other)


def _day(value: Value) -> date:
    return value.date() if isinstance(value, datetime) else value


def _ours(text: str, lines: Sequence[str], uid: str) -> list[tuple[ical.Block, icalendar.Event]]:
    return [
        (block, read)
        for block, read in components(text, lines)
        if isinstance(read, icalendar.Event) and str(read.get("uid", "")) == uid
    ]


def _named(lines: Sequence[str], block: ical.Block, name: str) -> list[str]:
    return [lines[n] for n in ical.property_lines(lines, block) if ical.name(lines[n]) == name]
