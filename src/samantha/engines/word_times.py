"""Which word of a text ends where in its sound, from the groups of phonemes that were spoken for it.

A voice speaks groups of phonemes, mostly one a word, but "$20" becomes two and espeak makes one of "of the". Which
groups belong to which words is found as text and translation are aligned (Gale & Church 1993, "A program for aligning
sentences in bilingual corpora"): by length alone, in order, with one to one as the rule and the rest at a price.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.engines.spoken import spoken
from samantha.engines.trim import edges, finished
from samantha.ports import Speech

SENTENCE_PAUSE_S = 0.25
"""Silence between two sentences of one text."""

MOST_GROUPS = 12
"""So many groups may be spoken for one word of the text ("$1,234,567.89")."""

MOST_WORDS = 4
"""So many words of the text may be spoken as one group."""

_UNEVEN = 1.5
"""Price of anything but one to one, in phonemes of difference."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was spoken between two gaps: its phonemes' count, and the sample at which it ends in the clause."""

    phonemes: int
    end: int


class Sentences:
    """A text's sentences as they are synthesised, put together to one clause that knows where its words end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[Pcm] = []
        self._groups: list[Group] = []
        self._length = 0
        self._known = True

    def add(self, sound: Pcm, volume: float, groups: Sequence[Group]) -> None:
        """The next sentence as the network made it; groups: in its own samples, () if nobody knows them."""
        start, _ = edges(sound)
        pcm = finished(sound, volume)
        if not len(pcm):
            return
        if self._parts:
            self._put(silence(SENTENCE_PAUSE_S, PLAY_RATE))
        ends = [(group.end - start) * PLAY_RATE // sound.rate for group in groups]
        self._known = self._known and bool(groups)
        for group, end in zip(groups, ends, strict=True):
            self._groups.append(Group(group.phonemes, self._length + min(max(end, 0), len(pcm))))
        self._put(pcm)

    def _put(self, pcm: Pcm) -> None:
        self._parts.append(pcm)
        self._length += len(pcm)

    def speech(self) -> Speech:
        """All of it."""
        ends = word_ends(self._text, self._groups) if self._known else ()
        return Speech(joined(self._parts, PLAY_RATE), ends)


def grouped(phonemes: Sequence[str], ends: Sequence[int]) -> list[Group]:
    """Phonemes put together between gaps; ends: of each phoneme. Punctuation is a gap, and part of none."""
    groups: list[Group] = []
    count = end = 0
    for phoneme, at in zip(phonemes, ends, strict=True):
        if phoneme.isspace():
            if count:
                groups.append(Group(count, end))
            count = 0
        elif unicodedata.category(phoneme[0])[0] in "LMS":  # letters and marks of length and stress
            count, end = count + 1, at
    return [*groups, Group(count, end)] if count else groups


def word_ends(text: str, groups: Sequence[Group]) -> tuple[int, ...]:
    """The sample at which each word of ``text.split()`` ends, ascending; () if nothing was spoken."""
    words = text.split()
    if not words or not groups:
        return ()
    letters = [_letters(word) for word in words]
    ends: list[int] = []
    begin = 0
    for word_count, group_count in _aligned(letters, [group.phonemes for group in groups]):
        here = letters[len(ends) : len(ends) + word_count]
        start = groups[begin - 1].end if begin else 0
        begin += group_count
        end = groups[begin - 1].end if begin else 0
        whole = max(1, sum(here))
        ends += [start + (end - start) * sum(here[: n + 1]) // whole for n in range(word_count)]
    return tuple(ends)


def _letters(word: str) -> int:
    """How long a word is when it is spoken out."""
    return sum(c.isalnum() for c in spoken(word))


def _aligned(words: list[int], groups: list[int]) -> list[tuple[int, int]]:
    """How many words and groups belong together each time, in order; lengths in letters and phonemes."""
    scale = sum(groups) / max(1, sum(words))
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    shapes = [(0, 1), *((1, n) for n in range(MOST_GROUPS + 1)), *((n, 1) for n in range(2, MOST_WORDS + 1))]
    for w in range(len(words) + 1):
        for g in range(len(groups) + 1):
            if (w, g) not in best:
                continue
            cost, _ = best[w, g]
            for dw, dg in shapes:
                at = (w + dw, g + dg)
                if at[0] > len(words) or at[1] > len(groups):
                    continue
                off = abs(scale * sum(words[w : at[0]]) - sum(groups[g : at[1]]))
                total = cost + off + (0.0 if dw == dg else _UNEVEN * max(dw, dg))
                if at not in best or total < best[at][0]:
                    best[at] = (total, (dw, dg))
    return _path(best, (len(words), len(groups)))


def _path(best: dict[tuple[int, int], tuple[float, tuple[int, int]]], end: tuple[int, int]) -> list[tuple[int, int]]:
    steps: list[tuple[int, int]] = []
    at = end
    while at != (0, 0):
        _, step = best[at]
        steps.append(step)
        at = (at[0] - step[0], at[1] - step[1])
    return steps[::-1]
