"""A letter's text, taken apart into paragraphs and sentences and changed by code: pure functions on strings.

Text that is spoken about cannot be pointed at, so a place is found by its words, and what was heard of them is only
nearly right: exact words first, then words that sound alike, then the likeliest ones. The last place counts, since
people correct what they have just said. A function that changes returns None where the place is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rapidfuzz.fuzz import ratio

from samantha.hands.homophones import sound_alikes

NEAR = 84
"""Likeness in per cent (Indel) from which words of the letter are taken for those that were heard."""

Unit: TypeAlias = Literal["word", "sentence", "paragraph", "letter"]

_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?…]+[”\")]*(?=\s|$)|(?=\n|$))")
_SHORT = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|[A-Z])\.$")
_WORD = re.compile(r"[\w']+(?:-[\w']+)*")
_COMMON = frozenset(
    """a an the and or but he she it we they you my your his her our their there here to too two of in on at by for
    from with very so not no yes happy sad glad good bad great dear new old little big more less never always often
    was were is are am be been will would can could should must may might this that these those its it's then than
    apologize love miss hope think know feel want come go""".split()
)
"""Words that a transcript writes with a capital only because they came first."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the letter. nth: 1 the first, 2 the second ..., -1 the last one, -2 the one before it."""

    unit: Unit
    nth: int = -1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Changed:
    """A text after a change: ``now`` stands where ``was`` stood."""

    text: str
    was: str
    now: str


def span(text: str, place: Place) -> tuple[int, int] | None:
    """Where this part of the text begins and ends."""
    if place.unit == "letter":
        return (0, len(text)) if text else None
    units = {"word": _words_of, "sentence": sentences, "paragraph": paragraphs}[place.unit](text)
    if place.nth > 0:
        chosen = units[place.nth - 1 : place.nth - 1 + place.count]
    else:
        end = len(units) + place.nth + 1
        chosen = units[max(0, end - place.count) : end] if end > 0 else []
    return (chosen[0][0], chosen[-1][1]) if chosen else None


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where each paragraph begins and ends."""
    return [(m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\n))*", text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends; a line ends one too."""
    found: list[tuple[int, int]] = []
    begin: int | None = None
    for match in _SENTENCE.finditer(text):
        start = match.start() if begin is None else begin
        if _SHORT.search(match[0]):
            begin = start
        else:
            found.append((start, match.end()))
            begin = None
    return [*found, (begin, len(text.rstrip()))] if begin is not None else found


def cut(text: str, start: int, end: int) -> str:
    """The text without this stretch, and without the space or empty line that is left over."""
    before, after = text[:start], text[end:]
    if not after.strip():
        return before.rstrip()
    if not before or before.endswith("\n"):
        return before + after.lstrip()
    if after[0] in ".,;:!?…\n”)":
        return before.rstrip(" ") + after
    return f"{before.rstrip(' ')} {after.lstrip(' ')}"


def find(text: str, words: str) -> tuple[int, int] | None:
    """The last place of these words in the text: as they are, sounding alike, or nearly so."""
    wanted = [word.lower() for word in _WORD.findall(words)]
    if not wanted:
        return None
    places = _words_of(text)
    written = [text[start:end].lower() for start, end in places]
    for same in (str.__eq__, _alike):
        for n in range(len(written) - len(wanted), -1, -1):
            if all(same(a, b) for a, b in zip(wanted, written[n:], strict=False)):
                return places[n][0], places[n + len(wanted) - 1][1]
    return _nearest(wanted, written, places)


def change(text: str, wrong: str, right: str) -> Changed | None:
    """``right`` in the place of the last ``wrong``; the capital of a sentence's beginning stays.

    Words that sound alike cannot be told apart by ear: "change there to there" means the other one.
    """
    place = find(text, wrong)
    if place is None:
        return None
    start, end = place
    was, now = text[start:end], right.strip().rstrip(".,;:!?")
    if now.lower() == was.lower():
        others = sound_alikes(now)
        if not others:
            return None
        now = others[0]
    if _begins_sentence(text, start):
        now = now[:1].upper() + now[1:]
    elif was[:1].islower() and (first := _WORD.match(now)) and first[0].lower() in _COMMON:
        now = now[:1].lower() + now[1:]
    return Changed(text[:start] + now + text[end:], was, now)


def insert(text: str, words: str, anchor: str, *, after: bool) -> str | None:
    """The words behind (or before) the last place of ``anchor``."""
    place = find(text, anchor)
    if place is None:
        return None
    start, end = place
    if words[0] in ".,;:!?…":
        return text[:end] + words + text[end:].lstrip(".,;:!?…")
    first = _WORD.match(words)
    if first and first[0].lower() in _COMMON and (after or not _begins_sentence(text, start)):
        words = words[:1].lower() + words[1:]
    words = words.rstrip(".")
    return f"{text[:end]} {words}{text[end:]}" if after else f"{text[:start]}{words} {text[start:]}"


def _words_of(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in _WORD.finditer(text)]


def _alike(heard: str, word: str) -> bool:
    return heard == word or word in sound_alikes(heard)


def _nearest(wanted: list[str], written: list[str], places: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The likeliest run of words, one more or one less than were heard."""
    heard = " ".join(wanted)
    best, found = float(NEAR), None
    for size in {len(wanted), max(1, len(wanted) - 1), len(wanted) + 1}:
        for n in range(len(written) - size + 1):
            likeness = ratio(heard, " ".join(written[n : n + size]))
            if likeness >= best:
                best, found = likeness, (places[n][0], places[n + size - 1][1])
    return found


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip('“("').rstrip(" ")
    return not before or before[-1] in ".!?…\n"
