"""The time and the date, here and anywhere, and how far away a day is."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cache, partial
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from samantha.hands import saying
from samantha.hands.said import Said
from samantha.hands.tool import Asked, Done, Form, Steps, Tool
from samantha.hands.when import at, starts

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


_NOW = "[right|just] [now|here|at the moment|currently] [exactly]"
_PLACE = "[over] [there] (in|at) {place} [right|just] [now|there|at the moment|currently]"
_ASKS = "([do] [you] [happen to] know|any idea|tell me|i wonder|i need to know)"
_UNITS = ("minute", "hour", "day", "week", "month")


def clock() -> Tool:
    """The tool."""
    return Tool(
        "clock",
        (
            Form(
                _time,
                (
                    f"what time (is it|do we have|have we got|have you got) {_NOW}",
                    f"what is the [current|exact] (time|hour) {_NOW}",
                    "what (time|hour) does (it|the clock|your clock) say [on] [your] [clock]",
                    "[what] time [please|now]",
                    f"{_ASKS} the (time|hour) {_NOW}",
                    "[do] [you] (have|got) the time",
                    "have you got the time",
                    "(tell me|give me|say) the time",
                    f"{_ASKS} what time it is {_NOW}",
                    f"how late is it {_NOW}",
                    "(got|time check|time please) [the time]",
                ),
            ),
            Form(
                _elsewhere,
                (
                    f"what time (is it|would it be|will it be|do they have) {_NOW} {_PLACE}",
                    f"what is the [current|local] (time|hour) {_NOW} {_PLACE}",
                    f"{_ASKS} the [current|local] (time|hour) {_NOW} {_PLACE}",
                    f"how late is it {_NOW} {_PLACE}",
                    "[the] time in {place}",
                    f"(tell me|give me) the [current|local] time {_PLACE}",
                    f"{_ASKS} what time it is {_NOW} {_PLACE}",
                    f"(in|over in) {{place}} what time is it {_NOW} [there]",
                    f"what time is it {_NOW} for (people|somebody|someone) {_PLACE}",
                    f"(if|when) it is {{when}} [here] what time is it {_PLACE}",
                    f"what time is it {_PLACE} (if|when) it is {{when}} [here]",
                ),
                reads=_place_before,
                follows=_other_place,
            ),
            Form(
                partial(_date, past=True),
                (
                    "(what|which) [week] [day|weekday|date] [of the week] was (it|the date|the day) [on] {when}",
                    "(what|which) (day|weekday|date) [of the week] (was|did) {when} [on|fall on|be]",
                ),
            ),
            Form(
                _date,
                (
                    "(what|which) day [of the week] (is|was|will) (it|{when}) [be] [{when2:when}]"
                    " [this year|again|now]",
                    "what (is|was) {when} 's (date|day) [again]",
                    "when is {when} [this year|again]",
                    "what is the day [of the week] [{when}] [is it {when2:when}]",
                    "what (day|date) (was|is) it {when}",
                    "(it is|today is) what (day|date) [again]",
                    "what (is|was|will) the date [be] [again] [of|on|for] [{when}] [again]",
                    "what date (is|was|do we have|will it be) [it] [{when}] [{when2:when}] [again]",
                    "(what|which) (day|date) (does|is|do|will) {when} [(fall|land|be) on] [this year]",
                    "on (what|which) day [of the week] (is|does|will) {when} [fall|be] [this year]",
                    "is it {when} or {when2:when} [{when3:when}]",
                    "(what|which) weekday (is|was|will be|is it|do we have) [{when}]",
                    "{when} is (what|which) (day|weekday) [of the week]",
                    "is {when2:when} [a] {when}",
                    f"{_ASKS} what (day|date) it is [{{when}}]",
                    f"{_ASKS} (the date|what the date is) [{{when}}]",
                    "(tell me|give me) the date [{when}]",
                    "(tell me|give me|say) {when} 's date",
                ),
            ),
            Form(
                _is_it,
                (
                    "is it [already|still] {when} [already|yet|today]",
                    "is today [a|already|still] {when} [already|yet]",
                ),
            ),
            Form(
                partial(_part_of_date, "%Y"), ("(what|which) year (is it|is this|do we have|are we in) [now|again]",)
            ),
            Form(
                partial(_part_of_date, "%B"),
                ("(what|which) month (is it|do we have|are we in) [now|again]", "what is the [current] month"),
            ),
            *(
                Form(
                    partial(_until, unit),
                    (
                        f"how many {unit}s [more] [is it|is there|are there|are left|left|do we have|to go|remain]"
                        " [left|still] (until|till|til|to|before) {when}",
                        f"how many {unit}s (away|off) is {{when}}",
                    ),
                )
                for unit in _UNITS
            ),
            Form(
                _left_of_year,
                (
                    "how many days (are|do we have) left (in|of) (this|the) year",
                    "how many days [are there] (till|until|to) the end of (the|this) year",
                ),
            ),
            Form(
                partial(_until, ""),
                (
                    "how (long|many sleeps) [is it|is there|are there] [left|still]"
                    " (until|till|til|to|before) {when}",
                    "how (far away|far|long) is {when} [away|off]",
                    "how (much|many) longer [is it] (until|till|til) {when}",
                    "how long do (i|we) [still] have (until|till|before) {when}",
                ),
            ),
            Form(
                _since,
                (
                    "how many (days|weeks) (has it been|is it|have passed|have gone by|it has been) since {when}",
                    "how many days (since|ago was|ago is) {when}",
                    "how long (has it been since|is it since|ago was|ago is) {when}",
                ),
            ),
        ),
    )


async def _time(asked: Asked) -> Steps:
    yield Done(f"It's {saying.clock(asked.now)}.")


async def _elsewhere(asked: Asked) -> Steps:
    place = re.sub(r",.*", "", asked.text("place"))
    zone = _zone(asked.text("place"))
    if zone is None:
        yield Done(f"I don't know in which time zone {place} is.")
        return
    here = starts(asked.when, asked.now, soonest=True) or asked.now
    there = here.astimezone(ZoneInfo(zone))
    days = (there.date() - here.date()).days
    other = {-1: ", yesterday", 1: ", tomorrow"}.get(days, "") if here == asked.now else ""
    yield Done(f"In {place} it's {saying.clock(there)}{other}." if here == asked.now
               else f"When it's {saying.clock(here)} here, it's {saying.clock(there)} in {place}.")  # fmt: skip


def _place_before(words: Said, now: datetime) -> Asked | None:
    """ "My son's in Auckland, what time is it for him?" """
    asks = _THERE.fullmatch(words.words)
    if asks is None:
        return None
    named = asks["place"].split()
    for first in range(len(named)):
        for end in range(len(named), first, -1):
            if _key(" ".join(named[first:end])) in _zones():
                return Asked(now, {"place": words.surface(first, end)})
    return None


_THERE = re.compile(
    r"(?P<place>.+?) (?:so |and )?(?:do you know )?(?:(?:what|how) (?:time|late|hour) .*|what (?:does )?(?:the"
    r"|their|his|her)"
    r" clocks? .*|what is (?:the|their) (?:local )?time .*)(?:there|for (?:him|her|them|you|us)|say|say now"
    r"|where (?:he|she"
    r"|they) (?:is|are|lives?))(?: (?:now|right now|then|at the moment))?"
)


def _other_place(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "And in London?" """
    place = re.fullmatch(r"(?:(?:what|how) about )?(?:over )?(?:in )?(?:the )?([\w. -]+)", more.words)
    if place is None or _zone(place[1]) is None:
        return None
    named = more.surface(len(more.tokens) - len(place[1].split()), len(more.tokens))
    return replace(past, now=now, texts={"place": named})


