"""Memory is given back in quiet moments only, and really."""

from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from samantha.service.returning import EVERY_S, give_back, trimmer
from samantha.testing import virtual_time


def test_memory_is_given_back_once_a_minute_while_nobody_speaks() -> None:
    at: list[int] = []
    asked = iter((True, True, False, True, True))

    async def run() -> None:
        with anyio.move_on_after(5.5 * EVERY_S):
            await give_back(lambda: next(asked), lambda: at.append(1))

    virtual_time.run(run)
    assert len(at) == 4
    assert next(asked, None) is None


def anonymous_kib() -> int:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))


def test_what_the_c_library_keeps_is_given_back() -> None:
    trim: Callable[[], None] | None = trimmer()
    if trim is None:
        pytest.skip("this C library cannot give memory back")
    trim()
    pieces = [bytes(100_000) for _ in range(500)]
    keeps_the_top_in_use = bytes(100_000)
    full = anonymous_kib()
    del pieces
    trim()
    assert anonymous_kib() < full - 20_000
    assert keeps_the_top_in_use
