"""What else may know what a tool was asked: what was only told of, and is in no calendar and on no list."""

from __future__ import annotations

from typing import Protocol


class Aside(Protocol):
    """Somewhere else to look, once the tools have found nothing."""

    def claims(self, text: str) -> bool:
        """Whether a question is surely answered there, and is no request that is only guessed at."""

    async def just_told(self) -> bool:
        """Whether the turn before told something that is kept there, or was answered from it."""

    async def instead(self, text: str, says: str) -> str:
        """What is said to a request for which a tool has found nothing and would say ``says``."""
