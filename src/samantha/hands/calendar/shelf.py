"""The folder of calendars: a calendar is a folder of iCalendar files, one event in each, or one file of many.

Every file is read once, and again when it has changed on the disk; files that cannot be read are named, and left as
they are. A change is made only to the very text that it was made from, under a lock, so that neither another
program, nor the sync, nor the command line loses what this one wrote.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import icalendar
import recurring_ical_events
from icalendar.error import InvalidCalendar

from samantha.errors import InputError
from samantha.hands import files
from samantha.hands.calendar import copy
from samantha.hands.calendar.event import Event, Value, local, recurrence

OWN = "personal"
"""The calendar that new events go into where there is no other."""


@dataclass
class _Loaded:
    """A file as read. single: its events that are no series; series: calendars of the rest."""

    stamp: tuple[int, int, int]
    text: str
    single: tuple[icalendar.Component, ...] = ()
    series: tuple[icalendar.Calendar, ...] = ()
    damaged: bool = False
    _seen: tuple[tzinfo, list[Event]] | None = None

    def events(self, file: Path, calendar: str, zone: tzinfo) -> list[Event]:
        """Those that are no series, as they are in this zone."""
        if self._seen is None or self._seen[0] != zone:
            read = (_event(component, file, calendar, zone) for component in self.single)
            self._seen = zone, [event for event in read if event is not None]
        return self._seen[1]

    @property
    def components(self) -> list[icalendar.Component]:
        """All its events."""
        return [*self.single, *(one for calendar in self.series for one in calendar.walk("VEVENT"))]


@dataclass
class Shelf:
    """The calendars in this folder. zone: the user's, at any time; changed: is told of every change made here."""

    folder: Path
    zone: Callable[[], tzinfo]
    changed: Callable[[], None] = lambda: None
    _loaded: dict[Path, _Loaded] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # --- reading ----------------------------------------------------------------------------------------------------

    def calendars(self) -> list[Path]:
        """Folders and files that are calendars, by name."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path
            for path in self.folder.iterdir()
            if not path.name.startswith(".") and (path.is_dir() or path.suffix.lower() == ".ics")
        )

    def between(
        self, begin: datetime, end: datetime, wanted: Callable[[str], bool] = lambda name: True
    ) -> list[Event]:
        """All events of which anything lies in this time, the earliest first. Raises InputError.

        wanted: by the name of an event; others are left out, and rules of others are not worked out.
        """
        zone = self.zone()
        found: list[Event] = []
        with self._lock:
            for file, loaded in self._load().items():
                found += loaded.events(file, self.calendar_of(file), zone)
                for calendar in loaded.series:
                    if not any(wanted(_name(one)) for one in calendar.walk("VEVENT")):
                        continue
                    query = recurring_ical_events.of(calendar, skip_bad_series=True)
                    for component in query.between(begin - timedelta(days=1), end + timedelta(days=1)):
                        if event := _event(component, file, self.calendar_of(file), zone, repeats=True):
                            found.append(event)
        return sorted(
            (event for event in found if event.overlaps(begin, end) and wanted(event.name)),
            key=lambda event: (event.start, not event.all_day, event.end, event.title),
        )

    def names(self) -> list[str]:
        """What the events of all times can be called by. Raises InputError."""
        with self._lock:
            return [_name(component) for loaded in self._load().values() for component in loaded.components]

    def damaged(self) -> list[Path]:
        """Files that are no calendars though they should be. Raises InputError."""
        with self._lock:
            return [file for file, loaded in self._load().items() if loaded.damaged]

    def text(self, file: Path) -> str | None:
        """The file's text; None if there is no such file. Raises InputError."""
        try:
            return file.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise InputError(f"the calendar cannot be read: {reason}", where=str(file)) from error

    def event_in(self, text: str) -> Event | None:
        """The first event of a file's text, None if there is none that can be read."""
        try:
            read = icalendar.Calendar.from_ical(text).walk("VEVENT")
        except (ValueError, IndexError, KeyError):
            return None
        return _event(read[0], Path(), "", self.zone()) if read else None

    def next_of(self, text: str, like: Event, after: datetime) -> Event | None:
        """The first time then of the series of this event, if its file held this text."""
        calendar = icalendar.Calendar.from_ical(text)
        calendar.subcomponents = [
            one for one in calendar.subcomponents if one.name != "VEVENT" or str(one.get("uid", "")) == like.uid
        ]
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        for days in (60, 800):
            found = [
                event
                for component in query.between(after - timedelta(days=1), after + timedelta(days=days))
                if (event := _event(component, like.file, like.calendar, self.zone(), repeats=True))
                and event.end > after
            ]
            if found:
                return min(found, key=lambda event: event.start)
        return None

    def files(self, calendar: Path) -> list[Path]:
        """The files of one calendar."""
        return _files(calendar)

    def holding(self, uid: str) -> Path | None:
        """The file that holds the event of this UID. Raises InputError."""
        with self._lock:
            for file, loaded in self._load().items():
                if any(str(one.get("uid", "")) == uid for one in loaded.components):
                    return file
        return None

    def calendar_of(self, file: Path) -> str:
        """The name of the calendar that a file belongs to."""
        return (file.parent if file.parent != self.folder else file).stem

    # --- writing ----------------------------------------------------------------------------------------------------

    def place_for(self, uid: str, calendar: str = "") -> Path:
        """The file of a new event: in the calendar of this name, else in a server's, else in one of our own."""
        copies = ((path.name, copy.load(path)) for path in self.calendars())
        name = calendar or next((name for name, known in copies if known and not known.read_only), OWN)
        return self.folder / re.sub(r"[^\w.-]+", "-", name).strip("-.") / f"{_file_name(uid)}.ics"

    def is_of_many(self, file: Path) -> bool:
        """Whether the file is a calendar by itself."""
        return file.parent == self.folder

    def is_copy(self, file: Path) -> bool:
        """Whether a server will be told of a change of this file."""
        return copy.load(file.parent) is not None

    def is_read_only(self, file: Path) -> bool:
        """Whether the server that it comes from takes no changes."""
        known = copy.load(file.parent)
        return known is not None and known.read_only

    def write(self, file: Path, old: str | None, new: str | None, *, quiet: bool = False) -> None:
        """The file holds the new text instead of the old; None: there is no file.

        Raises InputError, also when it no longer holds the old one: then nothing was changed. quiet: nobody is told.
        """
        with self._lock, files.alone(self.folder / ".lock"):
            if self.text(file) != old:
                raise InputError("it was changed by somebody else just now", where=str(file), mend="Try again.")
            if new is None:
                files.remove(file)
            else:
                files.write(file, new)
        if not quiet:
            self.changed()

    def _load(self) -> dict[Path, _Loaded]:
        there: dict[Path, _Loaded] = {}
        for calendar in self.calendars():
            for file in _files(calendar):
                try:
                    status = file.stat()
                except OSError:  # gone between two looks
                    continue
                stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                known = self._loaded.get(file)
                there[file] = known if known and known.stamp == stamp else self._read(file, stamp)
        self._loaded = there
        return there

    def _read(self, file: Path, stamp: tuple[int, int, int]) -> _Loaded:
        try:
            text = self.text(file) or ""
            calendars = icalendar.Calendar.from_ical(text, multiple=True)
        except (InputError, ValueError, IndexError, KeyError):
            return _Loaded(stamp, "", damaged=True)
        single: list[icalendar.Component] = []
        series: list[icalendar.Calendar] = []
        for calendar in calendars:
            events = calendar.walk("VEVENT")
            uids = {str(event.get("uid", "")) for event in events if _repeats(event)}
            single += [event for event in events if str(event.get("uid", "")) not in uids]
            if uids:
                rest = icalendar.Calendar()
                for key in ("X-WR-TIMEZONE",):
                    if key in calendar:
                        rest[key] = calendar[key]
                rest.subcomponents = [
                    one for one in calendar.subcomponents if one.name != "VEVENT" or str(one.get("uid", "")) in uids
                ]
                series.append(rest)
        return _Loaded(stamp, text, tuple(single), tuple(series), damaged=not calendars)


