"""The file of timers, alarms and reminders: JSON, the user's alone, changed by one process at a time.

It is read anew each time, for ``samantha reminders cancel`` changes it while she runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from samantha.errors import InputError
from samantha.hands import files
from samantha.hands.due import Reminder
from samantha.hands.when import Repeat


class Book:
    """The file at this path. ``rung``: what was said last, to be snoozed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rung: Sequence[Reminder] = ()

    def all(self) -> list[Reminder]:
        """Everything in it, the soonest first. Raises InputError."""
        text = files.read(self._path)
        if not text:
            return []
        try:
            return sorted((_read(entry) for entry in json.loads(text)), key=lambda one: one.moment)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise InputError(
                "this is no file of reminders", where=str(self._path), mend="Mend it, or move it away to begin anew."
            ) from error

    def change(self, how: Callable[[list[Reminder]], Sequence[Reminder | None]]) -> None:
        """Keeps what this makes of them; None is left out. Raises InputError."""
        with files.alone(self._path.with_name(f".{self._path.name}.lock")):
            kept = [asdict(one) for one in how(self.all()) if one is not None]
            files.write(self._path, json.dumps(kept, default=datetime.isoformat, indent=1, ensure_ascii=False) + "\n")

    def add(self, new: Reminder) -> Reminder:
        """The new one, with a number that nothing else has. Raises InputError."""
        numbered = new

        def added(here: list[Reminder]) -> list[Reminder]:
            nonlocal numbered
            numbered = replace(new, number=1 + max((one.number for one in here), default=0))
            return [*here, numbered]

        self.change(added)
        return numbered

    def drop(self, numbers: Sequence[int]) -> None:
        """These are gone. Raises InputError."""
        self.change(lambda here: [one for one in here if one.number not in numbers])


def _read(entry: dict[str, object]) -> Reminder:
    """Raises ValueError, KeyError, TypeError."""
    number, kind, what, every = entry["number"], entry["kind"], entry["what"], entry["every"]
    if not isinstance(number, int) or not isinstance(what, str) or kind not in ("timer", "alarm", "reminder"):
        raise ValueError("no reminder")
    first, at, again = (_moment(entry[name]) for name in ("first", "at", "again"))
    if first is None or (at is None and again is None):
        raise ValueError("no time")
    return Reminder(number, kind, what, first, at, _rhythm(every), again)


def _rhythm(entry: object) -> Repeat | None:
    if entry is None:
        return None
    if not isinstance(entry, dict) or not isinstance(entry["every"], int) or entry["every"] < 1:
        raise ValueError("no rhythm")
    if entry["freq"] not in ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError("no rhythm")
    days = tuple(day for day in entry["days"] if day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
    return Repeat(entry["freq"], entry["every"], days)


def _moment(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text)).astimezone(UTC)
