"""What she can do by code: the tools that the settings leave on, as one skill. Here the wall clock is read for
them."""

from __future__ import annotations

import os
import random
from datetime import datetime

from tzlocal import get_localzone

from samantha.hands.chance import chance
from samantha.hands.clock import clock
from samantha.hands.lists import lists, notes
from samantha.hands.skill import Hands
from samantha.hands.sums import sums
from samantha.hands.tool import Tool
from samantha.hands.units import units
from samantha.ports import Skill
from samantha.service.paths import lists_folder
from samantha.service.settings import Settings


def hands(settings: Settings) -> Skill:
    """The skill over all tools that are on."""
    how = settings.hands
    folder = lists_folder(os.environ, how.folder)
    tools: list[Tool] = []
    if how.clock:
        tools.append(clock())
    if how.sums:
        tools += [units(), sums()]
    if how.lists:
        tools.append(lists(folder))
    if how.notes:
        tools.append(notes(folder))
    if how.chance:
        tools.append(chance(random.SystemRandom()))
    return Hands(tools, lambda: datetime.now(get_localzone()))
