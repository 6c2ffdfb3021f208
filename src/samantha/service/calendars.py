"""The user's calendars, put together from the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta, tzinfo

from tzlocal import get_localzone

from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.shelf import Shelf
from samantha.service.paths import calendars_folder
from samantha.service.settings import Settings


def shelf(
    settings: Settings, env: Mapping[str, str] = os.environ, zone: Callable[[], tzinfo] = get_localzone
) -> Shelf:
    """The folder of calendars."""
    return Shelf(calendars_folder(env, settings.calendar.folder), zone)


def desk(settings: Settings, shelf: Shelf) -> Desk:
    """The calendars as a conversation uses them."""
    how = settings.calendar
    return Desk(shelf, how.new, timedelta(minutes=how.length_min))
