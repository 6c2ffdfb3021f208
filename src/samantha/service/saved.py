"""Tells when a file has been saved, by looking at it twice a second.

Looking costs some microseconds, works on every file system, and sees a file that is replaced, which is how most
editors save; watching by the kernel would be bound to the old one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias

import anyio

LOOK_S = 0.5

_State: TypeAlias = tuple[int, int, int] | None


async def saves(file: Path) -> AsyncIterator[None]:
    """Once for every change of the file from now on, when it has stayed so for a look: nobody is writing any more.

    A file that goes counts too, and one that comes.
    """
    told = seen = _state(file)
    while True:
        await anyio.sleep(LOOK_S)
        before, seen = seen, _state(file)
        if seen == before and seen != told:
            told = seen
            yield


def _state(file: Path) -> _State:
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino
