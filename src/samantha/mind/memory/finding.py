"""Which memory answers a question, and whether any does.

A row counts by how many of the question's words it has (alone, or together with what was said just before it, if it
says "it" or "she"), by how much it means the same, and by whether it has the kind of thing that is asked for
(``wants``). The weights are those of a logistic regression over the questions of bench/memory/*.txt, each row against
the others and against no answer at all; that something is told which was never said counts twice. A score of 0 means
that it is as likely as not. Of several good rows the newest is taken, since later words replace earlier ones:
all the more if they speak of a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from samantha.mind.memory.asking import Question
from samantha.mind.memory.index import Index
from samantha.mind.memory.recall import Hit
from samantha.mind.memory.rows import ME, Fact, Memory
from samantha.mind.memory.wants import Wants
from samantha.mind.memory.words import CATEGORIES, content_words

WEIGHTS = (5.68, 2.46, 2.74, 3.5, 3.81, -3.7, 2.05, -0.84, -5.55, 1.23, -1.47, -1.89)
"""Of the signs below."""

SURE = 1.3
"""A row with less may not answer the question."""

LEAST = -2.0
"""A row with less does not."""

CLOSE = 1.0
CLOSE_IF_CHANGED = 4.5
"""A newer row with so much less is taken instead."""

LEAST_OF_TOP = 0.85
WORDS_LESS = 0.4
"""A row that speaks of a change has to have nearly as many of the question's words."""

_REFERS = re.compile(r"\b(?:it|its|she|he|her|his|him|they|them|their|us|one|there)\b", re.IGNORECASE)
_CORRECTS = re.compile(r"^(?:no|wait|sorry|actually|oh)\b|\b(?:actually|instead|i mean|not .* but)\b", re.IGNORECASE)
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
SHARED_IF_ENDED = 2
"""So many meaningful words a row shares with the one whose end it tells; a rare one of the answer's is enough."""


def signs(index: Index, asked: Asked, hit: Hit) -> tuple[float, ...]:
    """What speaks for the row, in the order of ``WEIGHTS``."""
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


def best(index: Index, asked: Asked, hits: Iterable[Hit]) -> tuple[float, Memory] | None:
    """The row that answers best, with its score."""
    scored = [(signs(index, asked, hit), hit.memory) for hit in hits]
    worth = {row.number: _worth(sign) for sign, row in scored}
    if not scored:
        return None
    top_signs, top = max(scored, key=lambda pair: worth[pair[1].number])
    later = [
        row
        for sign, row in scored
        if row.number > top.number
        and (
            worth[row.number] > worth[top.number] - _close(row, sign, top, top_signs)
            or _ended(index, asked, top, row)
            or _revised(index, asked, top, row, sign)
        )
    ]
    chosen = max(later, key=lambda row: row.number, default=top)
    return worth[top.number], chosen


def _ended(index: Index, asked: Asked, top: Memory, row: Memory) -> bool:
    """Whether a later row tells that what the best one says is over: "we've stopped meeting at Catherine's"."""
    if row.source.at.date() == top.source.at.date() or not _ENDS.search(row.fact.words):
        return False
    shared = index.shared(top.number, row.number)
    answers = shared - {word for word, *_ in index.asked(asked.text)}
    return len(shared) >= SHARED_IF_ENDED or any(index.rare(word) for word in answers)


def _revised(index: Index, asked: Asked, top: Memory, row: Memory, sign: tuple[float, ...]) -> bool:
    """Whether a later row says anew what the best one says of a thing that it only calls "it": "the mechanic called,
    it's going to be six hundred".
    """
    if row.source.at.date() == top.source.at.date() or asked.wanted.kind not in _VALUES:
        return False
    again = _AGAIN.search(row.fact.words)
    if not again or not asked.wanted.met(row.fact.words[again.start() :]):
        return False
    alone = sign[3] >= LIKE_IF_AGAIN and not any(
        asked.wanted.met(other.fact.words) for number, other in index.rows.items() if top.number < number < row.number
    )
    return alone or any(map(index.rare, index.shared(top.number, row.number)))


LIKE_IF_AGAIN = 0.35
"""A row that only says "it" means so much the same as the question."""

_VALUES = frozenset("clock day place home money amount count age duration colour distance size weight often".split())
_AGAIN = re.compile(r"\b(?:it|they|that)(?:'s|'ll|'re| is| are| will| was| were| has)\b", re.IGNORECASE)


def is_end(fact: Fact) -> bool:
    """Whether the fact tells that something is over."""
    return bool(_ENDS.search(fact.words))


def _worth(sign: tuple[float, ...]) -> float:
    """How much speaks for a row; 0: as likely as not."""
    return sum(weight * one for weight, one in zip(WEIGHTS, sign, strict=True))


def _close(row: Memory, sign: tuple[float, ...], top_row: Memory, top: tuple[float, ...]) -> float:
    apart = row.source.at.date() > top_row.source.at.date() or _CORRECTS.search(row.fact.words)
    enough = not sign[5] and sign[0] + WORDS_LESS >= LEAST_OF_TOP * top[0]
    return CLOSE_IF_CHANGED if apart and enough and _CHANGES.search(row.fact.words) else CLOSE


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
