"""What she can do by code: the tools that the settings leave on, as one skill. Here the wall clock is read for
them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

from tzlocal import get_localzone

from samantha.hands.calendar.ahead import before_events
from samantha.hands.calendar.alerts import Alerts
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.syncing import Syncing
from samantha.hands.calendar.telling import Telling
from samantha.hands.calendar.tool import calendar
from samantha.hands.can import can
from samantha.hands.chance import chance
from samantha.hands.clock import clock
from samantha.hands.due import Quiet
from samantha.hands.lists import lists
from samantha.hands.mcp import Calls
from samantha.hands.notes import notes
from samantha.hands.outline import Part, outline, reminded, to_do
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.reminding import Desk as RemindersDesk
from samantha.hands.ringing import Ringing
from samantha.hands.skill import Hands
from samantha.hands.sums import sums
from samantha.hands.tool import Tool
from samantha.hands.units import units
from samantha.service.calendars import desk, shelf, syncing
from samantha.service.mcp import Servers, lending
from samantha.service.outside import Outside
from samantha.service.paths import lists_folder, reminders_file
from samantha.service.settings import Settings


def now() -> datetime:
    """The time where the user is."""
    return datetime.now(get_localzone())


def book(env: Mapping[str, str] = os.environ) -> Book:
    """The file of timers, alarms and reminders."""
    return Book(reminders_file(env))


@dataclass(frozen=True, slots=True)
class Able:
    """What she does by code. ringing, sync, calls: what goes on beside a conversation, None where it is off.

    calendars: None where they are off.
    """

    skill: Hands
    ringing: Ringing | None
    sync: Syncing | None
    calendars: Shelf | None = None
    calls: Calls | None = None


def hands(
    settings: Settings,
    env: Mapping[str, str] = os.environ,
    clock_now: Callable[[], datetime] = now,
    outside: Outside | None = None,
    servers: Servers | None = None,
) -> Able:
    """The skill over all tools that are on, and what goes on beside it. Raises InputError, ConfigError.

    outside: who uses the network where this process does not. servers: the user's, of tools; None: without them.
    """
    how = settings.hands
    folder = lists_folder(env, how.folder)

    def zone() -> tzinfo:
        return clock_now().tzinfo or get_localzone()

    tools = _plain(settings, folder)
    parts: list[Part] = []
    ringing, sync, ahead, events, at_desk = None, None, _nothing_ahead, None, None
    if how.calendar:
        events = shelf(settings, env, zone)
        sync = syncing(settings, events, env, clock_now, outside)
        at_desk = desk(settings, events, sync)
        tools.append(calendar(at_desk))
        parts.append(Telling(at_desk).told)
        if minutes := settings.calendar.alert_min:
            ahead = Alerts(events, timedelta(minutes=minutes)).due
    if how.reminders:
        kept, quiet = book(env), _quiet(how.quiet)
        kept.all()  # a damaged file is told before anything slow starts
        tools.append(reminders(kept, quiet))
        if at_desk is not None:
            tools.append(before_events(at_desk, RemindersDesk(kept, quiet)))
        ringing = Ringing(kept, clock_now, quiet, ahead)
        parts.append(reminded(kept))
    if how.lists:
        parts.append(to_do(folder))
    if parts:
        tools.append(outline(parts))
    tools.append(can([*(tool.name for tool in tools), "letters", "spelling"]))
    calls = None
    if (lent := lending(settings, servers)) is not None:
        tools.append(lent[0])
        calls = lent[1]
    return Able(Hands(tools, clock_now), ringing, sync, events, calls)


def harmless(settings: Settings, folder: Path | None) -> Hands:
    """What she also does for others than the user; lists and notes only where they have a ``folder`` of their own."""
    return Hands(_plain(settings, folder), now)


def _plain(settings: Settings, folder: Path | None) -> list[Tool]:
    """The tools that need no more than a folder."""
    how = settings.hands
    tools: list[Tool] = []
    if how.clock:
        tools.append(clock())
    if how.sums:
        tools += [units(), sums()]
    if how.lists and folder is not None:
        tools.append(lists(folder))
    if how.notes and folder is not None:
        tools.append(notes(folder))
    if how.chance:
        tools.append(chance(random.SystemRandom()))
    return tools


def _nothing_ahead(now: datetime) -> Sequence[str]:
    return ()


def _quiet(hours: str) -> Quiet | None:
    begin, _, end = hours.partition("-")
    return Quiet(time.fromisoformat(begin), time.fromisoformat(end)) if hours else None
