"""Where a conversation is taken down, what of the last one it begins with, and how that forgets with the memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from samantha.keep.journal import KeptJournal
from samantha.keep.pages import Pages
from samantha.keep.thread import in_mind, taken_up
from samantha.mind.memory.memory import Mentions, Traces
from samantha.ports import Exchange, Mind, Past
from samantha.service.settings import Journal

NEWEST = 100
"""Exchanges that are looked at for the thread."""


PAGE = 1000
"""Exchanges that are read at a time."""


class JournalTraces:
    """The exchanges of ``past`` in which words that are to be forgotten may lie."""

    def __init__(self, past: Past) -> None:
        self._past = past

    async def forget(self, mentions: Mentions) -> None:
        """Deletes them for good. Raises KeepError."""
        gone: list[int] = []
        after = 0
        while page := await self._past.exchanges(after=after, most=PAGE):
            gone += [one.id for one in page if mentions(one.said) or mentions(one.heard)]
            after = page[-1].id
        await self._past.forget(gone)


@dataclass(frozen=True, slots=True)
class Keeping:
    """journal: None where nothing is kept. exchanges: what is still in mind. opening: what she says first."""

    journal: KeptJournal | None = None
    exchanges: Sequence[Exchange] = ()
    opening: Sequence[str] = ()

    @property
    def traces(self) -> list[Traces]:
        """The journal, as a place that forgets what the memory forgets."""
        return [JournalTraces(self.journal)] if self.journal is not None else []

    def bring_to(self, mind: Mind) -> None:
        """The mind has these exchanges in its history."""
        for one in self.exchanges:
            if one.said:
                mind.hears(one.said)
            if one.heard:
                mind.said(one.heard, interrupted=one.ended in ("", "interrupted", "hushed"))

    def close(self) -> None:
        """The conversation ends as it should."""
        if self.journal is not None:
            self.journal.close()


UNKEPT = Keeping()


def begin(how: Journal, folder: Path, now: Callable[[], float]) -> Keeping:
    """Opens the journal for a conversation. Raises KeepError."""
    pages = Pages(folder)
    try:
        past, at = pages.newest(NEWEST), now()
        line = taken_up(past, at, how.resume_min) if pages.cut_off else ""
    except BaseException:
        pages.close()
        raise
    opening = [words for words in (pages.damage, line) if words]
    return Keeping(KeptJournal(pages, now), in_mind(past, at, how.remember_min), opening)
