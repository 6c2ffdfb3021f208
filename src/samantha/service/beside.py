"""Tasks beside a piece of work: they end when it ends, and what it raises comes out alone.

A task group wraps what its body raises in a group of exceptions, and nobody above could catch it by its name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
from anyio.abc import TaskGroup

T = TypeVar("T")


@asynccontextmanager
async def beside() -> AsyncIterator[TaskGroup]:
    """A task group that is cancelled at the end of the block. Raises what the block raises, itself."""
    error: Exception | SystemExit | None = None
    async with anyio.create_task_group() as group:
        try:
            yield group
        except (Exception, SystemExit) as caught:  # raised again below: a task group would wrap it
            error = caught
        group.cancel_scope.cancel()
    if error is not None:
        raise error


@asynccontextmanager
async def meanwhile(job: Callable[[], Awaitable[T]]) -> AsyncIterator[Callable[[], Awaitable[T]]]:
    """The job begins now, and the block with it; what the block is given waits for the result.

    If the job fails the block ends. Raises what the block or the job raises, itself.
    """
    done, results, failures = anyio.Event(), list[T](), list[Exception]()

    async def result() -> T:
        await done.wait()
        return results[0]

    async with beside() as group:

        async def work() -> None:
            try:
                results.append(await job())
                done.set()
            except Exception as error:
                failures.append(error)
                group.cancel_scope.cancel()

        group.start_soon(work)
        yield result
    if failures:
        raise failures[0]