async def _date(asked: Asked, *, past: bool = False) -> Steps:
    """past: of days that come every year the last one is meant."""
    today = asked.now.date()
    days = [when.day for when in asked.whens.values() if when.day]
    if "when3" in asked.whens or ("when" in asked.whens and "when2" in asked.whens and len(days) == 2):
        days = [asked.whens.get("when3", asked.whens["when2"]).day or today]  # "is it Tuesday or Wednesday today"
    day = days[0] if days else today
    if past and day > today:
        day = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
    name = {0: "Today is", 1: "Tomorrow is", -1: "Yesterday was"}.get((day - today).days, "That's")
    yield Done(f"{name} {day:%A}, {day:%B} {day.day}, {day.year}.")


async def _is_it(asked: Asked) -> Steps:
    day, now = asked.when.day, asked.now
    if day is None:
        yield Done(f"It's {saying.clock(now)}.")
        return
    begin = "Yes" if day == now.date() else "No"
    yield Done(f"{begin}, today is {now:%A}, {now:%B} {now.day}.")


async def _part_of_date(which: str, asked: Asked) -> Steps:
    yield Done(f"It's {asked.now:{which}}.")


async def _until(unit: str, asked: Asked) -> Steps:
    when, now = asked.when, asked.now
    if when.day is None or unit in ("minute", "hour"):
        moment = starts(when, now, soonest=True) or (when.day and at(when.day, time(0), now))
        span = moment - now if moment else timedelta()
        yield Done(f"{saying.length(timedelta(minutes=round(span.total_seconds() / 60)))}.")
        return
    days = (when.day - now.date()).days
    if days == 0:
        yield Done("That's today.")
    elif days < 0:
        yield Done(f"That was {_days(-days)} ago.")
    else:
        weeks, rest = divmod(days, 7)
        span_said = f"{weeks} week{'s' if weeks != 1 else ''}{f' and {_days(rest)}' if rest else ''}"
        if unit == "month":
            months = (when.day.year - now.year) * 12 + when.day.month - now.month - (when.day.day < now.day)
            span_said = f"{months} full month{'s' if months != 1 else ''}"
        said_ = span_said if unit == "month" or (unit == "week" and weeks) else _days(days)
        yield Done(f"{said_}. It's {saying.day(when.day, now.date())}.")


