"""Keeps in a file of the user's what her remarks need beyond a conversation (``mind.remarking``), and brings them the
calendar. The file holds times and numbers, no words.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, NaiveDatetime, ValidationError

from samantha.hands.calendar.event import Event
from samantha.hands.calendar.shelf import Shelf
from samantha.mind.memory.remarks import Entry
from samantha.mind.remarking import Entries
from samantha.models.store import private_folder, write_whole
from samantha.service.paths import state_folder

KEPT_DAYS = 60
"""Nothing is remarked upon that was so long ago."""


def remarks_file(env: Mapping[str, str]) -> Path:
    """Where it is kept; it may not exist."""
    return state_folder(env) / "remarks.json"


class _Kept(BaseModel):
    talked: NaiveDatetime | None = None
    made: dict[str, datetime.date] = {}


class RemarkBook:
    """The Book in this file; one that cannot be read counts as new."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            kept = _Kept.model_validate_json(file.read_bytes())
        except (OSError, ValidationError):
            kept = _Kept()
        self.talked = kept.talked
        self._made = kept.made
        self._on_disk = kept.talked

    @property
    def made(self) -> Container[str]:
        """Keys of what has been remarked upon."""
        return self._made

    def mark(self, keys: Sequence[str], today: datetime.date) -> bool:
        """These are remarked upon, on disk too; False if that cannot be."""
        oldest = today - datetime.timedelta(days=KEPT_DAYS)
        self._made = {key: day for key, day in self._made.items() if day >= oldest} | dict.fromkeys(keys, today)
        try:
            self._write()
        except OSError:
            return False
        return True

    def keep(self) -> None:
        """``talked`` is on disk, if it can be."""
        if self.talked != self._on_disk:
            with contextlib.suppress(OSError):  # it is not worth ending a conversation
                self._write()

    def _write(self) -> None:
        made = {key: day.isoformat() for key, day in self._made.items()}
        talked = self.talked.isoformat(timespec="seconds") if self.talked else None
        private_folder(self._file.parent)
        write_whole(self._file, json.dumps({"talked": talked, "made": made}, indent=1).encode())
        self._on_disk = self.talked


def past_entries(calendars: Shelf | None) -> Entries:
    """What was in the user's calendars and is over: no series, nothing private, and nothing with others invited,
    which may be their idea.
    """

    def entries(first: datetime.date, last: datetime.date) -> Sequence[Entry]:
        if calendars is None:
            return ()
        zone = calendars.zone()
        begin = datetime.datetime.combine(first, datetime.time(), zone)
        end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), zone)
        return [
            Entry(_key(event), event.title, event.start.date())
            for event in calendars.between(begin, end)
            if event.start >= begin and event.end <= end and _remarkable(event)
        ]

    return entries


def _remarkable(event: Event) -> bool:
    short = event.end - event.start <= datetime.timedelta(days=1)
    return short and event.occurrence is None and not (event.private or event.others)


def _key(event: Event) -> str:
    named = f"{event.uid} {event.start.isoformat()}"
    return f"calendar {hashlib.sha256(named.encode()).hexdigest()[:16]}"
