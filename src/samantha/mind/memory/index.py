"""A copy of the memories that hold, in this process, with what makes finding them quick.

A turn may bring anything to mind while the user waits for an answer, and ten thousand rows are too many to walk
through in Python. So beside the rows stand whose they are, the stems of their words, who bears which name, and all
meanings in one matrix. New memories are added to it; it is made anew only when something was forgotten, edited or
renamed, or another process has changed the file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from samantha.audio.pcm import Samples
from samantha.mind.memory.occasions import occasion
from samantha.mind.memory.rows import ME, Memory
from samantha.mind.memory.words import (
    KINDS_OF,
    LIGHT,
    SAME,
    content_words,
    is_light,
    people_in,
    root_of,
    stem,
    subject_of,
)

_ROOM = 256
"""The matrix grows by a half, and by so many rows at least."""

_WORDS_OF_SUBJECT = 4
"""A relation has so many words at the most ("my best friend's mother")."""

_LIGHT_STEMS = frozenset(map(stem, LIGHT))
LIGHT_WEIGHT = 0.3
_COMMON = frozenset(
    map(
        stem,
        "today yesterday tomorrow tonight morning afternoon evening night week weekend month year day ago monday"
        " tuesday wednesday thursday friday saturday sunday january february march april may june july august"
        " september october november december spring summer autumn winter two three four five six lot bad"
        " really always never often sometimes love hate talk people".split(),
    )
)
"""Words that are in so many turns that one of them does not tell what a turn is about."""

_CASE = re.compile(r"\b(?:if|in case|unless) (.+)", re.IGNORECASE)
_PREPARED = frozenset(map(stem, "make bake prepare roast grill fry boil".split()))
_SAID_AS = {"home": "home live"}
"""Attributes in the words that questions have for them."""

HEAD_WEIGHT = 0.6
"""What is asked for ("which instrument") may be answered without the word."""

NEAR_TURNS = 4
"""What was said so many turns before may be what a sentence speaks of."""

Asked: TypeAlias = Sequence[tuple[str, str, float]]


class Index:
    """Memories that hold, oldest first."""

    def __init__(self) -> None:
        self.rows: dict[int, Memory] = {}
        self.names: dict[str, str] = {}
        """Name in small letters -> whose it is."""
        self.people: set[str] = set()
        """Names in small letters that may be those of people, whether she knows whose or not."""
        self._of: dict[str, list[int]] = {}
        self._words: dict[int, frozenset[str]] = {}  # stems, and behind "=" whose the memory is
        self._around: dict[int, frozenset[str]] = {}
        self._latest: list[tuple[str, int, str, frozenset[str]]] = []
        self._numbers: list[int] = []
        self._place: dict[int, int] = {}
        self._meanings: Samples = np.zeros((0, 1), np.float32)

    def add(self, memories: Sequence[Memory], meanings: Mapping[int, Samples]) -> None:
        """Takes in new memories. meanings: number -> (dimensions,) float32 of length 1, as far as there are any."""
        for memory in memories:
            fact = memory.fact
            self.rows[memory.number] = memory
            self._of.setdefault(fact.subject, []).append(memory.number)
            words = content_words(f"{fact.words} {_SAID_AS.get(fact.attribute, fact.attribute)} {fact.subject}")
            owners = (fact.subject, *fact.subject.split("'s "))
            stems = [stem(word) for word in words]
            kinds = [KINDS_OF[root] for root in map(root_of, words) if root in KINDS_OF]
            kinds += ["cook"] if "food" in kinds and not _PREPARED.isdisjoint(stems) else []
            self._words[memory.number] = frozenset([*stems, *kinds, *(f"={owner}" for owner in owners)])
            self._around[memory.number] = self._said_before(memory)
            if fact.subject != ME and fact.attribute == "name":
                self.names[fact.value.lower()] = fact.subject
            elif fact.subject != ME and fact.attribute != "when" and occasion(fact.subject) != fact.subject:
                self.names.setdefault(fact.subject, fact.subject)
            self.people.update(people_in(fact.words))
        new = [memory.number for memory in memories if memory.number in meanings]
        if new:
            self._append(new, np.stack([meanings[number] for number in new]))

    def drop(self, numbers: Iterable[int]) -> None:
        """These hold no longer."""
        for number in numbers:
            memory = self.rows.pop(number, None)
            if memory is not None:
                self._of[memory.fact.subject].remove(number)
                del self._words[number], self._around[number]

    def named(self, text: str) -> set[str]:
        """Subjects that the text names: relations of the user, and names she knows."""
        words = text.lower().replace("’", "'")
        known = re.findall(r"[\w-]+", words)
        found = {self.names.get(word, word) for word in known if word in self.names or word in self.people}
        for after in re.findall(rf"\b(?:my|our) (?=((?:[\w'-]+ ?){{1,{_WORDS_OF_SUBJECT}}}))", words):
            parts = after.split()
            spans = [" ".join(parts[:end]) for end in range(1, len(parts) + 1)]
            found |= {subject_of(each.removesuffix("'s"), self.names) for each in spans} & self._of.keys()
        return found - {ME}

    def of(self, subjects: Iterable[str], most: int) -> list[int]:
        """Numbers of the newest memories of each of these subjects."""
        return [number for subject in subjects for number in self._of.get(subject, ())[-most:]]

    def near(self, meaning: Samples, most: int) -> tuple[list[int], Samples]:
        """Numbers of the ``most`` memories that mean nearly the same, and every one's product with the meaning, in
        the order of ``place``.
        """
        products: Samples = self._meanings[: len(self._numbers)] @ meaning
        best = np.argpartition(-products, most)[:most] if len(products) > most else np.arange(len(products))
        return [self._numbers[at] for at in best.tolist() if self._numbers[at] in self.rows], products

    def place(self, number: int) -> int | None:
        """Where the products of ``near`` have that memory."""
        return self._place.get(number)

    def most_covered(self, text: str) -> tuple[float, float]:
        """The greatest share in [0, 1] of the text's words that a memory has, with what was said before it, and how
        much those words weigh.
        """
        asked = self.asked(text)
        there = {word for word, _, _ in asked} | {owner for _, owner, _ in asked}
        found = (number for number, words in self._words.items() if not there.isdisjoint(words))
        share = max((self.covers(asked, number)[1] for number in found), default=0.0)
        return share, share * sum(weight for *_, weight in asked)

    def alike(self, one: int, other: int) -> float:
        """How much two memories mean the same: the product of their meanings, 0 where nobody can tell."""
        first, second = self._place.get(one), self._place.get(other)
        if first is None or second is None:
            return 0.0
        return float(self._meanings[first] @ self._meanings[second])

    def touches(self, one: int, other: int) -> bool:
        """Whether two memories share a telling word, or are of the same person."""
        return bool((self._words[one] & self._words[other]) - _COMMON - _LIGHT_STEMS - {f"={ME}", ME})

    def knows_of(self, words: Iterable[str]) -> bool:
        """Whether one of the words, in some form, is in a memory."""
        stems = {stem(word) for word in words}
        return any(not stems.isdisjoint(there) for there in self._words.values())

    def covers(self, asked: Asked, number: int) -> tuple[float, float]:
        """The share in [0, 1] of the asked words that the memory has, and that it has together with what was said
        just before it.
        """
        words = self._words[number]
        return self._share(asked, words), self._share(asked, words | self._around[number])

    def foresees(self, text: str) -> bool:
        """Whether a memory tells what is to happen in the case that a text names: "if it rains"."""
        case = _CASE.search(text)
        words = {stem(word) for word in content_words(case[1])} if case else set()
        return bool(words) and any(
            _CASE.search(row.fact.words) and words <= self._words[number] for number, row in self.rows.items()
        )

    def newest(self, attribute: str) -> int:
        """The number of the latest memory that says this of the user, 0 if none does."""
        return max((n for n in self._of.get(ME, ()) if self.rows[n].fact.attribute == attribute), default=0)

    def lacks(self, asked: Asked, number: int, people: Container[str]) -> bool:
        """Whether the memory has none of the meaningful words that say what is asked of these people or things."""
        words = self._words[number]
        said = [word for word, owner, weight in asked if weight == 1.0 and owner.removeprefix("=") not in people]
        return bool(said) and not any(word in words for word in said)

    def covers_words(self, asked: Asked, memory: Memory) -> float:
        """The share in [0, 1] of the asked words that the memory has, whether it holds or not."""
        fact = memory.fact
        words = self._words.get(memory.number) or frozenset(map(stem, content_words(f"{fact.words} {fact.subject}")))
        return self._share(asked, words)

    def telling(self, text: str, numbers: Iterable[int]) -> set[str]:
        """Stems of the meaningful words of a text that no memory has but these; common ones tell nothing."""
        gone = set(numbers)
        others = frozenset().union(*(words for number, words in self._words.items() if number not in gone))
        words = {word for word, _, weight in self.asked(text) if weight == 1.0 and len(word) > 2}
        return words - others - _COMMON

    def asked(self, text: str, head: str = "") -> Asked:
        """The meaningful words of a text: stem, whose name it is behind "=", and weight.

        head: the noun that is asked for.
        """
        return [
            (
                stem(word),
                f"={self.names.get(word, SAME.get(word, word))}",
                weight(word, head),
            )
            for word in content_words(text)
        ]

    def _share(self, asked: Asked, words: frozenset[str]) -> float:
        found = sum(weight for word, owner, weight in asked if word in words or owner in words)
        return found / sum(weight for *_, weight in asked) if asked else 0.0

    def _said_before(self, memory: Memory) -> frozenset[str]:
        """Stems of what was said just before, in the same conversation."""
        source, fact = memory.source, memory.fact
        here = [
            one
            for one in self._latest
            if one[0] == source.conversation and source.turn - one[1] <= NEAR_TURNS and one[2] != fact.words
        ]
        self._latest = [*here, (source.conversation, source.turn, fact.words, self._words[memory.number])][-3:]
        return frozenset().union(*(words for *_, words in here))

    def _append(self, numbers: Sequence[int], meanings: Samples) -> None:
        begin, end = len(self._numbers), len(self._numbers) + len(numbers)
        if end > len(self._meanings):
            room = np.zeros((max(end + _ROOM, end * 3 // 2), meanings.shape[1]), np.float32)
            if begin:
                room[:begin] = self._meanings[:begin]
            self._meanings = room
        self._meanings[begin:end] = meanings
        self._place.update(zip(numbers, range(begin, end), strict=True))
        self._numbers.extend(numbers)


def weight(word: str, head: str) -> float:
    """How much it counts that an answer has a question's word."""
    return LIGHT_WEIGHT if is_light(word) else HEAD_WEIGHT if word == head else 1.0
