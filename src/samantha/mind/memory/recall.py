"""Which memories a turn brings to mind.

Four signs are added up: how much the words mean the same (embeddings), whether they are the same (full text),
whether the memory is of somebody the turn names, and, least, how fresh it is. The scale is that of the embeddings'
product. The weights are chosen by hand and have not been measured against anything.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from samantha.audio.pcm import Samples
from samantha.mind.memory.rows import Memory
from samantha.mind.memory.words import content_words, stem

WORDS_WEIGHT = 0.35
ABOUT_WEIGHT = 0.25
FRESH_WEIGHT = 0.05
FRESH_DAYS = 60.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory that came to mind. sameness: of meaning, in [-1, 1], 0 where nobody can tell; score: all signs
    together.
    """

    memory: Memory
    score: float
    sameness: float


def ranked(
    memories: Mapping[int, Memory],
    sameness: tuple[Sequence[int], Samples],
    matches: Mapping[int, float],
    people: Sequence[str],
    now: datetime.datetime,
    most: int,
) -> list[Hit]:
    """The ``most`` likeliest, best first.

    sameness: numbers of memories, and their product with the turn's meaning. matches: number -> how well the words
    match. people: subjects the turn names.
    """
    numbers, products = sameness
    near = np.argsort(-products)[: 4 * most].tolist()
    like = {int(numbers[place]): float(products[place]) for place in near}
    of_them = [number for number, memory in memories.items() if memory.fact.subject in people][-200:]
    best_match = max(matches.values(), default=1.0)
    position = {int(number): place for place, number in enumerate(numbers)} if matches or of_them else {}
    hits = []
    for number in {*like, *matches, *of_them}:
        memory = memories.get(number)
        if memory is None:
            continue
        same = like.get(number) or (float(products[position[number]]) if number in position else 0.0)
        age_days = max(0.0, (now - memory.source.at).total_seconds() / 86400)
        score = (
            same
            + WORDS_WEIGHT * matches.get(number, 0.0) / best_match
            + ABOUT_WEIGHT * (memory.fact.subject in people)
            + FRESH_WEIGHT * math.exp(-age_days / FRESH_DAYS)
        )
        hits.append(Hit(memory, score, same))
    return sorted(hits, key=lambda hit: (-hit.score, -hit.memory.number))[:most]


def coverage(question: str, memory: Memory, people: Mapping[str, str]) -> float:
    """Share of the question's meaningful words, in [0, 1], that the memory has in some form.

    people: name in small letters -> subject; a name counts as there if the memory is of its bearer.
    """
    fact = memory.fact
    there = {stem(word) for word in content_words(f"{fact.words} {fact.attribute} {fact.subject}")}
    asked = content_words(question)
    found = sum(
        stem(word) in there or (people.get(word) or word) in (fact.subject, *fact.subject.split("'s "))
        for word in asked
    )
    return found / len(asked) if asked else 0.0
