"""Sums: a small parser for spoken arithmetic.

Only an expression and nothing else is taken: "what is 12 times 7", not "what is love". Numbers stay fractions until
they are said, so a third of nine is three. Powers and factors are bounded: nobody wants to hear a thousand digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from samantha.hands.asks import Free
from samantha.hands.numbers import number, small
from samantha.hands.problems import numbered, problem
from samantha.hands.said import Said, said
from samantha.hands.tool import Asked, Done, Form, Steps, Tool

ASKS = re.compile(
    r"(?:(?:what is|what are|how much is|how much are|how much would be|calculate|compute|work out|figure out|tell me"
    r"|what does|what do (?:you|i|we) get (?:if|when) (?:you|i|we)|do you know what is|the answer to"
    r"|how much does|how much do|how much|what would|i need|give me|i need to know) )+"
)
_ENDS = re.compile(
    r" (?:is|comes? to|be|adds? up to|equals?|makes?|is what|what is that|how much is that|what does that make"
    r"|altogether|in total|roughly|about|approximately|exactly|what does that make|what is it)$"
)
_REWORDED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sum_)
    for pattern, sum_ in (
        (
            r"(.+ (?:percent|%)) tip (?:on|for) (?:an? )?(.+?)(?: (?:dollar|euro|pound))?(?: (?:bill|check"
            r"|tab))?",
            r"\1 of \2",
        ),
        (
            r"(?:if )?(?:one|an?|each|every|the) [a-z ]+? (?:costs?|is) ([\w.]+)(?: dollars?| euros?"
            r"| pounds?)?(?: each)?"
            r" (?:how much|what) (?:do|are|is|would|will|does) ([\w.]+)(?: [a-z ]+)?",
            r"\1 times \2",
        ),
        (r"how many [\w ]+ (?:are|is) (?:there )?in (.+ dozen)", r"\1 times 1"),
        (r"(?:the )?(?:sum|total) of (.+)", r"add \1"),
        (r"(?:the )?product of (.+?) and (.+)", r"\1 times \2"),
        (r"(?:the )?difference (?:between|of) (.+?) and (.+)", r"\1 minus \2"),
        (r"(?:what )?(?:do|does) (.+) (?:add up to|make together|come to together)", r"add \1"),
        (r"how (?:many times|often) does (.+?) (?:go into|fit into|fit in) (.+)", r"\2 divided by \1"),
        (r"(.+) to the third(?: power)?", r"\1 cubed"),
        (r"multiply (.+?) (?:by|with|times|and) (.+)", r"\1 times \2"),
        (r"divide (.+?) by (.+)", r"\1 divided by \2"),
        (r"(?:subtract|take|deduct) (.+?) (?:away )?from (.+)", r"\2 minus \1"),
        (r"(?:if (?:i|we|you) )?(?:split|divide|share) (.+?) (\w+) ways(?: .+)?", r"\1 divided by \2"),
        (
            r"(?:if (?:i|we|you) )?(?:split|divide|share) (.+?) (?:between|among|by) (?:the )?(\w+)"
            r"(?: (?:people|persons|friends|of us))?(?: (?:how much|what) .+)?",
            r"\1 divided by \2",
        ),
        (r"(.+?) (?:percent|%) off (?:of )?(.+)", r"\2 minus \1 % of \2"),
    )
)
"""Sums that are said with the numbers in other places than a sum has them."""

_MOST = Fraction(10) ** 15
_SIGNS = {"plus": 1, "and": 1, "+": 1, "minus": -1, "-": -1}
_TIMES = ("times", "x", "*", "×", "over", "/", "÷")
_SHARES = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "double": Fraction(2),
    "twice": Fraction(2),
}

_PARTS = {"halves": 2, "thirds": 3, "quarters": 4, "fifths": 5, "sixths": 6, "eighths": 8, "tenths": 10}

_Value = tuple[Fraction, int]


def sums() -> Tool:
    """The tool."""
    return Tool("sums", (Form(_reckon, reads=_reads, follows=_goes_on), Form(_tip, _TIPS)))


_TIPS = (
    "(work out|calculate|figure out|reckon|do|add) [me|us] (the|a|our) (tip|gratuity|service) [for us|for me]",
    "(what|how much) (should|shall|do) (i|we) (tip|leave|give) [as a tip|for a tip]",
    "(what is|how much is) the tip",
)


def _reads(words: Said, now: datetime) -> Asked | None:
    if asked := _sum(words.words, now):
        return asked
    story = problem(words.words)
    worked = _sum(story.sum, now) if story else None
    return replace(worked, texts={**worked.texts, "told": story.told}) if story and worked else None


def _goes_on(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "And plus ten?", "Divide that by two.": a sum with the last result in it."""
    if not past.text("sum"):
        return None
    last = Fraction(past.text("sum"))
    result = f"( {'- ' if last < 0 else ''}{abs(last.numerator)} / {last.denominator} )"
    words = re.sub(r"^(?:and|now|then|so) ", "", _plainer(more.words))
    if re.match(r"(?:plus|minus|times|multiplied|divided|over|\+|-|\*|/) ", words):
        return _sum(f"{result} {words}", now)
    with_it, found = re.subn(r"\b(?:that|it|this|the result)\b", result, words)
    return _sum(with_it, now) if found == 1 else None


