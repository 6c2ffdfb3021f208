"""Virtual time: an event loop whose clock jumps to the next thing that happens.

A conversation of an hour runs in seconds, every sleep is exact, and a run depends on nothing but its inputs. If
nothing can ever happen again, that is a deadlock and is raised as one, instead of hanging the test.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

T = TypeVar("T")


class Deadlock(AssertionError):
    """Every task waits, and nothing is left that could wake one."""


class _NoWait(selectors.DefaultSelector):
    """Never waits for I/O; tells the loop how long it would have waited."""

    advance: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise Deadlock("every task waits and nothing is scheduled")
        self.advance(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in virtual time. Not for real I/O or threads."""

    def __init__(self) -> None:
        selector = _NoWait()
        selector.advance = self._advance
        self._now = 0.0
        super().__init__(selector)

    def time(self) -> float:
        """Virtual seconds since the loop began."""
        return self._now

    def _advance(self, seconds: float) -> None:
        self._now += seconds


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Runs ``main`` to its end in virtual time. Raises Deadlock if it never could end."""
    return anyio.run(main, backend="asyncio", backend_options={"loop_factory": VirtualLoop})
