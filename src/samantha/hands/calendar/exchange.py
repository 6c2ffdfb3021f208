"""Calendars from elsewhere and for elsewhere: one file of many events as a file each, and many as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from samantha.errors import InputError
from samantha.hands.calendar import text as ical
from samantha.hands.calendar.changes import PRODUCT

_OURS = ("VEVENT", "VTODO", "VJOURNAL")


def parts(text: str, where: str) -> dict[str, str]:
    """Each event of the file, or each series, by its UID: a file of its own, with the time zones it names.

    Raises InputError if this is no calendar.
    """
    lines = ical.lines(text)
    whole = ical.blocks(lines, "VCALENDAR")
    if not whole:
        raise InputError("this is no iCalendar file", where=where, mend="It should begin with BEGIN:VCALENDAR.")
    zones = {_value(lines, block, "TZID"): _taken(lines, block) for block in ical.blocks(lines, "VTIMEZONE")}
    found: dict[str, list[str]] = {}
    for kind in _OURS:
        for block in ical.blocks(lines, kind):
            uid, body = _value(lines, block, "UID"), _taken(lines, block)
            if not uid:
                uid = hashlib.sha256("".join(body).encode()).hexdigest()[:32]
                body.insert(1, ical.folded(f"UID:{uid}"))
            found.setdefault(uid, []).extend(body)
    head = [lines[n] for n in ical.property_lines(lines, whole[0]) if ical.name(lines[n]) != "METHOD"]
    return {uid: _calendar(head, body, zones) for uid, body in found.items()}


def joined(texts: Iterable[str]) -> str:
    """All their events in one file."""
    body: list[str] = []
    zones: dict[str, list[str]] = {}
    for text in texts:
        lines = ical.lines(text)
        for block in ical.blocks(lines, "VTIMEZONE"):
            zones.setdefault(_value(lines, block, "TZID"), _taken(lines, block))
        body += [line for kind in _OURS for block in ical.blocks(lines, kind) for line in _taken(lines, block)]
    return _calendar([ical.folded("VERSION:2.0"), ical.folded(f"PRODID:{PRODUCT}")], body, zones)


def newer(text: str, than: str) -> bool:
    """Whether the first event of one file is a later version than that of the other."""
    return _version(text) > _version(than)


def _version(text: str) -> tuple[int, str]:
    lines = ical.lines(text)
    block = next((block for kind in _OURS for block in ical.blocks(lines, kind)), None)
    if block is None:
        return 0, ""
    number = _value(lines, block, "SEQUENCE")
    return int(number) if number.isdigit() else 0, _value(lines, block, "LAST-MODIFIED") or _value(
        lines, block, "DTSTAMP"
    )


def _calendar(head: Sequence[str], body: Sequence[str], zones: dict[str, list[str]]) -> str:
    named = [line for zone, block in zones.items() if any(f"TZID={zone}" in line.replace('"', "") for line in body)
             for line in block]  # fmt: skip
    return "".join([ical.folded("BEGIN:VCALENDAR"), *head, *named, *body, ical.folded("END:VCALENDAR")])


def _value(lines: Sequence[str], block: ical.Block, name: str) -> str:
    return ical.first_property(lines, block, name).partition(":")[2].strip()


def _taken(lines: Sequence[str], block: ical.Block) -> list[str]:
    last = lines[block.last]
    return [*lines[block.first : block.last], last if last.endswith("\n") else last + ical.END]