async def _left_of_year(asked: Asked) -> Steps:
    today = asked.now.date()
    yield Done(f"{_days((today.replace(month=12, day=31) - today).days)} after today.")


async def _since(asked: Asked) -> Steps:
    today, day = asked.now.date(), asked.when.day
    if day is None:
        yield Done("I don't understand since when.")
        return
    ahead = (day - today).days
    if 0 < ahead <= 7:
        day -= timedelta(days=7)  # a weekday: the last one
    elif ahead > 0:
        month = today.replace(day=1) - timedelta(days=1) if ahead <= 31 else day.replace(year=day.year - 1, day=1)
        day = month.replace(day=min(day.day, calendar.monthrange(month.year, month.month)[1]))
    days = (today - day).days
    yield Done(f"{_days(days)}. It was {saying.day(day, today)}." if days else "That's today.")


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"


def _zone(place: str) -> str | None:
    """The zone of a place, whatever is said behind its name ("Sydney, Australia")."""
    words = _key(place).split("-")
    names = ("-".join(words[:count]) for count in range(len(words), 0, -1))
    return next((zone for name in names if (zone := _zones().get(name))), None)


def _key(place: str) -> str:
    return re.sub(r"[^a-z]+", "-", place.lower()).strip("-").removeprefix("the-")


@cache
def _zones() -> dict[str, str]:
    """Names of places, their words joined by dashes, and the zone each is in."""
    zones: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "US/")):
            zones.setdefault(_key(zone.rsplit("/", 1)[1]), zone)
    zones |= _countries()
    for zone, places in _ELSEWHERE.items():
        zones |= {_key(place): zone for place in places.split()}
    return zones


def _countries() -> dict[str, str]:
    """Countries that have one zone only, from the tables of the time zone database."""
    tables = resources.files("tzdata") / "zoneinfo"
    names, zones = (
        [line.split("\t") for line in (tables / table).read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
        for table in ("iso3166.tab", "zone.tab")
    )
    of_country: dict[str, list[str]] = {}
    for code, _, zone, *_ in zones:
        of_country.setdefault(code, []).append(zone)
    return {_key(name): of_country[code][0] for code, name in names if len(of_country.get(code, ())) == 1}
