"""Which memory answers a question, and whether any does.

A row counts by how many of the question's words it has (alone, or together with what was said just before it, if it
says "it" or "she"), by how much it means the same, and by whether it has the kind of thing that is asked for
(``wants``). The weights are those of a logistic regression over the questions of bench/memory/dev.txt, so a score of
0 means that it is as likely as not. Of several good rows the newest is taken, since later words replace earlier ones:
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
from samantha.mind.memory.words import content_words

WEIGHTS = (2.92, 0.45, 1.02, 2.96, 1.34, -2.93, -0.33, 1.49, 0.71, -1.18, -3.13)

SURE = 0.9
"""A row with less may not answer the question."""

LEAST = -1.25
"""A row with less does not."""

CLOSE = 0.7
CLOSE_IF_CHANGED = 3.0
"""A newer row with so much less is taken instead."""

LEAST_OF_TOP = 0.85
WORDS_LESS = 0.4
"""A row that speaks of a change has to have nearly as many of the question's words."""

_REFERS = re.compile(r"\b(?:it|its|she|he|her|his|him|they|them|their|us|one|there)\b", re.IGNORECASE)
_MINE = re.compile(r"\b(?:i|i'm|i've|i'll|me|my|mine|we|we're|us|our)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:now|any ?more|no longer|instead|these days|moved|changed|postponed|rescheduled|pushed|new|switched|quit"
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
    fact = hit.memory.fact
    own, around = index.covers(index.asked(asked.text, asked.wanted.head), hit.memory.number)
    refers = bool(_REFERS.search(fact.words))
    just_it = same(fact, asked.question)
    met = asked.wanted.met(fact.words, "" if fact.subject == ME else fact.subject) or (
        just_it and fact.attribute == "name"
    )
    foreign = bool(asked.people) and not (
        fact.subject in asked.people or any(index.speaks_of(hit.memory, person) for person in asked.people)
    )
    return (
        own,
        (around - own) * refers,
        (around - own) * (not refers),
        hit.sameness,
        float(met and asked.wanted.kind != "any"),
        float(not met),
        float(foreign),
        float(just_it),
        float(
            bool(_MINE.search(asked.text))
            and not asked.people
            and fact.subject != ME
            and not _MINE.search(fact.words)
        ),
        float(index.lacks(index.asked(asked.text, asked.wanted.head), hit.memory.number, asked.people)),
        1.0,
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
        and (worth[row.number] > worth[top.number] - _close(row, sign, top_signs) or _ended(index, asked, top, row))
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


def is_end(fact: Fact) -> bool:
    """Whether the fact tells that something is over."""
    return bool(_ENDS.search(fact.words))


def _worth(sign: tuple[float, ...]) -> float:
    """How much speaks for a row; 0: as likely as not."""
    return sum(weight * one for weight, one in zip(WEIGHTS, sign, strict=True))


def _close(row: Memory, sign: tuple[float, ...], top: tuple[float, ...]) -> float:
    changed = _CHANGES.search(row.fact.words) and not sign[5] and sign[0] + WORDS_LESS >= LEAST_OF_TOP * top[0]
    return CLOSE_IF_CHANGED if changed else CLOSE


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
