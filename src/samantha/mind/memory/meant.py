"""What an order to forget means: which of the sentences that were told, and how likely.

"Erase what I told you about my salary" means "I make 118 thousand a year", and "rub that out" what was just told. How
near each sentence is to the order in meaning and words, how long ago it was told, and whether the order points,
are weighed by a conditional logistic regression (McFadden 1974), each sentence against the others and against none
at all, made by bench/meant.py from the orders of bench/memory/*.txt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samantha.mind.memory.forgetting import has_word
from samantha.mind.memory.index import Index
from samantha.mind.memory.rows import Memory

WEIGHTS = (0.36, 4.37, 1.98, 1.81, 4.89, 7.31, -0.09, 1.92, 2.84, 0.17, -1.26, -0.71, -0.76, -0.84, 1.43)
"""Of ``Candidate.signs``."""

JUST = 6
"""Which of them tells whether a sentence was just told."""

SURELY = 0.65
PERHAPS = 0.2
"""A sentence that is so likely meant is forgotten, or she asks whether it should be."""


FAINT = 0.2
"""What is not so near is not meant."""

SHARE_COUNTS = 0.5
"""The share of the topic's words, beside the product of the meanings."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An order to forget. topic: what it speaks of besides forgetting, "" if it only points; points: whether it
    points at what was just said; here, before: this conversation, and the turn before the order.
    """

    text: str
    topic: str
    points: bool
    here: str
    before: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """The rows of one sentence, and what speaks for it."""

    rows: list[Memory]
    signs: tuple[float, ...]

    @property
    def nearness(self) -> float:
        """Of the topic, on the scale of the meanings' product."""
        return self.signs[0] + SHARE_COUNTS * self.signs[2]


def candidates(
    index: Index,
    wish: Wish,
    rows: Iterable[Memory],
    as_topic: Mapping[int, float],
    as_text: Mapping[int, float],
) -> list[Candidate]:
    """What is near enough to be meant, or was just told and is pointed at, oldest first.

    as_topic, as_text: number -> how much a row means the same.
    """
    sentences = _sentences(rows)
    topic, text = index.asked(wish.topic), index.asked(wish.text)
    named = index.named(wish.text)
    best_topic = max(as_topic.values(), default=0.0)
    best_text = max(as_text.values(), default=0.0)
    found = []
    for at, sentence in enumerate(sentences):
        source = sentence[0].source
        here = source.conversation == wish.here
        just = here and source.turn == wish.before
        of_topic = max(as_topic.get(row.number, 0.0) for row in sentence)
        of_text = max(as_text.get(row.number, 0.0) for row in sentence)
        share = max(index.covers_words(topic, row) for row in sentence) if wish.topic else 0.0
        if max(of_topic, of_text) + SHARE_COUNTS * share < FAINT and not (just and wish.points):
            continue
        has_name = any(has_word(row.fact.words, named) or row.fact.subject in named for row in sentence)
        found.append(
            Candidate(
                sentence,
                (
                    of_topic,
                    of_text,
                    share,
                    max(index.covers_words(text, row) for row in sentence),
                    of_topic - best_topic,
                    of_text - best_text,
                    float(just),
                    float(just and wish.points),
                    float(just and not wish.topic),
                    float(here),
                    math.log1p(len(sentences) - 1 - at),
                    float(bool(named) and has_name),
                    float(bool(named) and not has_name),
                    float(bool(wish.topic)),
                    1.0,
                ),
            )
        )
    return found


def meant(found: Sequence[Candidate]) -> tuple[list[Memory], float]:
    """The rows of the likeliest sentence, and how likely it is in [0, 1]; [] and 0 if there is none."""
    worth = [math.exp(sum(w * s for w, s in zip(WEIGHTS, one.signs, strict=True))) for one in found]
    if not worth:
        return [], 0.0
    best = max(range(len(worth)), key=worth.__getitem__)
    return found[best].rows, worth[best] / (1.0 + sum(worth))


def _sentences(rows: Iterable[Memory]) -> list[list[Memory]]:
    """The rows by the sentence they come from."""
    found: list[list[Memory]] = []
    for row in rows:
        words = row.fact.words
        for sentence in reversed(found[-8:]):
            if sentence[0].source == row.source and any(
                words in one.fact.words or one.fact.words in words for one in sentence
            ):
                sentence.append(row)
                break
        else:
            found.append([row])
    return found
