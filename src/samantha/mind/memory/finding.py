"""Which memory answers a question, and whether any does.

A row counts by how many of the question's words it has (alone, or together with what was said just before it, if it
says "it" or "she"), by how much it means the same, by whether it has the kind of thing that is asked for
(``wants``), and by its place among the others that come to mind: later words replace earlier ones, all the more
if they speak of a change of the same thing. The weights are those of a conditional logistic regression
(McFadden 1974) over the questions of bench/memory/*.txt, each row against the others and against no answer at all,
made by bench/memory_weights.py. A score of 0 means that it is as likely as no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samantha.mind.memory.asking import Question, is_yes_no
from samantha.mind.memory.forgetting import has_word
from samantha.mind.memory.index import Index
from samantha.mind.memory.recall import Hit
from samantha.mind.memory.rows import ME, Fact, Memory
from samantha.mind.memory.wants import Wants
from samantha.mind.memory.words import CATEGORIES, content_words, is_relation

WEIGHTS = (2.31, 1.03, 0.87, 4.49, 2.64, -2.16, 2.33, -0.26, -3.45, 0.69, -1.41, -1.41, 1.67, 3.37, 1.42, -3.19)
"""Of ``features``."""

SURE = 1.3
"""A row with less may not answer the question."""

FAINT = -2.0
"""A row with less hardly does: it is only the nearest there is."""

LEAST = -4.0
"""A row with less does not."""

CLOSE = 2.0
"""Of rows that may answer, the second is told too if it has so much less at the most."""

AGAIN = 0.35
"""Rows of different days that are so much alike tell the same thing, the later one anew."""

_REFERS = re.compile(r"\b(?:it|its|she|he|her|his|him|they|them|their|us|one|there)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:\w+,? ){0,2}?(?:it(?:'ll)?|its|s?he|they(?:'re|'ve)?|there|his|her|their|him|them|that|this|one)(?:'s)?\b"
    r"|(?:i|we)(?:'re|'m|'ve|'ll|'d)? (?:\w+ ){1,3}?(?:it|him|her|them|there|this|one)\b",
    re.IGNORECASE,
)
"""Begins with a word for what was spoken of just before."""
_CHANGES = re.compile(
    r"\b(?:now|any ?more|no longer|instead|these days|mov(?:ed?|ing)|chang(?:ed?|ing)|postpon\w+|reschedul\w+"
    r"|push(?:ed)?|delay\w*|shift(?:ed)?|new|switched|quit"
    r"|gave up|broke up|finished|actually|again|finally|back|renamed|became|turned|can't make it"
    r"|cannot|only|cut|down to|up to|nowadays)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what it wants, its words, and the people it names."""

    question: Question
    wanted: Wants
    text: str
    people: frozenset[str]


_ENDS = re.compile(
    r"\b(?:not|\w+n't|no longer|any ?more|stopped|quit|sold|left|gave up|given up|cancel+ed|called off|broke up"
    r"|split up|finished|got rid of|dropped|dumped|divorced|ran away|switched|changed|gone|lost|used to|instead of"
    r"|rather than|wrong|died|closed|retired|over)\b",
    re.IGNORECASE,
)


def _signs(index: Index, asked: Asked, hit: Hit) -> tuple[float, ...]:
    """What speaks for the row by itself."""
    fact, number = hit.memory.fact, hit.memory.number
    words = index.asked(asked.text, asked.wanted.head)
    own, around = index.covers(words, number)
    refers = bool(_REFERS.search(fact.words))
    just_it = same(fact, asked.question)
    met = asked.wanted.met(fact.words, "" if fact.subject == ME else fact.subject) or (
        just_it and fact.attribute == "name"
    )
    precise = asked.wanted.kind != "any" or asked.wanted.head in CATEGORIES
    met = met and not (precise and asked.wanted.elsewhere(fact.words))
    behind = met and precise and around > own and bool(_LEANS.match(fact.words))
    return (
        own,
        (around - own) * refers,
        (around - own) * (not refers),
        hit.sameness,
        float(met and precise),
        float(not met and not asked.wanted.soft),
        float(just_it),
        float(index.lacks(words, number, asked.people)),
        1.0,
        (around - own) * behind,
        float(_outdated(index, asked, hit.memory)),
        float(precise and not asked.wanted.soft),
    )


def _outdated(index: Index, asked: Asked, row: Memory) -> bool:
    """Whether the question is of a new home or job, and the row was told before it."""
    new = _NEW.search(asked.text)
    if new is None or _NEW.search(row.fact.words):
        return False
    return row.number < index.newest("home" if new["home"] else "work")


