"""Written English as people say it: "7:30 p.m." becomes "seven thirty PM", "$9.99" becomes dollars and cents.

Both voices bring normalisers of their own, which disagree; so every text passes here first, and what they
get is words. The module only *recognises* written forms; the number words themselves are num2words'. Rules run
in order, from the most specific (a date) to the least (a bare number), each on what the ones before it left.
Text without digits, symbols or abbreviations passes unchanged, so ``spoken(spoken(text)) == spoken(text)``.

Readings are American. Where two are possible the more cautious wins: 5/6/2026 is said number by number, because
nobody can tell the day from the month.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from num2words import num2words

Say = Callable[[re.Match[str]], str]


def spoken(text: str) -> str:
    """The text with everything written out in words; white space folded."""
    for old, new in _LETTERS.items():
        text = text.replace(old, new)
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", re.sub(r"\s+", " ", text))
    return re.sub(r",(?=[,.;:!?])", "", text).strip().lstrip(",;: ")


def sayable(text: str) -> str:
    """The same for a voice: "" if there is nothing to pronounce, else with punctuation at the end.

    A clause that was cut without any gets a comma; voices slur the last sound or misjudge the melody otherwise.
    """
    words = spoken(text)
    if not any(c.isalnum() for c in words):
        return ""
    return words if words[-1] in ".,;:!?…\"”'’)" else words + ","


# --- number words ---------------------------------------------------------------------------------------------------


def _cardinal(digits: str) -> str:
    """Whole number, commas allowed."""
    digits = digits.replace(",", "")
    if len(digits) > 33:
        return _one_by_one(digits)
    return _plain(num2words(int(digits)))


def _ordinal(n: int) -> str:
    return _plain(num2words(n, to="ordinal"))


def _plain(words: str) -> str:
    return words.replace(",", "").replace(" and ", " ").replace("oh-", "oh ")


def _one_by_one(digits: str) -> str:
    return " ".join(_plain(num2words(int(d))) for d in digits)


def _year(digits: str) -> str:
    n = int(digits)
    return _plain(num2words(n, to="year")) if 1100 <= n < 2100 else _cardinal(digits)


def _number(text: str) -> str:
    """Any plain number: whole, with commas, with a decimal point, with a sign."""
    sign = "minus " if text[0] in "-−" else "plus " if text[0] == "+" else ""
    whole, dot, decimals = text.lstrip("+-−").partition(".")
    if dot:
        return f"{sign}{_cardinal(whole) + ' ' if whole else ''}point {_one_by_one(decimals)}"
    return sign + _cardinal(whole)


def _is_one(number: str) -> bool:
    return number.lstrip("+-−") == "1"


# --- dates and times ------------------------------------------------------------------------------------------------

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"


def _month(name: str) -> str:
    return next(month for month in _MONTHS if month[:3] == name[:3])


def _date(month: int, day: int, year: str | None) -> str:
    return f"{_MONTHS[month - 1]} {_ordinal(day)}" + (f", {_year(year)}" if year else "")


def _iso_date(m: re.Match[str]) -> str:
    month, day = int(m[2]), int(m[3])
    return _date(month, day, m[1]) if 1 <= month <= 12 and 1 <= day <= 31 else m[0].replace("-", " ")


def _month_day(m: re.Match[str]) -> str:
    return f"{_month(m['month'])} {_ordinal(int(m['day']))}" + (f", {_year(m['year'])}" if m["year"] else "")


def _day_month(m: re.Match[str]) -> str:
    year = f" {_year(m['year'])}" if m["year"] else ""
    return f"the {_ordinal(int(m['day']))} of {_month(m['month'])}{year}"


def _slash_date(m: re.Match[str]) -> str:
    a, b, year = int(m[1]), int(m[2]), m[3]
    if year and len(year) == 2:
        year = "20" + year
    if 12 < a <= 31 and 1 <= b <= 12:
        return _date(b, a, year)
    if year and 1 <= a <= 12 and 12 < b <= 31:
        return _date(a, b, year)
    return ", ".join([_cardinal(m[1]), _cardinal(m[2]), _year(year)]) if year else m[0]


def _clock(hour: int, minute: int, half: str | None) -> str:
    """half: "AM", "PM" or None, as it was written."""
    if hour == 0 and not half:
        hour, half = 12, "AM"
    tail = f" {half}" if half else ""
    if minute:
        return f"{_cardinal(str(hour))} {'oh ' if minute < 10 else ''}{_cardinal(str(minute))}{tail}"
    if half:
        return f"{_cardinal(str(hour))}{tail}"
    return f"{_cardinal(str(hour))} {'hundred' if hour > 12 else 'o' + chr(39) + 'clock'}"


def _half(written: str | None) -> str | None:
    return written[0].upper() + "M" if written else None


def _time(m: re.Match[str]) -> str:
    seconds = f" and {_cardinal(m['s'])} second{'' if int(m['s']) == 1 else 's'}" if m["s"] else ""
    return _clock(int(m["h"]), int(m["m"]), _half(m["half"])) + seconds + _full_stop(m)


def _hour(m: re.Match[str]) -> str:
    return _clock(int(m["h"]), 0, _half(m["half"])) + _full_stop(m)


def _full_stop(m: re.Match[str]) -> str:
    """An abbreviation's last point is also the sentence's when a sentence could end there."""
    dotted = m[0].endswith(".")
    rest = m.string[m.end() :].lstrip("\"'”’) ")
    return "." if dotted and (not rest or rest[0].isupper() or rest[0].isdigit()) else ""


# --- money, measures ------------------------------------------------------------------------------------------------

_COINS = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
}
_CODES = {"USD": "$", "GBP": "£", "EUR": "€", "JPY": "¥"}
_SCALES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"


def _money(m: re.Match[str]) -> str:
    one, many, cent, cents = _COINS[_CODES.get(m["coin"], m["coin"])]
    sign = "minus " if m["sign"] else ""
    amount, scale = m["n"].rstrip(",").replace(",", ""), m["scale"]
    comma = "," if m["n"].endswith(",") else ""
    to = f" to {_number(m['to'])}" if m["to"] else ""
    if scale:
        return f"{sign}{_number(amount)}{to} {_SCALES.get(scale.lower(), scale.lower())} {many}{comma}"
    whole, _, decimals = amount.partition(".")
    if to or len(decimals) not in (0, 2):
        return f"{sign}{_number(amount)}{to} {many}{comma}"
    said = (
        [] if int(whole) == 0 and int(decimals or 0) else [f"{_cardinal(whole)} {one if int(whole) == 1 else many}"]
    )
    if int(decimals or 0):
        said.append(f"{_cardinal(decimals)} {cent if int(decimals) == 1 else cents}")
    return sign + " and ".join(said) + comma


_UNITS = {
    "km/h": "kilometer/s per hour", "kph": "kilometer/s per hour", "mph": "mile/s per hour",
    "m/s": "meter/s per second",
    "km": "kilometer/s", "cm": "centimeter/s", "mm": "millimeter/s", "m": "meter/s", "mi": "mile/s",
    "ft": "foot/feet", "yd": "yard/s", "kg": "kilogram/s", "mg": "milligram/s", "g": "gram/s",
    "lbs": "pound/s", "lb": "pound/s", "oz": "ounce/s", "ml": "milliliter/s", "mL": "milliliter/s",
    "l": "liter/s", "L": "liter/s", "KB": "kilobyte/s", "kB": "kilobyte/s",
    "MB": "megabyte/s", "GB": "gigabyte/s",
    "TB": "terabyte/s", "Mbps": "megabit/s per second", "Gbps": "gigabit/s per second",
    "Hz": "hertz/", "kHz": "kilohertz/",
    "MHz": "megahertz/", "GHz": "gigahertz/", "W": "watt/s", "kW": "kilowatt/s", "kWh": "kilowatt hour/s",
    "V": "volt/s",
    "ms": "millisecond/s", "sec": "second/s", "secs": "second/s", "s": "second/s",
    "min": "minute/s", "mins": "minute/s",
    "h": "hour/s", "hr": "hour/s", "hrs": "hour/s", "dB": "decibel/s", "kcal": "kilocalorie/s",
    "m²": "square meter/s", "m2": "square meter/s", "km²": "square kilometer/s", "km2": "square kilometer/s",
    "ft²": "square foot/square feet", "sq ft": "square foot/square feet", "m³": "cubic meter/s",
    "°C": "degree/s Celsius", "° C": "degree/s Celsius", "°F": "degree/s Fahrenheit", "° F": "degree/s Fahrenheit",
    "°": "degree/s", "%": "percent/",
}  # fmt: skip


def _unit(written: str, singular: bool) -> str:
    """ "meter/s per second" is a singular, a slash, and either an ending or a whole plural."""
    one, _, rest = _UNITS[written].partition("/")
    ending, _, tail = rest.partition(" ")
    if rest in ("feet", "square feet"):
        return one if singular else rest
    return one + ("" if singular else ending) + (f" {tail}" if tail else "")


def _measure(m: re.Match[str]) -> str:
    said = _number(m["n"]) + (f" to {_number(m['to'])}" if m["to"] else "")
    return f"{said} {_unit(m['unit'], _is_one(m['n']) and not m['to'])}" + _full_stop(m)


def _feet_inches(m: re.Match[str]) -> str:
    return f"{_cardinal(m[1])} foot {_cardinal(m[2])}"


# --- other numbers --------------------------------------------------------------------------------------------------

_HALVES = {2: ("half", "halves"), 4: ("quarter", "quarters")}
_QUARTERS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}


def _fraction(m: re.Match[str]) -> str:
    whole, a, b = m["whole"], int(m["a"]), int(m["b"])
    if (a, b) == (24, 7) or b == 11:
        return f"{_cardinal(m['a'])} {_cardinal(m['b'])}"
    if b < 2 or b > 20 or a >= b:
        return f"{_cardinal(m['a'])} {'out of' if a <= b else 'over'} {_cardinal(m['b'])}"
    one, many = _HALVES.get(b, (_ordinal(b), _ordinal(b) + "s"))
    said = f"{_cardinal(m['a'])} {one if a == 1 else many}"
    return f"{_cardinal(whole)} and {'a ' + one if a == 1 else said}" if whole else said


def _decade(m: re.Match[str]) -> str:
    words = _cardinal(m[1]) if len(m[1]) == 2 else _year(m[1])
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def _phone(m: re.Match[str]) -> str:
    plus = "plus " if m[0].startswith("+") else ""
    return plus + ", ".join(_one_by_one(group) for group in re.findall(r"\d+", m[0]))


def _digits(m: re.Match[str]) -> str:
    """Long or zero-led strings are names, said digit by digit, unless they are round."""
    text = m[0]
    if text[0] != "0" and text.endswith("000"):
        return _cardinal(text)
    return _one_by_one(text)


def _version(m: re.Match[str]) -> str:
    return (" dot " if m[0].count(".") == 3 else " point ").join(_cardinal(n) for n in m[0].split("."))


def _range(m: re.Match[str]) -> str:
    return f"{_bare(m[1])} to {_bare(m[2])}"


def _bare(text: str) -> str:
    return _year(text) if re.fullmatch(r"\d{4}", text) else _number(text)


# --- words ----------------------------------------------------------------------------------------------------------

_LETTERS = {
    "\u00a0": " ", "\u202f": " ", "℃": "°C", "℉": "°F", "№": "No. ", "‑": "-", "−": "-",
    "×": " times ", "÷": " divided by ", "±": " plus or minus ", "≈": " about ", "→": " to ", "≤": " at most ",
    "≥": " at least ", "≠": " is not ",
    **{sign: " " + plain for sign, plain in _QUARTERS.items()},
}  # fmt: skip
_ABBREVIATIONS = {
    "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Prof": "Professor", "Jr": "Junior", "Sr": "Senior",
    "Ave": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Inc": "Incorporated", "Ltd": "Limited",
    "Corp": "Corporation",
    "e.g": "for example", "i.e": "that is", "etc": "et cetera", "approx": "approximately", "vs": "versus",
    "a.k.a": "also known as", "Gen": "General", "Capt": "Captain", "Lt": "Lieutenant", "Sgt": "Sergeant",
    "Rev": "Reverend",
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thur": "Thursday",
    "Thurs": "Thursday", "Fri": "Friday", "Sept": "September", "Dec": "December", "Nov": "November", "Oct": "October",
    "Aug": "August", "Feb": "February", "dept": "department", "est": "established",
}  # fmt: skip
_TITLES = frozenset("Dr Mr Mrs Prof Gen Capt Lt Sgt Rev".split())


def _abbreviation(m: re.Match[str]) -> str:
    short = m[1]
    if (
        short == "Dr"
        and re.search(r"[A-Z]\w+ $", m.string[: m.start()])
        and not re.match(r" [A-Z]", m.string[m.end() :])
    ):
        return "Drive" + _full_stop(m)  # "Elm Dr."
    return _ABBREVIATIONS[short] + ("" if short in _TITLES else _full_stop(m))


def _saint_or_street(m: re.Match[str]) -> str:
    """Behind a name it is a street, before one a saint: "on Main St. in St. Paul"."""
    before = re.search(r"([A-Z]\w+|\d(?:st|nd|rd|th)) $", m.string[: m.start()])
    after = re.match(r" [A-Z]", m.string[m.end() :])
    if after and not (before and before[1].lower() not in ("in", "at", "on", "near", "the", "to", "from", "visit")):
        return "Saint"
    return "Street" + _full_stop(m)


def _address(m: re.Match[str]) -> str:
    return m[0].replace("@", " at ").replace(".", " dot ").replace("_", " underscore ").replace("-", " dash ")


def _rule(pattern: str, say: Say | str, flags: int = 0) -> tuple[re.Pattern[str], Say]:
    return re.compile(pattern, flags), say if callable(say) else lambda m: m.expand(say)


_N = rf"(?P<n>(?<![\w.])[-+]?{_AMOUNT}|(?<![\w.])[-+]?\.\d+)"
_TO = rf"(?:\s?(?:-|–|to)\s?(?P<to>{_AMOUNT}))?"
_CLOCK = r"(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?"
_COIN = r"(?P<coin>[$£€¥]|USD\b|GBP\b|EUR\b|JPY\b)"
_HALF = r"(?P<half>[ap]\.?m\b\.?)"
_SCALE = r"(?:\s?(?P<scale>thousand|million|billion|trillion|bn|tn|[kKmMbB])(?!\w))?"
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_NAMES = "|".join(re.escape(short) for short in sorted(_ABBREVIATIONS, key=len, reverse=True))
_RULES = (  # most specific first
    _rule(r"[\w.+-]+@[\w-]+(?:\.\w+)+", _address),
    _rule(r"\b(?:[a-zA-Z][\w-]*\.)+(?:com|org|net|io|edu|gov|uk|de|dev|ai|app|info)\b", _address),
    _rule(r"\b(\d{4})-(\d\d)-(\d\d)\b", _iso_date),
    _rule(rf"\b{_MONTH} {_DAY}(?!\d|[:,.]\d)(?:,? (?P<year>\d{{4}})\b)?", _month_day),
    _rule(rf"\b(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? (?P<year>\d{{4}})\b)?(?! \d)", _day_month),
    _rule(rf"\b{_MONTH} (?P<year>(?:1[1-9]|20)\d\d)\b", lambda m: f"{_month(m['month'])} {_year(m['year'])}"),
    _rule(r"(?<![\w/.])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\w/])", _slash_date),
    _rule(r"(?<![\w/.])(?!24/7)(\d{2})/(\d{1,2})()(?![\w/])", _slash_date),
    _rule(r"(?<=\d)\s?[-–]\s?(?=\d{1,2}:\d\d)", " to "),
    _rule(rf"(?<![\w:.]){_CLOCK}(?![\d:])(?:\s?{_HALF})?", _time, re.I),
    _rule(rf"\b(\d{{1,2}})\s?[-–]\s?(?=\d{{1,2}}\s?{_HALF})", r"\1 to ", re.I),
    _rule(rf"\b(?P<h>1[0-2]|0?[1-9])\.(?P<m>[0-5]\d)(?P<s>)\s?{_HALF}", _time, re.I),
    _rule(rf"\b(?P<h>1[0-2]|0?[1-9])\s?{_HALF}", _hour, re.I),
    _rule(r"\b(\d{3}0)['’]?s\b", _decade),
    _rule(r"(?:['’]|(?<=\bthe )|(?<=\bearly )|(?<=\bmid-)|(?<=\blate ))(\d0)['’]?s\b", _decade),
    _rule(r"\^2\b|²(?!\w)(?<![mt]²)", " squared "),
    _rule(r"\^3\b|³(?!\w)(?<!m³)", " cubed "),
    _rule(rf"(?P<sign>-)?(?P<coin>[$£€¥])\s?(?P<n>{_AMOUNT}){_TO}{_SCALE}", _money),
    _rule(rf"(?P<sign>(?<!\w)-)?(?<![\w.])(?P<n>{_AMOUNT}){_TO}{_SCALE}\s?{_COIN}", _money),
    _rule(rf"{_N}{_TO}\s?(?P<unit>{_UNIT})(?![\w/²³])\.?(?=[\s,;:!?)\"]|$|(?<=\.)|(?<!\.)\W)", _measure),
    _rule(r"(?<![\w.])(\d)['’′](\d{1,2})(?:[\"”″]|\b)", _feet_inches),
    _rule(r"(?<![\w-])(?:\+?\d{1,3}[- ])?(?:\(\d{3}\) ?|\d{3}[- ])?\d{3}-\d{4}(?![\w-])", _phone),
    _rule(r"(?<!\w)\+\d{1,3}(?: \d{2,4}){2,}\b", _phone),
    _rule(r"(?:#|\bNo\. ?)(?=\d)", "number "),
    _rule(r"\b(\d[\d,]*)(?:st|nd|rd|th)\b", lambda m: _ordinal(int(m[1].replace(",", "")))),
    _rule(r"(?<![\w/.])(?:(?P<whole>\d+) )?(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\w/])", _fraction),
    _rule(r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)", _version),
    _rule(rf"(?<![\w.-])({_AMOUNT})\s?(?:-|–)\s?({_AMOUNT})(?![\w-])(?! =)(?<!\d - \d)", _range),
    _rule(r"(?<=\d) - (?=\d)", " minus "),
    _rule(r"(?<=\d) ?\* ?(?=\d)", " times "),
    _rule(r"(?<![\w.,])(?:0\d+|\d{5,})(?![\w]|[.,]\d)", _digits),
    _rule(r"(?<![\w.,])(?:1[1-9]|20)\d\d(?![\w]|[.,]\d)", lambda m: _year(m[0])),
    _rule(rf"(?<![\w.)]) ?[-+](?={_AMOUNT})", lambda m: " minus " if "-" in m[0] else " plus "),
    _rule(r"(?<![\w])\.(?=\d)", "point "),
    _rule(rf"{_AMOUNT}", lambda m: f" {_number(m[0].rstrip(','))}{',' if m[0][-1] == ',' else ''} "),
    _rule(r"\b([ap])\.m\b\.?", lambda m: m[1].upper() + "M" + _full_stop(m)),
    _rule(r"\bSt\.", _saint_or_street),
    _rule(r"\bvs\b(?!\.)", "versus"),
    _rule(rf"(?<![\w.])({_NAMES})\.(?!\w)", _abbreviation),
    _rule(r"\bC#", "C sharp"),
    _rule(r"&", " and "),
    _rule(r"@", " at "),
    _rule(r"\+", " plus "),
    _rule(r"=", " equals "),
    _rule(r"²", " squared "),
    _rule(r"³", " cubed "),
    _rule(r"%", " percent "),
    _rule(r"°", " degrees "),
    _rule(r" < ", " is less than "),
    _rule(r" > ", " is more than "),
    _rule(r"\band/or\b", "and or"),
    _rule(r"\s[-–]+\s|\s*—\s*", ", "),
    _rule(r"(?<=\w)[-–/](?= )|(?<= )[-–/](?=\w)|^-+", ""),
    _rule(r"[/\\_|–]", " "),
    _rule(r"[\[\]{}<>^~`#*©®™§•]", " "),
)  # fmt: skip
