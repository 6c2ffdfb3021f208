"""The words of a request, and the moment it was said: what every reader of times walks over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from samantha.hands.when import When

Found = tuple[When, int]
"""A time, and the place behind its last word."""


class Words:
    """Readers try one kind of expression at a place; None: it does not stand there."""

    def __init__(self, words: Sequence[str], now: datetime) -> None:
        self._words = words
        self._today = now.date()

    def _is(self, at: int, *words: str) -> bool:
        return tuple(self._words[at : at + len(words)]) == words

    def _word(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else ""
