"""Which memories a turn brings to mind.

Four signs are added up: how much the words mean the same (embeddings), whether they are the same (full text),
whether the memory is of somebody the turn names, and, least, how fresh it is. The scale is that of the embeddings'
product. The weights are chosen by hand and have not been measured against anything.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from samantha.audio.pcm import Samples
from samantha.mind.memory.index import Index
from samantha.mind.memory.rows import ME, Memory

WORDS_WEIGHT = 0.35
ABOUT_WEIGHT = 0.25
FRESH_WEIGHT = 0.05
FRESH_DAYS = 60.0

MOST_OF_ONE = 200
"""So many memories of somebody the turn names are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory that came to mind. sameness: of meaning, in [-1, 1], 0 where nobody can tell; score: all signs
    together.
    """

    memory: Memory
    score: float
    sameness: float


def ranked(
    index: Index,
    text: str,
    meaning: Samples | None,
    matches: Mapping[int, float],
    now: datetime.datetime,
    most: int,
    about: str = "",
) -> list[Hit]:
    """The ``most`` likeliest to come to mind with the text, best first.

    meaning: of the text, None where nobody can tell. matches: number -> how well the words match.
    about: whom the text is about besides those it names.
    """
    near, products = index.near(meaning, 4 * most) if meaning is not None else ([], np.zeros(0, np.float32))
    people = index.named(text) | ({about} - {"", ME})
    of_them = index.of(people, MOST_OF_ONE)
    best_match = max(matches.values(), default=1.0)
    hits = []
    for number in {*near, *matches, *of_them} & index.rows.keys():
        memory, place = index.rows[number], index.place(number)
        same = float(products[place]) if place is not None and place < len(products) else 0.0
        age_days = max(0.0, (now - memory.source.at).total_seconds() / 86400)
        score = (
            same
            + WORDS_WEIGHT * matches.get(number, 0.0) / best_match
            + ABOUT_WEIGHT * (memory.fact.subject in people)
            + FRESH_WEIGHT * math.exp(-age_days / FRESH_DAYS)
        )
        hits.append(Hit(memory, score, same))
    return sorted(hits, key=lambda hit: (-hit.score, -hit.memory.number))[:most]
