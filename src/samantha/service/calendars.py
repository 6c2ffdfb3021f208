"""The user's calendars, put together from the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from functools import partial

from tzlocal import get_localzone

from samantha.hands.calendar.accounts import Account, accounts
from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.syncing import Connected, Syncing
from samantha.service.outside import Outside
from samantha.service.paths import accounts_file, calendars_folder
from samantha.service.settings import Settings


def shelf(
    settings: Settings, env: Mapping[str, str] = os.environ, zone: Callable[[], tzinfo] = get_localzone
) -> Shelf:
    """The folder of calendars."""
    return Shelf(calendars_folder(env, settings.calendar.folder), zone)


def syncing(
    settings: Settings,
    shelf: Shelf,
    env: Mapping[str, str],
    now: Callable[[], datetime],
    outside: Outside | None = None,
) -> Syncing:
    """The sync of these calendars with the user's accounts; outside: who does it where there is no network here."""
    path = accounts_file(env)
    elsewhere = partial(outside.sync, shelf.folder) if outside is not None else None
    return Syncing(shelf, lambda: accounts(path), now, settings.calendar.sync_min * 60, _connect, elsewhere)


def _connect(account: Account) -> Connected:
    """Loads what speaks to servers only where there is one: that takes a tenth of a second."""
    from samantha.hands.calendar.server import Server

    return Server(account)


def desk(settings: Settings, shelf: Shelf, sync: Syncing) -> Desk:
    """The calendars as a conversation uses them; each change of theirs is sent soon."""
    how = settings.calendar
    shelf.changed = sync.wake
    return Desk(shelf, how.new, timedelta(minutes=how.length_min), sync.trouble, sync.told)
