"""The mind of somebody she knows by voice: it says hello by name before it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from samantha.core.endpoint import Outlook
from samantha.ports import Judge, Mind

AWAY_S = 600.0
"""Who has not talked with her for so long is greeted again."""


class Greeting:
    """A Mind. now: seconds of any clock."""

    def __init__(self, mind: Mind, name: str, now: Callable[[], float]) -> None:
        self._mind = mind
        self._name = name
        self._now = now
        self._spoke_at = float("-inf")

    @property
    def _due(self) -> bool:
        return self._now() - self._spoke_at > AWAY_S

    def hears(self, text: str) -> None:
        """The person has said this."""
        self._mind.hears(text)

    def said(self, heard: str, *, interrupted: bool) -> None:
        """The person has heard this."""
        self._spoke_at = self._now()
        self._mind.said(heard, interrupted=interrupted)

    async def outlook(self, so_far: str) -> Outlook:
        """As the mind's."""
        return await self._mind.outlook(so_far)

    def sentences(self, so_far: str | None = None) -> int:
        """One more for the greeting."""
        return self._mind.sentences(so_far) + self._due

    @asynccontextmanager
    async def answer(
        self, so_far: str | None = None, judge: Judge | None = None
    ) -> AsyncIterator[AsyncIterator[str]]:
        """The greeting, if it is due, and the mind's answer."""
        async with self._mind.answer(so_far, judge) as pieces:
            yield self._greeted(pieces) if self._due else pieces

    async def _greeted(self, pieces: AsyncIterator[str]) -> AsyncIterator[str]:
        yield f"Hello {self._name}. "
        async for piece in pieces:
            yield piece
