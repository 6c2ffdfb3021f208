"""Units: pint knows what converts into what; here stand their names as people say them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import cache

import anyio.to_thread

from samantha.hands.numbers import number
from samantha.hands.said import Said, said
from samantha.hands.saying import sentence
from samantha.hands.sums import ASKS, in_words
from samantha.hands.tool import Asked, Done, Form, Steps, Tool

_NAMES = {
    "kilometer": "kilometre km", "meter": "metre", "centimeter": "centimetre cm", "millimeter": "millimetre mm",
    "mile": "", "yard": "", "foot": "feet ft", "inch": "inches", "kilogram": "kilo kg", "gram": "gramme",
    "pound": "lb",
    "ounce": "oz", "stone": "", "liter": "litre", "milliliter": "millilitre ml", "gallon": "",
    "quart": "", "pint": "",
    "cup": "", "tablespoon": "", "teaspoon": "", "kelvin": "", "second": "", "minute": "", "hour": "", "day": "",
    "degC": "celsius centigrade degree-celsius degrees-celsius c", "week": "", "year": "", "acre": "", "hectare": "",
    "degF": "fahrenheit degree-fahrenheit degrees-fahrenheit f", "knot": "", "nautical_mile": "nautical-miles",
    "mile_per_hour": "miles-per-hour miles-an-hour mph",
    "kilometer_per_hour": "kilometers-per-hour kilometres-per-hour kilometers-an-hour kilometres-an-hour kph",
    "meter ** 2": "square-meter square-metre", "foot ** 2": "square-foot square-feet", "megabyte": "meg mb",
    "gigabyte": "gig gb", "terabyte": "tb",
    "megabit / second": "megabit-per-second megabits-per-second megabits-a-second mbps",
    "megabyte / second": "megabyte-per-second megabytes-per-second megabytes-a-second",
    "joule": "", "kilocalorie": "", "watt": "", "horsepower": "", "tonne": "metric-ton",
}  # fmt: skip
"""Units of pint, and what else they are called; each may have an s behind it."""

_MANY = {
    "degC": "degrees Celsius", "degF": "degrees Fahrenheit", "foot": "feet", "inch": "inches", "stone": "stone",
    "meter ** 2": "square meters", "foot ** 2": "square feet", "mile_per_hour": "miles per hour",
    "kilometer_per_hour": "kilometers per hour", "kelvin": "kelvin", "horsepower": "horsepower",
    "megabit / second": "megabits per second", "megabyte / second": "megabytes per second",
}  # fmt: skip
_SIZE = "far|long|heavy|tall|high|big|hot|cold|warm|fast|wide|deep|much|many"
_FORMS = (
    re.compile(
        rf"(?:{ASKS.pattern}|convert |turn |change |express |how (?:{_SIZE}) (?:is|are) )?(?P<from>.+) (?:in|to|into)"
        r" (?P<unit>[a-z ]+)"
    ),
    re.compile(
        r"how (?:many|much) (?P<unit>[a-z ]+?) (?:(?:is|are) (?:there )?in|is it in|is|are|in|makes?(?: up)?"
        r"|do i get (?:for|from)|go into|fit in|does it take to make) (?P<from>.+)"
    ),
    re.compile(r"(?P<from>.+) (?:is|are|makes?|equals?) how (?:many|much) (?P<unit>[a-z ]+)"),
    re.compile(r"how (?:many|much) (?P<unit>[a-z ]+?) (?:does|do) (?P<from>.+) (?:have|make|contain)"),
)
_PARTS = {("foot", "inch"): 12, ("pound", "ounce"): 16, ("stone", "pound"): 14, ("hour", "minute"): 60,
          ("meter", "centimeter"): 100, ("kilogram", "gram"): 1000, ("minute", "second"): 60}  # fmt: skip
"""So many of the second are one of the first: "five foot ten", "six pounds four ounces"."""
_PARTS_OF = {"half": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4), "eighth": Fraction(1, 8)}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "2": 2, "3": 3}
_FILLERS = ("now", "today", "exactly", "altogether", "tall", "long", "high", "deep", "wide", "away")


def units() -> Tool:
    """The tool."""
    return Tool("units", (Form(_convert, reads=_reads, follows=_other_unit, reckons=True),))


_FEET = re.compile(r"(\d)'\s?(\d{1,2})(?!\d)(?:\"|'')?(?:(?:\s?in)?\s?(cm|centimeters|meters)\b)?", re.IGNORECASE)
"""Six foot two as Whisper likes to write it, the "in" of "in centimeters" swallowed: "6'2 cm"."""


def _reads(words: Said, now: datetime) -> Asked | None:
    if feet := _FEET.search(words.text):
        into = f" in {feet[3]}" if feet[3] else ""
        words = said(_FEET.sub(f"{feet[1]} feet {feet[2]} inches{into}", words.text, count=1))
    for form in _FORMS:
        m = form.fullmatch(words.words)
        if m and (unit := _unit(m["unit"])) and (amount := _amount(_scaled(m["from"], unit))):
            return Asked(now, {"value": str(amount[0]), "from": amount[1], "to": unit})
    return _told(words, now)


_OF_THAT = re.compile(
    r"\b(?:what|how)\b.*\b(?:that|it|those|they|this)\b"
    r"|\b(?:can|could) you (?:tell me|convert (?:it|that)|work (?:it|that) out)$"
)
_TIMES = frozenset("second minute hour day week year".split())


def _told(words: Said, now: datetime) -> Asked | None:
    """The one amount and the one other unit of what was told, where it is asked about: "The wind's fifteen knots,
    they said on the radio. What is that in miles an hour?"
    """
    if not _OF_THAT.search(words.words):
        return None
    said = words.words.split()
    amounts: list[tuple[Fraction, str]] = []
    named: list[str] = []
    at = 0
    while at < len(said):
        ends = range(min(len(said), at + 9), at, -1)
        if found := next(((_amount(" ".join(said[at:end])), end) for end in ends if _is_amount(said[at:end])), None):
            amount, at = found
            assert amount is not None
            amounts.append(amount)
        elif unit := next(((one, end) for end in ends if (one := _unit(" ".join(said[at:end])))), None):
            named.append(unit[0])
            at = unit[1]
        else:
            at += 1
    others = {unit for unit in named if unit not in _TIMES and unit != amounts[0][1]} if len(amounts) == 1 else set()
    if len(others) != 1 or amounts[0][1] in _TIMES:
        return None
    return Asked(now, {"value": str(amounts[0][0]), "from": amounts[0][1], "to": others.pop()})


def _is_amount(said: list[str]) -> bool:
    """Whether these words are an amount of more than "a", and nothing else."""
    bare = said[0] in ("a", "an") and not {"hundred", "thousand", *_PARTS_OF}.intersection(said[1:2])
    return (
        not bare and said[0] not in ("the", "of") and said[-1] not in _FILLERS and _amount(" ".join(said)) is not None
    )


def _scaled(amount: str, unit: str) -> str:
    """ "350 degrees in Celsius": those of the other scale."""
    other = {"degC": "fahrenheit", "degF": "celsius"}.get(unit)
    return f"{amount} {other}" if other and amount.endswith("degrees") else amount


def _other_unit(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "And in feet?", "And ten?" """
    if (other := re.fullmatch(r"(?:and )?(?:what about |how about )?(?:in )?(.+)", more.words)) and past.text("from"):
        read = number(other[1].split(), 0)
        if read and read[1] == len(other[1].split()):
            return replace(past, now=now, texts={**past.texts, "value": str(read[0])})
    m = re.fullmatch(r"(?:(?:what|how) about )?(?:in|to) ([a-z ]+)", more.words)
    unit = _unit(m[1]) if m else None
    return replace(past, now=now, texts={**past.texts, "to": unit}) if unit else None


