"""What is meant when something is to be forgotten, and which texts tell of it.

People tell a thing in several sentences, and most of them name it only once: "I saw my ex in the park. It hurt." So
with a sentence go those that follow it in the same conversation, as long as they refer back or are of the user alone
and name nobody else. Better a sentence too many than one that should have been gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeAlias

from samantha.mind.memory.remarks import topic
from samantha.mind.memory.rows import Memory
from samantha.mind.memory.telling import to_user
from samantha.mind.memory.words import RELATION, content_words, people_in, stem

Mentions: TypeAlias = Callable[[str], bool]
"""Whether a text holds something that is to be forgotten."""

_NEXT_TURNS = 2
_REFERS = re.compile(r"\b(?:it|its|that|this|she|he|her|his|him|they|them|their|one|ones)\b", re.IGNORECASE)
_OF_ME = re.compile(r"(?:(?:and|so|but|then|now|also|honestly|actually)\W+)*(?:i|we)\b", re.IGNORECASE)
_ME = re.compile(r"\b(?:me|us)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"(?:\w+,? )?we\b", re.IGNORECASE)
"""Is of the user and of whom the sentence before named: "mostly we talk about my dad"."""
_SHORTEST_VALUE = 4
_KINDRED = 6
"""Words that begin with so many letters that are the same have to do with each other: "therapist" and "therapy"."""


def with_followers(rows: Sequence[Memory], gone: Iterable[Memory]) -> list[Memory]:
    """``gone`` and what was told in its wake. rows: all there are, oldest first."""
    numbers = {memory.number for memory in gone}
    latest: Memory | None = None
    for row in rows:
        if row.fact.attribute == "name" and row.number not in numbers and not _REFERS.search(row.fact.words):
            continue  # only who is who
        if row.number in numbers or (latest is not None and _follows(row, latest)):
            numbers.add(row.number)
            latest = row
        elif latest is not None and row.fact.words != latest.fact.words:
            latest = None
    return [row for row in rows if row.number in numbers]


def _follows(row: Memory, before: Memory) -> bool:
    source, words = row.source, row.fact.words
    near = 0 <= source.turn - before.source.turn <= _NEXT_TURNS
    if source.conversation != before.source.conversation or not near:
        return False
    together = bool(_TOGETHER.match(words)) and not people_in(words)
    of_me = bool(_OF_ME.match(words) or _ME.search(words)) and not _others(words)
    return together or of_me or bool(_REFERS.search(words))


def _others(words: str) -> bool:
    return bool(people_in(words) or re.search(rf"\bmy (?:\w+ ){{0,2}}?{RELATION}\b", words, re.IGNORECASE))


def mentions(gone: Iterable[Memory], names: Iterable[str], telling: Collection[str] = ()) -> Mentions:
    """True of a text with the words or the value of one of the memories, as said by or to the user, of a remark that
    rests on one, and of a text with a name.

    telling: stems of words that also tell what a text is about.
    """
    said: set[str] = set()
    for row in gone:
        fact, about = row.fact, topic(row.fact, row.source.at.date())
        values = [value for value in (fact.value, to_user(fact.value)) if len(value) >= _SHORTEST_VALUE]
        remarked = [about.core] if about is not None else []
        said |= {text.lower().rstrip(".!") for text in (fact.words, *values, *remarked)}
    kindred = {word[:_KINDRED] for word in telling if len(word) >= _KINDRED}
    named = {name.lower() for name in names}

    def mentioned(text: str) -> bool:
        low = text.lower().replace("’", "'")
        about = any(stem(word) in telling or word[:_KINDRED] in kindred for word in content_words(low))
        return about or any(words in low for words in said) or has_word(low, named)

    return mentioned


def leans(text: str) -> bool:
    """Whether the text refers to what was told before it."""
    return bool(_REFERS.search(text))


def has_word(text: str, words: Iterable[str]) -> bool:
    """Whether the text has one of the words, whole."""
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words if word)