def _plainer(words: str) -> str:
    """One word for each step, none between them."""
    words = re.sub(r"\b(?:and then|then|and)(?= (?:plus|minus|times|divided|multiplied|take|less))", "", words)
    words = re.sub(r"(?<=[\w%)]) (?:take away|less|subtract|without)\b", " minus", words)
    return re.sub(r"\s+", " ", re.sub(r"\b(?:divvied|divide|over) by\b", "divided by", words))


def _sum(words: str, now: datetime) -> Asked | None:
    words = _plainer(words)
    asks = ASKS.match(words)
    text = words[asks.end() if asks else 0 :]
    text = text if re.match(r"what do|do ", text) else _ENDS.sub("", text)
    for pattern, sum_ in _REWORDED:
        text = found.expand(sum_) if (found := pattern.fullmatch(text)) else text
    parser = _Sum(text.split())
    try:
        value = parser.total(0)
    except ArithmeticError:
        return Asked(now)
    if value is None or value[1] != len(parser.words) or not parser.worked:
        return None
    return Asked(now, {"sum": str(value[0])})


async def _tip(asked: Asked) -> Steps:
    """Asked for a tip without the bill: what is missing is asked for."""
    bill = Free("How much is the bill, and how many percent?")
    yield bill
    text, found = numbered(said(bill.answer).words)
    if len(found) == 1:
        share = Free("How many percent?")
        yield share
        found += numbered(said(share.answer).words)[1]
    if len(found) != 2:
        yield Done("I'd need the bill and how many percent of it.")
        return
    first = re.search(r"<0> (?:percent|per cent|%)", text)
    percent, whole = map(Fraction, found if first else found[::-1])
    tip = whole * percent / 100
    yield Done(
        f"{in_words(percent)} percent of {in_words(whole)} is {in_words(tip)}; with it {in_words(whole + tip)}."
    )


async def _reckon(asked: Asked) -> Steps:
    value = asked.text("sum")
    if not value:
        yield Done("That can't be worked out.")
        return
    result = in_words(Fraction(value))
    told = asked.text("told")
    yield Done(f"{told.capitalize()} is {result}." if told else f"{result.capitalize()}.")


def in_words(value: Fraction) -> str:
    """With at most three decimals, and "about" where that is not all of it."""
    if abs(value) >= _MOST:
        return "more than I can say"
    digits = 3 if abs(value) < 100 else 2
    rounded = round(value, digits)
    if not rounded and value:
        return "almost zero"
    text = f"{float(rounded):,.{digits}f}".rstrip("0").rstrip(".")
    return text if rounded == value else f"about {text}"


