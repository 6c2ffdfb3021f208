"""A folder and a server's calendar become the same: what changed on one side is done on the other.

What changed on both sides is no tie to be broken by a clock: the server's version stays, since others have seen it
already, and the user's is set aside in the folder ``.kept`` and told. What was deleted on one side and changed on
the other lives on. Each step is written down behind it; one that was cut off is found out and taken up by the next
sync.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import icalendar

from samantha.hands import files
from samantha.hands.calendar import copy as copies
from samantha.hands.calendar import words
from samantha.hands.calendar.copy import Agreed, Copy, digest
from samantha.hands.calendar.remote import Changed, Remote
from samantha.hands.calendar.shelf import Shelf

KEPT = ".kept"
_AT_ONCE = 50
"""So many texts are fetched with one request, and then written down."""


@dataclass
class Report:
    """What a sync did. told: what the user must know, in her words."""

    sent: int = 0
    fetched: int = 0
    told: list[str] = field(default_factory=list)


class Sync:
    """Of one folder with one calendar of a server. ``now``: for names of what is set aside."""

    def __init__(self, shelf: Shelf, folder: Path, copy: Copy, remote: Remote, now: datetime) -> None:
        self._shelf = shelf
        self._folder = folder
        self._copy = copy
        self._remote = remote
        self._now = now
        self._report = Report()
        self._wanted: dict[str, str] = {}  # address -> file name

    def run(self) -> Report:
        """Afterwards both sides are the same. Raises ServerError, InputError: then some of it is done."""
        tags = dict(self._remote.tags())
        known = {agreed.address for agreed in self._copy.files.values()}
        try:
            for name in sorted({*self._copy.files, *(file.name for file in self._shelf.files(self._folder))}):
                self._one(name, tags)
            for address in tags:
                if address not in known and address not in self._wanted:
                    self._wanted[address] = self._name_for(address)
            self._fetch()
            self._copy.at = self._now
        finally:
            copies.save(self._folder, self._copy)
        return self._report

    def _one(self, name: str, tags: dict[str, str]) -> None:
        """A file that is here, or was at the last sync."""
        text = self._shelf.text(self._folder / name)
        agreed = self._copy.files.get(name)
        if agreed is None:
            if text is not None and not self._copy.read_only:
                address = self._remote.address(name)
                self._put(name, text, address, None)
                tags.pop(address, None)
            return
        theirs = tags.get(agreed.address)
        changed_here = text is None or digest(text) != agreed.digest
        if theirs != agreed.tag and not (theirs is None and changed_here):
            self._theirs(name, agreed, theirs)
        elif theirs is None:  # gone there, and changed or gone here too
            del self._copy.files[name]
            if text is not None:
                self._put(name, text, agreed.address, None)
                self._report.told.append(
                    f"{self._title(text)} was deleted elsewhere, but changed here, so I kept it."
                )
        elif changed_here and not self._copy.read_only:
            self._ours(name, agreed, text)

    def _ours(self, name: str, agreed: Agreed, text: str | None) -> None:
        """Changed here only."""
        if text is not None:
            self._put(name, text, agreed.address, agreed.tag)
            return
        try:
            self._remote.delete(agreed.address, agreed.tag)
        except Changed:
            self._wanted[agreed.address] = name
            return
        del self._copy.files[name]
        self._report.sent += 1

    def _theirs(self, name: str, agreed: Agreed, tag: str | None) -> None:
        """Changed there, and perhaps here too."""
        if tag is not None:
            self._wanted[agreed.address] = name
            return
        file = self._folder / name
        self._shelf.write(file, self._shelf.text(file), None, quiet=True)
        del self._copy.files[name]
        self._report.fetched += 1

    def _put(self, name: str, text: str, address: str, tag: str | None) -> None:
        try:
            new = self._remote.put(address, text, tag)
        except Changed:
            self._wanted[address] = name
            return
        self._report.sent += 1
        if new:
            self._copy.files[name] = Agreed(address, new, digest(text))
        else:  # a server that changes what it is given: its version is ours
            self._copy.files[name] = Agreed(address, "", digest(text))
            self._wanted[address] = name

    # --- what the server has ----------------------------------------------------------------------------------------

    def _fetch(self) -> None:
        addresses = list(self._wanted)
        for first in range(0, len(addresses), _AT_ONCE):
            for address, (tag, text) in self._remote.texts(addresses[first : first + _AT_ONCE]).items():
                self._take(self._wanted[address], address, tag, text)
            copies.save(self._folder, self._copy)

    def _take(self, name: str, address: str, tag: str, theirs: str) -> None:
        """The server's version is here, and a version of ours that it does not know is set aside."""
        file, agreed = self._folder / name, self._copy.files.get(name)
        ours = self._shelf.text(file)
        if ours is None or not _same(ours, theirs):
            if ours is None and agreed is not None:
                self._report.told.append(
                    f"{self._title(theirs)} was cancelled here, but changed elsewhere, so it is back."
                )
            elif ours is not None and (agreed is None or digest(ours) != agreed.digest):
                self._set_aside(name, ours, theirs)
            self._shelf.write(file, ours, theirs, quiet=True)
            self._report.fetched += 1
            ours = theirs
        self._copy.files[name] = Agreed(address, tag, digest(ours))

    def _set_aside(self, name: str, ours: str, theirs: str) -> None:
        files.write(self._folder / KEPT / f"{self._now:%Y-%m-%d-%H%M%S}-{name}", ours)
        self._report.told.append(
            f"{self._title(theirs)} was changed here and elsewhere. I took the version from there,"
            f" {self._time(theirs)}, and set yours aside, {self._time(ours)}."
        )

    def _title(self, text: str) -> str:
        event = self._shelf.event_in(text)
        return words.title(event) if event else "Something"

    def _time(self, text: str) -> str:
        event = self._shelf.event_in(text)
        return words.when(event, self._now) if event else "without a time"

    def _name_for(self, address: str) -> str:
        """A file's name for what the server has there."""
        name = re.sub(r"[^\w.@-]", "-", unquote(PurePosixPath(urlsplit(address).path).name)).lstrip(".")
        taken = {*self._copy.files, *self._wanted.values()}
        if not name.lower().endswith(".ics") or name in taken or len(name) > 200:
            name = f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.ics"
        return name


def _same(one: str, other: str) -> bool:
    """Whether two texts hold the same events, whoever wrote them down."""
    return one == other or (_written(one) == _written(other) != [])


def _written(text: str) -> list[bytes]:
    """The events in one form; servers write time zones and their own name anew."""
    try:
        read = icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError):
        return []
    return sorted(one.to_ical(sorted=True) for kind in ("VEVENT", "VTODO", "VJOURNAL") for one in read.walk(kind))
