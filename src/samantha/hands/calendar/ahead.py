"""Reminders before an event: "Remind me half an hour before the dentist", "... the evening before to pack my bag".

The moment is reckoned from the calendar as it is now; an event that is moved later does not take its reminder along,
so she says at which hour she will remind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from samantha.hands import reminding, saying
from samantha.hands.calendar import words
from samantha.hands.calendar.desk import Desk, Meant
from samantha.hands.calendar.event import Event
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool
from samantha.hands.when import Clock, When

_REMIND = "(remind me|remind us|give me a shout|nudge me|tell me|ping me|(set|give me|make) a reminder)"
_MY = "[my|the|our|that]"
_TO = "[(to|that i (have to|need to|must)) {to:any}]"
_BEFORE = "(before|ahead of|in advance of)"
_PARTS = (("day", 9, -1), ("morning", 9, -1), ("afternoon", 15, -1), ("evening", 19, -1), ("night", 19, -1))
"""The part of the day before, and the hour that it means; she says it, so it can be corrected."""
_SAME_DAY = (("morning", 8), ("day", 8))


def before_events(calendar: Desk, reminders: reminding.Desk) -> Tool:
    """The tool over both desks."""
    return Tool(
        "before events",
        (
            Form(
                calendar.about_one(partial(_before, reminders)),
                (
                    f"{_REMIND} {{length}} {_BEFORE} {_MY} {{what}} [starts|begins|is]",
                    f"{_REMIND} {{length}} {_BEFORE} {_MY} {{what}} (to|that i (have to|need to|must)) {{to:any}}",
                    f"{_REMIND} to {{to}} {{length}} {_BEFORE} {_MY} {{what}}",
                    f"{_REMIND} {{length}} (before|beforehand|in advance|ahead|before it|before that) {_TO}",
                    f"{_REMIND} (about|of) {_MY} {{what}} {{length}} (before|beforehand|in advance|ahead|early)",
                    f"give me {{length}} (notice|warning) (before|of|for|ahead of) {_MY} {{what}}",
                ),
            ),
            *(
                Form(
                    calendar.about_one(partial(_at_hour, reminders, hour, days)),
                    (
                        f"{_REMIND} [on] the {part} before [that|it] {_TO}",
                        f"{_REMIND} [on] the {part} before {_MY} {{what}}",
                        f"{_REMIND} [on] the {part} before {_MY} {{what}} to {{to:any}}",
                        f"{_REMIND} (about|of) {_MY} {{what}} [on] the {part} before",
                    ),
                )
                for part, hour, days in _PARTS
            ),
            *(
                Form(
                    calendar.about_one(partial(_at_hour, reminders, hour, 0)),
                    (
                        f"{_REMIND} (on|in) the {part} of {_MY} {{what}}",
                        f"{_REMIND} (on|in) the {part} of {_MY} {{what}} to {{to:any}}",
                    ),
                )
                for part, hour in _SAME_DAY
            ),
        ),
    )


async def _before(reminders: reminding.Desk, asked: Asked, meant: Meant) -> Steps:
    """So long before it begins."""
    yield _reminder(reminders, asked, meant, meant.event.start - asked.lengths["length"])


async def _at_hour(reminders: reminding.Desk, hour: int, days: int, asked: Asked, meant: Meant) -> Steps:
    """At an hour of its day, or so many days from it."""
    start = meant.event.start.astimezone(asked.now.tzinfo)
    at = start.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    yield _reminder(reminders, asked, meant, at)


def _reminder(reminders: reminding.Desk, asked: Asked, meant: Meant, at: datetime) -> Change | Done:
    at = at.astimezone(asked.now.tzinfo)
    when = When(day=at.date(), clock=Clock(at.hour, at.minute, True))
    to = asked.text("to")
    return reminders.at(asked.now, when, "reminder", f"to {reminding.yours(to)}" if to else _about(meant.event, at))


def _about(event: Event, at: datetime) -> str:
    """The event, as it is told at this moment."""
    start = event.start.astimezone(at.tzinfo)
    day = "" if start.date() == at.date() else f" on {start:%A}"
    hour = "" if event.all_day else f" at {saying.clock(start)}"
    return f"about {words.title(event)}{day}{hour}"