_NEW = re.compile(
    r"\bnew (?:(?P<home>home|house|apartment|flat|place|neighbou?rhood|street|city|town|building)"
    r"|(?P<work>job|work|office|company|boss|workplace|position))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """rows: what answers a question, best first, [] if nothing does; score: of the best; sure: whether it does for
    sure.
    """

    rows: list[Memory]
    score: float = 0.0
    sure: bool = True


def eligible(asked: Asked, hits: Iterable[Hit]) -> list[Hit]:
    """The rows that may answer: not of another person than the one asked for, and saying more than the question."""
    may = [hit for hit in hits if not _of_another(hit.memory.fact, asked.question)]
    return may if is_yes_no(asked.text) else [hit for hit in may if asked.wanted.says_more(hit.memory.fact.words)]


def answered(index: Index, asked: Asked, hits: Iterable[Hit]) -> Answer:
    """The best row, or if that is not sure also the second where it is nearly as good; of two that tell the same on
    different days only the later.
    """
    found = scored(index, asked, eligible(asked, hits))
    of_another = asked.question.form == "fact" and asked.question.subject != ME  # leaves nothing to guess
    if not found or found[0][0] < (FAINT if of_another else LEAST):
        return Answer([])
    score, first = found[0]
    if score >= SURE or same(first.fact, asked.question):
        return Answer([first], score)
    close = (row for worth, row in found[1:] if worth >= max(score - CLOSE, LEAST))
    second = next((row for row in close if row.fact.words != first.fact.words), None)
    if second is None:
        return Answer([first], score, sure=False)
    again = index.alike(first.number, second.number) >= AGAIN
    if again and first.source.at.date() != second.source.at.date():
        return Answer([max(first, second, key=lambda row: row.number)], score, sure=False)
    return Answer([first, second], score, sure=False)


def _of_another(fact: Fact, question: Question) -> bool:
    """Whether the fact is of another person than the one of whom just one thing is asked."""
    if question.form != "fact" or question.subject == ME or not is_relation(fact.subject):
        return False
    owner = question.subject.split("'s ")[0]
    return owner not in fact.subject and not has_word(fact.words, [owner, question.subject])


def scored(index: Index, asked: Asked, hits: Sequence[Hit]) -> list[tuple[float, Memory]]:
    """The rows by how much speaks for each as the answer, best first."""
    worth = [
        (sum(weight * one for weight, one in zip(WEIGHTS, signs, strict=True)), hit.memory)
        for signs, hit in zip(features(index, asked, hits), hits, strict=True)
    ]
    return sorted(worth, key=lambda one: (-one[0], -one[1].number))


def features(index: Index, asked: Asked, hits: Sequence[Hit]) -> list[tuple[float, ...]]:
    """What speaks for each row, in the order of ``WEIGHTS``."""
    if not hits:
        return []
    best = max(hit.sameness for hit in hits)
    days = sorted({hit.memory.source.at.date() for hit in hits})
    of_now = bool(_OF_NOW.search(asked.text))
    met = {hit.memory.number: asked.wanted.met(hit.memory.fact.words) for hit in hits}
    found = []
    for hit in hits:
        row, day = hit.memory, hit.memory.source.at.date()
        late = days.index(day) / max(1, len(days) - 1)
        behind = [one.memory for one in hits if one.memory.source.at.date() > day]
        revised = max((_replaces(index, row, new, met) for new in behind), default=0.0)
        found.append((*_signs(index, asked, hit), hit.sameness - best, late * of_now, late, revised))
    return found


def _replaces(index: Index, old: Memory, new: Memory, met: Mapping[int, bool]) -> float:
    """How likely it is, in [0, 1], that the later row says anew what the earlier one says."""
    words = new.fact.words
    if not (_CHANGES.search(words) or _ENDS.search(words) or (met[new.number] and met[old.number])):
        return 0.0
    return min(1.0, index.alike(old.number, new.number) + TOUCHING * index.touches(old.number, new.number))


TOUCHING = 0.3
"""So much more alike are rows that share a telling word, beside the product of their meanings."""

_OF_NOW = re.compile(
    r"\b(?:now|nowadays|these days|still|current\w*|at the moment|any ?more|yet|lately|in the end|new)\b",
    re.IGNORECASE,
)


def is_end(fact: Fact) -> bool:
    """Whether the fact tells that something is over."""
    return bool(_ENDS.search(fact.words))


def same(fact: Fact, question: Question) -> bool:
    """Whether the fact is of just what is asked for."""
    if question.form != "fact" or fact.attribute != question.attribute:
        return False
    return fact.subject == question.subject or (
        question.attribute == "when" and _same_thing(fact.subject, question.subject)
    )


def _same_thing(one: str, other: str) -> bool:
    """Whether "dentist appointment" and "appointment", or "appointment with the dentist", may be the same."""
    first, second = set(content_words(one)), set(content_words(other))
    return bool(first and second) and (first <= second or second <= first)
