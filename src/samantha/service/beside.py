"""Tasks beside a piece of work: they end when it ends, and what it raises comes out alone.

A task group wraps what its body raises in a group of exceptions, and nobody above could catch it by its name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio.abc import TaskGroup


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