def _amount(text: str) -> tuple[Fraction, str] | None:
    words = [word for word in text.split() if word != "°"]
    negative = words[:1] in (["minus"], ["-"], ["negative"])
    if (read := _quantity(words[negative:])) is None:
        return None
    value, rest = read
    for end in range(len(rest), 0, -1):
        if unit := _unit(" ".join(rest[:end])):
            whole = _with_parts(value, unit, rest[end:])
            return (-whole if negative else whole, unit) if whole is not None else None
    return None


def _quantity(words: list[str]) -> tuple[Fraction, list[str]] | None:
    """The number in front, and what stands behind it: "two", "half a", "a quarter of a", "three quarters of a"."""
    count = _COUNTS.get(words[0], 0) if words else 0
    if count and len(words) > 1 and (part := _PARTS_OF.get(words[1].removesuffix("s"))):
        rest = words[2:]
    elif words and (part := _PARTS_OF.get(words[0].removesuffix("s"))):
        count, rest = 1, words[1:]
    elif words[:1] in (["a"], ["an"]) and words[1:2] not in (["hundred"], ["thousand"], ["million"]):
        return Fraction(1), words[1:]
    else:
        read = number(words, 0)
        return (read[0], words[read[1] :]) if read else None
    rest = rest[rest[:1] == ["of"] :]
    return count * part, rest[rest[:1] in (["a"], ["an"], ["the"]) :]


