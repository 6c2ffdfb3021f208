"""For tests of the calendar: events as files, and a conversation about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio

from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.event import Event
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.tool import calendar
from samantha.hands.skill import Hands

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)  # a Wednesday


def ics(*lines: str, uid: str = "one", zones: str = "") -> str:
    """A file with one event of these lines."""
    return "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//else//EN", *zones.splitlines(), "BEGIN:VEVENT", f"UID:{uid}",
         "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR", "")
    )  # fmt: skip


class Calendars:
    """A folder of calendars and somebody who talks about them."""

    def __init__(self, folder: Path, desk: Desk | None = None) -> None:
        self.folder = folder
        self.shelf = Shelf(folder, lambda: ZONE)
        self.hands = Hands([calendar(desk or Desk(self.shelf))], lambda: NOW)

    def put(self, text: str, name: str = "one", calendar: str = "personal") -> Path:
        file = self.folder / calendar / f"{name}.ics"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file

    def ask(self, *turns: str) -> list[str | None]:
        async def all_of_it() -> list[str | None]:
            answers: list[str | None] = []
            for turn in turns:
                act = self.hands.understands(turn)
                answers.append(await act() if act else None)
            return answers

        return anyio.run(all_of_it)

    def events(self, days: int = 400) -> list[Event]:
        return self.shelf.between(NOW, NOW + timedelta(days=days))

    def seen(self, days: int = 400) -> list[tuple[str, str, str]]:
        """Title, start and end of what is there."""
        return [(e.title, f"{e.start:%m-%d %H:%M}", f"{e.end:%m-%d %H:%M}") for e in self.events(days)]
