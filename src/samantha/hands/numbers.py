"""Numbers as people say them and as Whisper writes them: "twenty-five", "2", "a hundred and five", "three point
five".

Every reader looks at the words from ``at`` on, and returns the number with the place behind it, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

UNITS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {word: 20 + 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ORDINALS = {
    word: n + 1
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
    )
} | {"thirtieth": 30}
_SUFFIXES = ("st", "nd", "rd", "th")

Read = tuple[int, int]


def small(words: Sequence[str], at: int) -> Read | None:
    """A whole number from 0 to 99."""
    if at >= len(words):
        return None
    word = words[at]
    if word.isdigit() and len(word) <= 2:
        return int(word), at + 1
    if word in TENS:
        if at + 1 < len(words) and 1 <= UNITS.get(words[at + 1], 0) <= 9:
            return TENS[word] + UNITS[words[at + 1]], at + 2
        return TENS[word], at + 1
    return (UNITS[word], at + 1) if word in UNITS else None


def ordinal(words: Sequence[str], at: int) -> Read | None:
    """ "twenty-first", "3rd" and the like, 1 to 99."""
    if at >= len(words):
        return None
    word = words[at]
    if word[:-2].isdigit() and word.endswith(_SUFFIXES):
        return int(word[:-2]), at + 1
    if word.isdigit() and at + 1 < len(words) and words[at + 1] in _SUFFIXES:
        return int(word), at + 2
    if word in _ORDINALS:
        return _ORDINALS[word], at + 1
    if word in TENS and at + 1 < len(words) and 1 <= _ORDINALS.get(words[at + 1], 0) <= 9:
        return TENS[word] + _ORDINALS[words[at + 1]], at + 2
    return None


def number(words: Sequence[str], at: int) -> tuple[Fraction, int] | None:
    """Any number: digits, words, decimals, "and a half". A leading "a" counts only before hundred and the like."""
    read = _whole(words, at)
    if read is None:
        return None
    value, at = read
    if at + 1 < len(words) and words[at] == "point" and (decimals := _digits(words, at + 1)):
        text, at = decimals
        value += Fraction(int(text), 10 ** len(text))
    if list(words[at : at + 3]) == ["and", "a", "half"]:
        return value + Fraction(1, 2), at + 3
    if list(words[at : at + 3]) == ["and", "a", "quarter"]:
        return value + Fraction(1, 4), at + 3
    return value, at


def _whole(words: Sequence[str], at: int) -> tuple[Fraction, int] | None:
    start, total, part = at, Fraction(0), Fraction(0)
    fresh = True  # whether a plain number may stand here
    while at < len(words):
        word = words[at]
        if word in _SCALES and (at > start):
            part = (part or Fraction(1)) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, part = total + part, Fraction(0)
            at, fresh = at + 1, True
        elif word in ("a", "an") and at == start and at + 1 < len(words) and words[at + 1] in _SCALES:
            part, at, fresh = Fraction(1), at + 1, False
        elif word == "and" and at > start and words[at - 1] in _SCALES and _plain(words, at + 1):
            at += 1
        elif fresh and (read := _plain(words, at)):
            part += read[0]
            at, fresh = read[1], False
        else:
            break
    return (total + part, at) if at > start else None


def _plain(words: Sequence[str], at: int) -> tuple[Fraction, int] | None:
    if at < len(words) and words[at].replace(".", "", 1).isdigit():
        return Fraction(words[at]), at + 1
    read = small(words, at)
    return (Fraction(read[0]), read[1]) if read else None


def _digits(words: Sequence[str], at: int) -> tuple[str, int] | None:
    text = ""
    while at < len(words) and (0 <= UNITS.get(words[at], -1) <= 9 or words[at].isdigit()):
        text += words[at] if words[at].isdigit() else str(UNITS[words[at]])
        at += 1
    return (text, at) if text else None
