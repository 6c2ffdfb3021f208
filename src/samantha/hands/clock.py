"""The time and the date, here and anywhere, and how far away a day is."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from samantha.hands import saying
from samantha.hands.tool import Asked, Done, Form, Steps, Tool
from samantha.hands.when import starts

_ELSEWHERE = {
    "America/New_York": "boston washington miami atlanta philadelphia",
    "America/Chicago": "houston dallas austin texas",
    "America/Los_Angeles": "san-francisco seattle california las-vegas san-diego portland hollywood",
    "America/Denver": "colorado utah salt-lake-city",
    "America/Toronto": "montreal ottawa",
    "America/Mexico_City": "mexico",
    "America/Sao_Paulo": "brazil rio rio-de-janeiro",
    "Asia/Shanghai": "china beijing peking shenzhen",
    "Asia/Tokyo": "japan kyoto osaka",
    "Asia/Kolkata": "india delhi new-delhi mumbai bombay bangalore",
    "Asia/Seoul": "korea south-korea",
    "Asia/Bangkok": "thailand",
    "Asia/Dubai": "abu-dhabi",
    "Asia/Jerusalem": "israel tel-aviv",
    "Africa/Cairo": "egypt",
    "Africa/Johannesburg": "south-africa cape-town",
    "Australia/Sydney": "canberra",
    "Europe/London": "england britain scotland edinburgh manchester the-uk",
    "Europe/Paris": "france lyon",
    "Europe/Berlin": "germany munich hamburg frankfurt cologne",
    "Europe/Rome": "italy milan naples florence venice",
    "Europe/Madrid": "spain barcelona",
    "Europe/Zurich": "switzerland geneva",
    "Europe/Amsterdam": "holland the-netherlands",
    "Europe/Istanbul": "turkey",
    "Europe/Vienna": "austria salzburg",
    "Europe/Athens": "greece",
    "Europe/Lisbon": "portugal",
    "Europe/Dublin": "ireland",
    "Europe/Stockholm": "sweden",
    "Europe/Oslo": "norway",
    "Europe/Copenhagen": "denmark",
    "Europe/Warsaw": "poland",
    "Pacific/Auckland": "new-zealand wellington",
    "Pacific/Honolulu": "hawaii",
}
"""Places that no zone is named after."""


def clock() -> Tool:
    """The tool."""
    return Tool(
        "clock",
        (
            Form(
                _time,
                (
                    "what time is it [right] [now]",
                    "what (is|'s) the [current] time [right] [now]",
                    "(do you have|have you got|tell me|give me) the time",
                    "(do you know|tell me) what time it is",
                ),
            ),
            Form(
                _elsewhere,
                (
                    "what time is it [right] [now] in {place} [right] [now]",
                    "what (is|'s) the [current] time in {place}",
                    "(tell me|give me) the time in {place}",
                ),
            ),
            Form(
                _date,
                (
                    "what day [of the week] (is|will) (it|{when}) [be] [{when2:when}]",
                    "(what is|what 's) {when} 's date",
                    "(what is|what 's) the date [of] [{when}]",
                    "what date is (it|{when}) [{when2:when}]",
                    "(what|which) day (does|is) {when} [(fall|land) on]",
                ),
            ),
            Form(
                _until,
                (
                    "how (many days|many weeks|long|many sleeps) [is it|are there] (until|till|to|before) {when}",
                    "how far away is {when}",
                ),
            ),
        ),
    )


async def _time(asked: Asked) -> Steps:
    yield Done(f"It's {saying.clock(asked.now)}.")


async def _elsewhere(asked: Asked) -> Steps:
    place = asked.text("place")
    zone = _zones().get(_key(place))
    if zone is None:
        yield Done(f"I don't know in which time zone {place} is.")
        return
    there = asked.now.astimezone(ZoneInfo(zone))
    days = (there.date() - asked.now.date()).days
    other = {-1: ", yesterday", 1: ", tomorrow"}.get(days, "")
    yield Done(f"In {place} it's {saying.clock(there)}{other}.")


async def _date(asked: Asked) -> Steps:
    today = asked.now.date()
    day = next((when.day for when in asked.whens.values() if when.day), today)
    name = {0: "Today is", 1: "Tomorrow is", -1: "Yesterday was"}.get((day - today).days, "That's")
    yield Done(f"{name} {day:%A}, {day:%B} {day.day}, {day.year}.")


async def _until(asked: Asked) -> Steps:
    when, now = asked.when, asked.now
    if when.day is None:
        moment = starts(when, now, soonest=True)
        span = moment - now if moment else timedelta()
        yield Done(f"{saying.length(timedelta(minutes=round(span.total_seconds() / 60)))}.")
        return
    days = (when.day - now.date()).days
    if days == 0:
        yield Done("That's today.")
    elif days < 0:
        yield Done(f"That was {-days} day{'s' if days < -1 else ''} ago.")
    else:
        yield Done(f"{days} day{'s' if days > 1 else ''}. It's {saying.day(when.day, now.date())}.")


def _key(place: str) -> str:
    return re.sub(r"[^a-z]+", "-", place.lower()).strip("-").removeprefix("the-")


@cache
def _zones() -> dict[str, str]:
    """Names of places, their words joined by dashes, and the zone each is in."""
    zones: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "US/")):
            zones.setdefault(_key(zone.rsplit("/", 1)[1]), zone)
    for zone, places in _ELSEWHERE.items():
        zones |= {_key(place): zone for place in places.split()}
    return zones
