"""Harper behind the Proofreader port: a dictionary and some nine hundred rules of grammar, in milliseconds.

Two of its dictionaries are asked, the American and the British one: a word that either knows is spelled right. Rules
that are a matter of taste or of print (style, length, spaces, commas in lists, abbreviations written out) are left
aside: a letter has a voice of its own, and only what is wrong is to be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from harper import Dialect, Lint, Linter, Suggestion, SuggestionKind

from samantha.engines.worker import Lane, Stop
from samantha.ports import Fault

SPELL_CHECK = "SpellCheck"
MOST_PROPOSALS = 4

_TASTE = frozenset("Enhancement Formatting Readability Regionalism Style".split())
"""Kinds of findings that are no faults."""

_NOT_ASKED = re.compile(
    r"Expand\w+|OrthographicConsistency|FillerWords|CompoundNouns|MergeWords|LongSentences|OkToOkay|UnclosedQuotes"
    r"|WrongNegative|DisjointPrefixes|Everyday|MultipleSequentialPronouns|\w*Dash\w*|\w*Hyphen\w*"
)
"""Rules about technical writing, or wrong too often in the text of a letter."""


_NUMBERS = re.compile(r"(?:(?:one|two|three|four|five|six|seven|eight|nine|zero|oh)\s*)+", re.IGNORECASE)
"""A number that is read out may have a digit twice."""


class Harper:
    """A proofreader; its dictionaries are read at the first question (a quarter of a second, 130 MB)."""

    def __init__(self) -> None:
        self._lane = Lane("proofreading")
        self._linters: tuple[Linter, Linter] | None = None

    async def faults(self, text: str, *, markdown: bool = False) -> list[Fault]:
        """In order, none overlapping another."""
        language = "markdown" if markdown else "plaintext"
        return await self._lane.run(lambda _: self._faults(text, language))

    async def knows(self, words: Sequence[str]) -> list[bool]:
        """Whether either dictionary has these words."""

        def job(_: Stop) -> list[bool]:
            return [not self._misspelled(word, "plaintext") for word in words]

        return await self._lane.run(job)

    def _faults(self, text: str, language: str) -> list[Fault]:
        american, _ = self._ready()
        misspelled = self._misspelled(text, language)
        found = [_fault(text, misspelled[place], "spelling") for place in misspelled]
        for rule, lints in american.organized_lints(text, language=language, dedup=False).items():
            if rule == SPELL_CHECK or _NOT_ASKED.fullmatch(rule):
                continue
            found += [_fault(text, [lint], "grammar") for lint in lints if _is_fault(text, lint)]
        return _apart(found)

    def _misspelled(self, text: str, language: str) -> dict[tuple[int, int], list[Lint]]:
        """What both dictionaries lack: its place -> their findings."""
        places: dict[tuple[int, int], list[Lint]] = {}
        for linter in self._ready():
            for lint in linter.organized_lints(text, language=language, dedup=False).get(SPELL_CHECK, []):
                places.setdefault((lint.span.start, lint.span.end), []).append(lint)
        return {place: lints for place, lints in places.items() if len(lints) == 2}

    def _ready(self) -> tuple[Linter, Linter]:
        if self._linters is None:
            self._linters = Linter(Dialect.AMERICAN), Linter(Dialect.BRITISH)
        return self._linters


def _is_fault(text: str, lint: Lint) -> bool:
    if lint.lint_kind in _TASTE or not lint.suggestions or _NUMBERS.fullmatch(lint.problem_text):
        return False
    if lint.lint_kind != "Capitalization":
        return True
    before = text[: lint.span.start]
    return before.strip() == "" or before[-1].isspace()  # not "example.com"


def _fault(text: str, lints: list[Lint], kind: str) -> Fault:
    start, end = lints[0].span.start, lints[0].span.end
    proposals = list(dict.fromkeys(_words(text, lint, one) for lint in lints for one in lint.suggestions))
    why = "It is in no dictionary." if kind == "spelling" else lints[0].message
    fault = Fault(start, end, "spelling" if kind == "spelling" else "grammar", tuple(proposals), why)
    while fault.start < fault.end and text[fault.start].isspace() and all(p[:1].isspace() for p in fault.proposals):
        fault = replace(fault, start=fault.start + 1, proposals=tuple(p[1:] for p in fault.proposals))
    return fault


def _words(text: str, lint: Lint, suggestion: Suggestion) -> str:
    words = suggestion.replacement_text
    if suggestion.kind == SuggestionKind.REMOVE:
        return ""
    return lint.problem_text + words if suggestion.kind == SuggestionKind.INSERT_AFTER else words


def _apart(found: list[Fault]) -> list[Fault]:
    """None overlapping another: a misspelled word first, and with it what rules would make of the same word."""
    kept: list[Fault] = []
    for fault in sorted(found, key=lambda one: (one.kind != "spelling", one.start, one.end)):
        over = next((n for n, one in enumerate(kept) if one.start < fault.end and fault.start < one.end), None)
        if over is None:
            kept.append(fault)
        elif (kept[over].start, kept[over].end) == (fault.start, fault.end):
            proposals = tuple(dict.fromkeys([*kept[over].proposals, *fault.proposals]))
            kept[over] = replace(kept[over], proposals=proposals[: MOST_PROPOSALS + 2])
    return sorted(kept, key=lambda one: one.start)
