"""Virtual time: an event loop whose clock jumps to the next thing that happens.

A conversation of an hour runs in seconds, every sleep is exact, and a run depends on nothing but its inputs. What a
worker thread does takes no virtual time: the clock stands still until it is done, however slow the machine is. If
nothing can ever happen again, that is a deadlock and is raised as one, instead of hanging the test.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar
from unittest.mock import patch

import anyio
import anyio.to_thread

T = TypeVar("T")

PATIENCE_S = 20.0
"""A thread that takes longer waits for virtual time itself."""


class Deadlock(AssertionError):
    """Every task waits, and nothing is left that could wake one."""


class _NoWait(selectors.DefaultSelector):
    """Waits for threads alone, not for I/O; tells the loop how long it would have waited."""

    advance: Callable[[float], None]
    threads = 0
    """So many are waited for."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout != 0 and self.threads:
            ready = super().select(PATIENCE_S)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise Deadlock("every task waits and nothing is scheduled")
        self.advance(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop in virtual time. Not for real I/O; of threads it knows those that ``run`` shows it."""

    def __init__(self) -> None:
        self._waiting = _NoWait()
        self._waiting.advance = self._advance
        self._now = 0.0
        super().__init__(self._waiting)

    def awaits_thread(self, more: int) -> None:
        """So many more threads are waited for, or fewer."""
        self._waiting.threads += more

    def time(self) -> float:
        """Virtual seconds since the loop began."""
        return self._now

    def _advance(self, seconds: float) -> None:
        self._now += seconds


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Runs ``main`` to its end in virtual time. Raises Deadlock if it never could end."""
    with _threads_counted():
        return anyio.run(main, backend="asyncio", backend_options={"loop_factory": VirtualLoop})


@contextmanager
def _threads_counted() -> Iterator[None]:
    """Meanwhile a virtual loop knows of every thread that one of its tasks waits for."""
    run_sync, wrap_future = anyio.to_thread.run_sync, asyncio.wrap_future

    async def counted(*args: Any, **options: Any) -> Any:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, VirtualLoop):
            return await run_sync(*args, **options)
        loop.awaits_thread(1)
        try:
            return await run_sync(*args, **options)
        finally:
            loop.awaits_thread(-1)

    def wrapped(future: Future[T], **options: Any) -> asyncio.Future[T]:
        loop, result = asyncio.get_running_loop(), wrap_future(future, **options)
        if isinstance(loop, VirtualLoop):
            loop.awaits_thread(1)
            result.add_done_callback(lambda _: loop.awaits_thread(-1))
        return result

    with patch.object(anyio.to_thread, "run_sync", counted), patch.object(asyncio, "wrap_future", wrapped):
        yield