class _Sum:
    """Recursive descent over the words; each method returns a value and the place behind it. ``worked`` once anything
    was reckoned, because a bare number is no sum."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.worked = False

    def _is(self, at: int, *words: str) -> bool:
        return tuple(self.words[at : at + len(words)]) == words

    def _done(self, value: Fraction, at: int) -> _Value:
        self.worked = True
        if abs(value) > _MOST * _MOST:
            raise ArithmeticError
        return value, at

    def total(self, at: int) -> _Value | None:
        """Products added up."""
        if self._is(at, "add"):
            return self._added(at + 1)
        left = self._product(at)
        while left and left[1] < len(self.words) and (sign := _SIGNS.get(self.words[left[1]])):
            right = self._product(left[1] + 1)
            if right is None:
                return left
            left = self._done(left[0] + sign * right[0], right[1])
        return left

    def _added(self, at: int) -> _Value | None:
        """ "add 17, 23 and 40", "add 5 to 8"."""
        total = self._product(at)
        while total and total[1] < len(self.words):
            right = self._product(total[1] + (self.words[total[1]] in ("and", "to", "plus", "with")))
            if right is None:
                return total
            total = self._done(total[0] + right[0], right[1])
        return total

    def _product(self, at: int) -> _Value | None:
        left = self._power(at)
        while left:
            end = left[1]
            if self._is(end, "multiplied", "by") or self._is(end, "divided", "by"):
                divides, end = self.words[end] == "divided", end + 2
            elif end < len(self.words) and self.words[end] in _TIMES:
                divides, end = self.words[end] in ("over", "/", "÷"), end + 1
            else:
                break
            right = self._power(end)
            if right is None:
                return left
            left = self._done(left[0] / right[0] if divides else left[0] * right[0], right[1])
        return left

    def _power(self, at: int) -> _Value | None:
        left = self._value(at)
        if left is None:
            return None
        value, end = left
        for word, exponent in (("squared", 2), ("square", 2), ("cubed", 3)):
            if self._is(end, word):
                return self._done(value**exponent, end + 1)
        for words in (("to", "the", "power", "of"), ("to", "the", "power"), ("^",)):
            if self._is(end, *words) and (power := self._value(end + len(words))) and power[0].denominator == 1:
                if abs(power[0]) > 100:
                    raise ArithmeticError
                return self._done(Fraction(value ** int(power[0])), power[1])
        return left

    def _value(self, at: int) -> _Value | None:
        at += self._is(at, "the")
        if self._is(at, "minus") or self._is(at, "-") or self._is(at, "negative"):
            inner = self._value(at + 1)
            return (-inner[0], inner[1]) if inner else None
        if self._is(at, "("):
            inner = self.total(at + 1)
            return (inner[0], inner[1] + 1) if inner and self._is(inner[1], ")") else None
        if self._is(at, "square", "root", "of") and (inner := self._value(at + 3)):
            return self._done(_root(inner[0]), inner[1])
        if self._is(at, "cube", "root", "of") and (inner := self._value(at + 3)) and inner[0] >= 0:
            return self._done(Fraction(round(float(inner[0]) ** (1 / 3), 9)).limit_denominator(10**6), inner[1])
        return self._share(at) or self._number(at)

    def _share(self, at: int) -> _Value | None:
        """ "half of 50", "two thirds of 9", "3/4 of 100", "double 7"."""
        parts = small(self.words, at)
        if parts and (of := _PARTS.get(self.words[parts[1]] if parts[1] < len(self.words) else "")):
            return self._shared(Fraction(parts[0], of), parts[1] + 1)
        at += at < len(self.words) and self.words[at] in ("a", "one")
        share = _SHARES.get(self.words[at]) if at < len(self.words) else None
        return self._shared(share, at + 1) if share else None

    def _shared(self, share: Fraction, at: int) -> _Value | None:
        """That share of what follows; by itself it is a number, if it is a part: "a third plus a quarter"."""
        if self._is(at, "of") and (inner := self._value(at + 1)):
            return self._done(share * inner[0], inner[1])
        if share < 1:
            return share, at
        inner = self._value(at)
        return self._done(share * inner[0], inner[1]) if inner else None

    def _number(self, at: int) -> _Value | None:
        at += self._is(at, "a") and at + 2 < len(self.words) and self.words[at + 2] in ("%", "percent")
        at += at < len(self.words) and self.words[at] in ("$", "€", "£")
        read = number(self.words, at)
        if read is None:
            return None
        value, end = read
        if self._is(end, "percent") or self._is(end, "%"):
            end += 1 + self._is(end + 1, "tip")
            if (self._is(end, "of") or self._is(end, "on")) and (whole := self._value(end + 1)):
                return self._done(value * whole[0] / 100, whole[1])
            return value / 100, end
        return value, end + (end < len(self.words) and self.words[end] in ("dollars", "euros", "pounds"))


def _root(value: Fraction) -> Fraction:
    if value < 0:
        raise ArithmeticError
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    return Fraction(math.sqrt(value))
