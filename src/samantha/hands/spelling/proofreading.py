"""All faults of a text: the user's own words first, then dictionary and rules, and last the language model.

The dictionary and the rules (a ``Proofreader``) find most. Names are no faults: those she remembers, those in the
user's dictionary, and unknown words with a capital, unless they look like a slip of a word that begins a sentence.
Then the language model weighs, sentence by sentence, the words that are written for one another (``confusable``), and
the proposals that there are: which comes first, and whether any is better than what stands there. It can choose
between words it is given, and nothing else; what it alone finds is marked as hers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz.distance import DamerauLevenshtein

from samantha.errors import EngineError
from samantha.hands.letters.text import sentences
from samantha.hands.spelling.confusable import choices
from samantha.ports import Edit, Fault, Proofreader

SURE = 3.0
"""So much likelier (natural logarithm) another word must make the sentence before it is proposed. With the 0.5B
and the 1.5B model, mistakes gained 2.6 and more, right sentences 2.1 at the most (bench/proofread.tsv)."""

_SLIP = 3.0
"""What each letter that is wrong, missing or too much takes from a proposal for a misspelled word."""

DOUBT = -3.0
"""A rule's best proposal that makes the sentence less likely than this is no fault."""

_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|St|Prof|Miss|Frau|Herr|Aunt|Uncle)\.?$")
_CAPITAL_WORDS = frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday christmas easter english german french american british""".split()
)
_WRAP = re.compile(r"(?<=[^\n]{40})\n(?=[^\W\d_])")
"""A line end that only wraps a paragraph: a sentence goes on behind it."""
_MARKUP = re.compile(
    r"```.*?```|`[^`\n]*`|^(?:\||#|>|    ).*?$|\]\([^)\n]*\)|https?://\S+|<[^>\n]+>", re.DOTALL | re.MULTILINE
)
"""Of a Markdown text, what is no prose; rules know it by themselves, sentences for the model must not have it."""


class Scales(Protocol):
    """The part of a language model that is needed here."""

    async def likelier(self, text: str, edits: Sequence[Edit]) -> Sequence[float]:
        """How much likelier each edit alone would make the text."""


@dataclass(frozen=True, slots=True)
class Proofreading:
    """known: words that are right for this user, asked for at every text. scales: None to do without a model."""

    rules: Proofreader
    known: Callable[[], Collection[str]]
    scales: Scales | None = None

    async def check(
        self, text: str, *, markdown: bool = False, progress: Callable[[float], None] = lambda _: None
    ) -> list[Fault]:
        """The faults in order, none overlapping another; ``progress``: told the share that is done.

        Raises EngineError.
        """
        lines = text.replace("\r", " ")
        flat = _WRAP.sub(" ", lines)
        known = {word.casefold() for word in self.known()}
        found = [
            fault
            for fault in await self.rules.faults(lines if markdown else flat, markdown=markdown)
            if fault.kind != "spelling" or not (_is_known(flat, fault, known) or _is_name(flat, fault))
        ]
        if self.scales is None:
            return found
        weighed: list[Fault] = []
        prose = _MARKUP.sub(lambda match: " " * len(match[0]), flat) if markdown else flat
        for start, end in sentences(prose):
            inside = [fault for fault in found if start <= fault.start < end]
            found = [fault for fault in found if fault not in inside]
            weighed += await _weighed(self.scales, prose[start : max([end, *(f.end for f in inside)])], start, inside)
            progress(end / len(flat))
        return sorted([*weighed, *found], key=lambda fault: fault.start)  # what is found in no prose: a heading

    async def chosen(self, sentence: str, place: tuple[int, int], words: Sequence[str]) -> str | None:
        """Which of these words is meant at this place of the sentence; None if nobody can tell."""
        if self.scales is None:
            return None
        gains = await self.scales.likelier(sentence, [Edit(*place, word) for word in words])
        ranked = sorted(zip(gains, words, strict=True), reverse=True)
        return ranked[0][1] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] > 1.0 else None


async def _weighed(scales: Scales, sentence: str, start: int, found: list[Fault]) -> list[Fault]:
    """The faults of one sentence, their proposals in the model's order, and those that only the model sees."""
    here = [replace(fault, start=fault.start - start, end=fault.end - start) for fault in found]
    tried = list(choices(sentence))
    edits = [Edit(f.start, f.end, words) for f in here for words in f.proposals] + [c.edit for c in tried]
    try:
        gains = iter(await scales.likelier(sentence, edits))
    except EngineError:  # longer than a sentence can be
        return found
    weighed: list[tuple[float, Fault]] = []
    for fault in here:
        scores = {words: next(gains) for words in fault.proposals}
        if fault.kind == "spelling":
            scores = {words: gain - _SLIP * _distance(sentence, fault, words) for words, gain in scores.items()}
        best = max(scores.values(), default=0.0)
        if fault.kind == "spelling" or best >= DOUBT:
            ranked = tuple(sorted(scores, key=lambda words: -scores[words]))
            weighed.append((1000.0 if fault.kind == "spelling" else best + 0.1, replace(fault, proposals=ranked)))
    for choice in tried:
        gain, edit = next(gains), choice.edit
        if gain >= SURE:
            why = "It sounds like another word." if choice.kind == "homophone" else "Another form seems to be meant."
            weighed.append((gain, Fault(edit.start, edit.end, choice.kind, (edit.words,), why, hers=True)))
    return [replace(fault, start=fault.start + start, end=fault.end + start) for fault in _apart(weighed)]


def _distance(sentence: str, fault: Fault, words: str) -> int:
    return DamerauLevenshtein.distance(sentence[fault.start : fault.end].lower(), words.lower())


def _apart(weighed: Iterable[tuple[float, Fault]]) -> list[Fault]:
    """Of faults that overlap, the one that makes the sentence likeliest."""
    kept: list[Fault] = []
    for _, fault in sorted(weighed, key=lambda pair: (-pair[0], pair[1].start)):
        if all(fault.end <= other.start or other.end <= fault.start for other in kept):
            kept.append(fault)
    return sorted(kept, key=lambda fault: fault.start)


def _is_known(text: str, fault: Fault, known: Collection[str]) -> bool:
    word = text[fault.start : fault.end].casefold().replace("\u2019", "'")
    return word in known or word.removesuffix("'s") in known or word.removesuffix("s") in known


def _is_name(text: str, fault: Fault) -> bool:
    """An unknown word with a capital that is no slip of another word, as far as one can tell."""
    word = text[fault.start : fault.end]
    if not word[:1].isupper():
        return False
    near = [words for words in fault.proposals if DamerauLevenshtein.distance(word.lower(), words.lower()) == 1]
    if any(words.lower() in _CAPITAL_WORDS for words in fault.proposals[:2]) or (word.isupper() and len(word) > 4):
        return False
    before, after = text[: fault.start].rstrip(), text[fault.end :].lstrip(" ")
    begins = not before or (before[-1] in '.!?\u2026:\n\u201c"' and not _TITLE.search(before))
    if not begins or after[:1].isupper():
        return True
    slips = [words for words in near if words[:1].lower() == word[:1].lower()]
    return not any(len(word) >= 5 or sorted(words.lower()) == sorted(word.lower()) for words in slips)
