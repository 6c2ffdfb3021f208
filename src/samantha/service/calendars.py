"""The user's calendars, put together from the settings."""

from __future__ import annotations

import os
from datetime import timedelta

from tzlocal import get_localzone

from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.shelf import Shelf
from samantha.service.paths import calendars_folder
from samantha.service.settings import Settings


def shelf(settings: Settings) -> Shelf:
    """The folder of calendars."""
    return Shelf(calendars_folder(os.environ, settings.calendar.folder), get_localzone)


def desk(settings: Settings) -> Desk:
    """The calendars as the conversation uses them."""
    how = settings.calendar
    return Desk(shelf(settings), how.new, timedelta(minutes=how.length_min))