def _with_parts(value: Fraction, unit: str, rest: list[str]) -> Fraction | None:
    """The value with what is said behind it in the next smaller unit, named or not."""
    rest = rest[rest[:1] == ["and"] :]
    if not rest or rest[0] in ("of", *_FILLERS):  # "200 grams of butter"
        return value
    if rest[:1] in (["a"], ["one"]) and (part := _PARTS_OF.get(rest[1] if len(rest) == 2 else "")):
        return value + part  # "a pound and a half"
    if (read := number(rest, 0)) is None:
        return None
    named = " ".join(rest[read[1] :])
    for (larger, smaller), count in _PARTS.items():
        if larger == unit and (not named or _unit(named) == smaller):
            return value + read[0] / count
    return None


def _unit(said: str) -> str | None:
    return _known().get(said.replace(" ", "-"))


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for unit, others in _NAMES.items():
        for name in (unit.replace("_", "-").lower(), *others.split()):
            known[name] = known[f"{name}s"] = unit
    return known


async def _convert(asked: Asked) -> Steps:
    value, start, end = Fraction(asked.text("value")), asked.text("from"), asked.text("to")
    converted = await anyio.to_thread.run_sync(_in_unit, float(value), start, end)
    if converted is None:
        yield Done(f"{_spoken(start, 2).capitalize()} and {_spoken(end, 2)} measure different things.")
        return
    result = Fraction(converted).limit_denominator(10**7)
    is_or_are = "is" if value == 1 else "are"
    said = f"{in_words(value)} {_spoken(start, value)} {is_or_are} {in_words(result)} {_spoken(end, result)}"
    yield Done(sentence(said))


def _in_unit(value: float, start: str, end: str) -> float | None:
    import pint  # takes half a second to load, and few conversations need it

    try:
        return float(pint.application_registry.Quantity(value, start).to(end).magnitude)
    except pint.DimensionalityError:
        return None


def _spoken(unit: str, value: Fraction | int) -> str:
    if value != 1:
        return _MANY.get(unit, f"{unit.replace('_', ' ')}s")
    one = {
        "degC": "degree Celsius",
        "degF": "degree Fahrenheit",
        "meter ** 2": "square meter",
        "foot ** 2": "square foot",
        "megabit / second": "megabit per second",
        "megabyte / second": "megabyte per second",
    }
    return one.get(unit, unit.replace("_", " "))
