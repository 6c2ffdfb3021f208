"""Sound that was gone for a while, and what she says of it when it is back.

Somebody who was talking with her does not look at a status line: his words went nowhere, and her answer broke off. So
she tells him. Nobody is told who was not talking, or who has surely left meanwhile: a computer that is opened in the
morning should not begin to speak by itself. The clock counts the time in which the computer slept.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio

from samantha.core.notes import Note, ReplyEnded, Turn
from samantha.hands import saying

TALKING_S = 120.0
"""Whoever has said or heard something so short a time before the loss was talking with her."""

LEFT_S = 1800.0
"""And nobody waits so long."""


def clock_s() -> float:
    """Seconds, those included in which the computer slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Absence:
    """Give it every note, tell it what becomes of the devices, and run ``attend`` beside the conversation."""

    def __init__(self, now_s: Callable[[], float] = clock_s) -> None:
        self._now_s = now_s
        self._talked_at = float("-inf")
        self._gone, self._lost_at = False, 0.0
        self._words = ""
        self._over = anyio.Event()

    def watch(self, note: Note) -> None:
        """Knows whether somebody is talking with her."""
        if isinstance(note, (Turn, ReplyEnded)):
            self._talked_at = self._now_s()

    def lost(self) -> None:
        """The sound is gone, perhaps for longer already."""
        if not self._gone:
            self._gone, self._lost_at = True, self._now_s()

    def back(self) -> None:
        """It is there again."""
        self._gone = False
        gone_s = self._now_s() - self._lost_at
        if self._lost_at - self._talked_at < TALKING_S and gone_s < LEFT_S:
            length = saying.length(timedelta(seconds=max(1, round(gone_s))))
            self._words = f"The sound was gone for {length}. I can hear you again."
            self._over.set()

    async def attend(self, announce: Callable[[str], Awaitable[object]]) -> None:
        """Says it, until it is cancelled."""
        while True:
            await self._over.wait()
            self._over = anyio.Event()
            await announce(self._words)
