"""A copy of the memories that hold, in this process, with what makes finding them quick.

A turn may bring anything to mind while the user waits for an answer, and ten thousand rows are too many to walk
through in Python. So beside the rows stand whose they are, the stems of their words, who bears which name, and all
meanings in one matrix. New memories are added to it; it is made anew only when something was forgotten, edited or
renamed, or another process has changed the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from samantha.audio.pcm import Samples
from samantha.mind.memory.rows import ME, Memory
from samantha.mind.memory.words import content_words, stem, subject_of

_ROOM = 256
"""The matrix grows by a half, and by so many rows at least."""

_WORDS_OF_SUBJECT = 4
"""A relation has so many words at the most ("my best friend's mother")."""


class Index:
    """Memories that hold, oldest first."""

    def __init__(self) -> None:
        self.rows: dict[int, Memory] = {}
        self.names: dict[str, str] = {}
        """Name in small letters -> whose it is."""
        self._of: dict[str, list[int]] = {}
        self._words: dict[int, frozenset[str]] = {}  # stems, and behind "=" whose the memory is
        self._numbers: list[int] = []
        self._place: dict[int, int] = {}
        self._meanings: Samples = np.zeros((0, 1), np.float32)

    def add(self, memories: Sequence[Memory], meanings: Mapping[int, Samples]) -> None:
        """Takes in new memories. meanings: number -> (dimensions,) float32 of length 1, as far as there are any."""
        for memory in memories:
            fact = memory.fact
            self.rows[memory.number] = memory
            self._of.setdefault(fact.subject, []).append(memory.number)
            words = content_words(f"{fact.words} {fact.attribute} {fact.subject}")
            owners = (fact.subject, *fact.subject.split("'s "))
            self._words[memory.number] = frozenset([*map(stem, words), *(f"={owner}" for owner in owners)])
            if fact.subject != ME and fact.attribute == "name":
                self.names[fact.value.lower()] = fact.subject
            elif fact.subject != ME and fact.attribute != "when":
                self.names.setdefault(fact.subject, fact.subject)
        new = [memory.number for memory in memories if memory.number in meanings]
        if new:
            self._append(new, np.stack([meanings[number] for number in new]))

    def drop(self, numbers: Iterable[int]) -> None:
        """These hold no longer."""
        for number in numbers:
            memory = self.rows.pop(number, None)
            if memory is not None:
                self._of[memory.fact.subject].remove(number)
                del self._words[number]

    def named(self, text: str) -> set[str]:
        """Subjects that the text names: relations of the user, and names she knows."""
        words = text.lower().replace("’", "'")
        found = {self.names[word] for word in re.findall(r"[\w-]+", words) if word in self.names}
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

    def coverage(self, text: str, numbers: Iterable[int] | None = None) -> dict[int, float]:
        """Of these memories, or of all, the share in [0, 1] of the text's meaningful words that they have in some
        form. A name counts as there if the memory is of its bearer.
        """
        asked = [(stem(word), f"={self.names.get(word, word)}") for word in content_words(text)]
        words = self._words
        return {
            number: sum(word in words[number] or owner in words[number] for word, owner in asked) / max(1, len(asked))
            for number in (self.rows if numbers is None else numbers)
        }

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
