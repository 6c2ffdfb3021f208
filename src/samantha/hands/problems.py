"""Sums told as a small story: "The bill came to 86 dollars 40 and there are three of us. What does each pay?"

The numbers are taken in their order; what is to be done with them is told by a few turns of phrase. Where these do
not fit, it is no sum. The answer repeats the sum, so that whoever meant another one hears it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from samantha.hands.numbers import TENS, UNITS, number


@dataclass(frozen=True, slots=True)
class Problem:
    """sum: as `sums` reads it. told: as it is said."""

    sum: str
    told: str


_ASKS = re.compile(r"\b(?:what|how much|how many|how long|average|mean)\b|^(?:split|share|divide)\b")
_MONEY = r"(?:dollars?|euros?|pounds?|quid|bucks|\$|€|£)"
_PERCENT = r"(?:percent|per cent|%)"
_N = r"<(\d)>"
_SPANS = {("hour", "day"): 24, ("day", "week"): 7, ("week", "year"): 52, ("month", "year"): 12, ("day", "year"): 365}
_PAID = rf"{_N} {_MONEY}? ?(?:an?|per|every|each) (?P<unit>hour|day|week|month)"
_STORIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sum_)
    for pattern, sum_ in (
        # a tip or a tax, and shared
        (rf"{_N}.*\b(?:split|share|divide|between|among)\b.* {_N}.* (?:with|plus|and|including|adding) (?:an? )?"
         rf"{_N} {_PERCENT} (?:tip|service|tax)", "({0} + {2} % of {0}) / {1}"),
        (rf"{_N}.* {_N} {_PERCENT}.*\b(?:split|share|divide).* {_N} (?:ways|of us|people)",
         "({0} + {1} % of {0}) / {2}"),
        (rf"{_N}.* {_N} {_PERCENT} (?:off|discount|less|reduced|cheaper)", "{0} minus {1} % of {0}"),
        (rf"{_N} {_PERCENT} (?:off|discount|less).* {_N}", "{1} minus {0} % of {1}"),
        (rf"{_N}.*(?:plus|add|with|and|put) {_N} {_PERCENT}.*(?:total|together|pay|come to|all in|what's that)",
         "{0} plus {1} % of {0}"),
        (rf"{_N} (?:out )?of {_N}.*(?:what|which|how many) (?:percent|per cent|percentage|%)", "{0} / {1} times 100"),
        # for more people than the recipe is
        (rf"(?:for|serves|feeds|makes) {_N} .*{_N} \w+.*how (?:much|many)\b.* for {_N}", "{1} / {0} times {2}"),
        # shared, bought, earned
        (rf"{_N}.* {_N} (?:of us|people|friends|ways|persons|kids).*(?:each|apiece|per (?:head|person)|every)",
         "{0} / {1}"),
        (rf"(?:one|each|every|an?|the) (?:\w+ ){{1,3}}(?:is|are|costs?|for) {_N}.*(?:need|buy|want|get|take) {_N}",
         "{0} times {1}"),
        (rf"{_PAID}.* {_N} (?P=unit)s", "{0} times {1}"),
        # taken away
        (rf"{_N}.*\b(?:spent|read|paid|gave|handed|used|lost|ate|drove|done|sold|covered|came to)\b.* {_N}.*"
         r"(?:left|remain|to go|change|over)", "{larger} minus {smaller}"),
    )
)  # fmt: skip
_OVER = re.compile(rf"{_PAID}.*(?:over|in|for|during|per) (?:an? |the )?(?:whole |full )?(?P<whole>day|week|year)")
_AVERAGE = re.compile(rf"\b(?:average|mean) of {_N}(?: (?:and )?{_N})+")


def problem(words: str) -> Problem | None:
    """The sum behind the story; None if it tells none, or asks nothing. words: small letters, no marks."""
    text, numbers = numbered(words)
    if not numbers or len(numbers) > 9 or not _ASKS.search(words):
        return None
    if _AVERAGE.search(text) and len(numbers) > 1:
        return _problem(f"({' + '.join(numbers)}) / {len(numbers)}")
    if (paid := _OVER.search(text)) and (count := _SPANS.get((paid["unit"], paid["whole"]))):
        return _problem(f"{numbers[int(paid[1])]} times {count}")
    for story, sum_ in _STORIES:
        if found := story.search(text):
            chosen = [numbers[int(place)] for place in found.groups() if place and place.isdigit()]
            by_size = sorted(chosen, key=Fraction)
            return _problem(sum_.format(*chosen, smaller=by_size[0], larger=by_size[-1]))
    return None


def _problem(sum_: str) -> Problem:
    told = sum_.replace("(", "").replace(")", "").replace(" / ", " divided by ").replace(" + ", " plus ")
    told = re.sub(r"plus (\S+) % of \S+?(?= |$)", r"plus \1 percent", told)
    told = re.sub(r"minus (\S+) % of \S+?(?= |$)", r"minus \1 percent", told)
    return Problem(re.sub(r"([()])", r" \1 ", sum_).strip().replace("+", "plus"), told)


def numbered(words: str) -> tuple[str, list[str]]:
    """The words with a mark for each number, and the numbers; "86 dollars 40" and "thirteen sixty five" are one."""
    parts: list[str] = []
    numbers: list[str] = []
    rest, at = words.split(), 0
    while at < len(rest):
        read = number(rest, at) if rest[at] not in ("one", "a", "an") else None
        if read is None:
            parts.append(rest[at])
            at += 1
            continue
        value, end = read
        money = end < len(rest) and re.fullmatch(_MONEY, rest[end])
        cents_at = end + 1 if money else end
        cents = number(rest, cents_at) if cents_at < len(rest) and _is_small(rest[cents_at]) else None
        if cents and rest[cents[1] : cents[1] + 1] in (["percent"], ["per"], ["%"]):
            cents = None  # "80 dollars, fifteen percent"
        spelled = not rest[at].isdigit() and value < 100
        if cents and value.denominator == 1 and 10 <= cents[0] < 100 and (money or spelled):
            value, end, money = value + cents[0] / 100, cents[1], None
        parts.append(f"<{len(numbers)}>")
        numbers.append(f"{float(value):.4f}".rstrip("0").rstrip("."))
        at = end
    return " ".join(parts), numbers


def _is_small(word: str) -> bool:
    return word in TENS or word in UNITS or (word.isdigit() and len(word) == 2)
