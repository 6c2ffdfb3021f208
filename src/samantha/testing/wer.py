"""Word error rate: how far a transcript is from what was said.

Words, not spellings, are compared. Both sides are brought to one form first: no case or punctuation, contractions
written out, and every number as its digits one by one, so that "12345", "1, 2, 3, 4, 5", "one two three four five"
and "twelve thousand three hundred and forty-five" are all the same five words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from num2words import num2words
from rapidfuzz.distance import Levenshtein

_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}

_REWRITES: tuple[tuple[str, str], ...] = (
    (r"[’‘`]", "'"),
    (r"(?<=\d),(?=\d{3}\b)", ""),
    (r"(?<=\b[a-z])\.(?=[a-z]\b|\s|$)", ""),
    (r"[$](\d+(?:\.\d+)?)", r"\1 dollars "),
    (r"£(\d+(?:\.\d+)?)", r"\1 pounds "),
    (r"€(\d+(?:\.\d+)?)", r"\1 euros "),
    (r"%", " percent "),
    (r"&", " and "),
    (r"(?<=\d)\.(?=\d)", " point "),
    (r"\bmr\b\.?", "mister"),
    (r"\bmrs\b\.?", "missus"),
    (r"\bdr\b\.?", "doctor"),
    (r"\bo'clock\b", "oclock"),
    (r"\bokay\b", "ok"),
    (r"\b(?:wo)n't\b", "will not"),
    (r"\bcan(?:'t|not)\b", "can not"),
    (r"\b(?:sha)n't\b", "shall not"),
    (r"n't\b", " not"),
    (r"\blet's\b", "let us"),
    (r"\bi'm\b", "i am"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"'ll\b", " will"),
    (r"'d\b", " would"),
    (r"\b(it|that|what|he|she|there|here|who|where|how|when)'s\b", r"\1 is"),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\b(?:um+|uh+|erm?|hm+|mm+)\b", " "),
    (r"(?<=\d)(?=[a-z])(?!st\b|nd\b|rd\b|th\b)", " "),
    (r"(?<=\w)'(?=\w)", ""),
    (r"[^\w\s]|_", " "),
)


def normalised(text: str) -> list[str]:
    """The words of an English text in the one form that ``word_errors`` compares."""
    text = text.lower()
    for pattern, replacement in _REWRITES:
        text = re.sub(pattern, replacement, text)
    words: list[str] = []
    for word in text.split():
        ordinal = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word)
        words += re.findall(r"\w+", num2words(int(ordinal[1]), to="ordinal")) if ordinal else [word]
    return list(_digits(words))


def word_errors(reference: str, hypothesis: str) -> tuple[int, int]:
    """Words wrong, missing or too many in the hypothesis, and words in the reference."""
    said = normalised(reference)
    return Levenshtein.distance(said, normalised(hypothesis)), len(said)


def _digits(words: Sequence[str]) -> Iterator[str]:
    """Numbers, spoken or written, as single digits; other words as they are."""
    at = 0
    while at < len(words):
        if words[at].isdecimal():
            yield from words[at]
            at += 1
        elif words[at] in _ONES or words[at] in _TENS or words[at] in _SCALES:
            value, at = _spoken_number(words, at)
            yield from str(value)
        else:
            yield words[at]
            at += 1


def _spoken_number(words: Sequence[str], at: int) -> tuple[int, int]:
    """The longest number spoken from ``at`` on, and where it ends: "two three" is two numbers, "twenty three" one."""
    start, total, group, below = at, 0, 0, 1000  # the next addend must be less than ``below``
    while at < len(words):
        word = words[at]
        small = _ONES.get(word, _TENS.get(word))
        scale = _SCALES.get(word, 1)
        if small is not None and small < below and (below >= 100 or 0 < small < 10):
            group, below = group + small, 10 if word in _TENS else 1
        elif scale == 100 and group < 10:
            group, below = max(group, 1) * scale, 100
        elif scale > 100 and total % (scale * 1000) == 0:
            total, group, below = total + max(group, 1) * scale, 0, 1000
        elif not (word == "and" and at > start and below >= 100 and _goes_on(words, at + 1)):
            break
        at += 1
    return total + group, at


def _goes_on(words: Sequence[str], at: int) -> bool:
    return at < len(words) and (words[at] in _ONES or words[at] in _TENS)
