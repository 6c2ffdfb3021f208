"""What is about to begin, told by herself some minutes before; in virtual time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import anyio
import pytest
from tests.calendars import NOW, ZONE, Calendars

from samantha.core.notes import Listening
from samantha.hands.calendar.alerts import Alerts
from samantha.hands.due import Quiet
from samantha.hands.reminder_book import Book
from samantha.hands.ringing import Ringing
from samantha.testing import virtual_time


@pytest.fixture
def home(tmp_path: Path) -> Calendars:
    home = Calendars(tmp_path / "calendars")
    home.ask("Put lunch with Amy today at three.", "Put Amy's birthday in my calendar today.")
    home.ask("Put dinner with Isabella today at eleven pm.", "Put yoga every day at four.")
    return home


def live(home: Calendars, folder: Path, hours: float, quiet: Quiet | None = None, slept: float = 0) -> list[str]:
    """What she says in so many hours; the machine may sleep so many minutes from ten minutes on."""
    said: list[str] = []

    def now() -> datetime:
        passed = anyio.current_time()
        moment = NOW.timestamp() + passed + (slept * 60 if passed > 600 else 0)
        return datetime.fromtimestamp(moment, ZONE)

    async def announce(text: str) -> str:
        said.append(f"{now():%H:%M} {text}")
        return text

    async def main() -> None:
        ringing = Ringing(Book(folder / "reminders.json"), now, quiet, Alerts(home.shelf, timedelta(minutes=10)).due)
        async with anyio.create_task_group() as group:
            group.start_soon(ringing.run, announce)
            ringing.watch(Listening(0))
            await anyio.sleep(hours * 3600)
            group.cancel_scope.cancel()

    virtual_time.run(main)
    return said


def test_each_event_is_told_once_ten_minutes_before(home: Calendars, tmp_path: Path) -> None:
    assert live(home, tmp_path, 9) == [
        "14:50 Lunch with Amy begins in ten minutes.",
        "15:50 Yoga begins in ten minutes.",
        "22:50 Dinner with Isabella begins in ten minutes.",
    ]


def test_in_quiet_hours_events_are_not_told(home: Calendars, tmp_path: Path) -> None:
    assert live(home, tmp_path, 9, Quiet(time(22), time(7)))[-1] == "15:50 Yoga begins in ten minutes."


def test_after_a_sleep_what_goes_on_is_told_and_what_is_over_is_not(home: Calendars, tmp_path: Path) -> None:
    assert live(home, tmp_path, 0.5, slept=100) == ["16:20 Yoga has begun."]