def _file_name(uid: str) -> str:
    """A name for the file of this event, its own as far as a file's name can be."""
    plain = re.sub(r"[^A-Za-z0-9-]", "-", uid)[:80]
    return plain if plain == uid else f"{plain}-{hashlib.sha256(uid.encode()).hexdigest()[:8]}"


def _files(calendar: Path) -> list[Path]:
    if not calendar.is_dir():
        return [calendar]
    return sorted(file for file in calendar.glob("*.ics") if not file.name.startswith("."))


def _repeats(event: icalendar.Component) -> bool:
    return any(key in event for key in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _event(
    component: icalendar.Component, file: Path, calendar: str, zone: tzinfo, *, repeats: bool = False
) -> Event | None:
    """The event as she sees it; None for one that is cancelled, or without a readable time."""
    if not isinstance(component, icalendar.Event):
        return None
    try:
        start: Value = component.start
        end: Value = component.end
    except (InvalidCalendar, AttributeError, TypeError, ValueError):
        return None
    if str(component.get("status", "")).upper() == "CANCELLED":
        return None
    return Event(
        title=str(component.get("summary", "")).strip() or "something without a title",
        start=local(start, zone),
        end=max(local(start, zone), local(end, zone)),
        all_day=not isinstance(start, datetime),
        file=file,
        uid=str(component.get("uid", "")),
        calendar=calendar,
        occurrence=recurrence(component) if repeats else None,
        place=str(component.get("location", "")).strip(),
        note=str(component.get("description", "")).strip(),
        people=_people(component),
        others="ATTENDEE" in component,
        blocks=str(component.get("transp", "")).upper() != "TRANSPARENT",
        private=str(component.get("class", "PUBLIC")).upper() != "PUBLIC",
    )


def _name(component: icalendar.Component) -> str:
    """As ``Event.name``."""
    return " ".join((str(component.get("summary", "")), *_people(component)))


def _people(component: icalendar.Component) -> tuple[str, ...]:
    listed = component.get("attendee", [])
    invited: Sequence[object] = listed if isinstance(listed, list) else [listed]
    return tuple(str(name) for one in invited if (name := getattr(one, "params", {}).get("CN")))
