"""A clock that jumps to the next thing that happens."""

from __future__ import annotations

import threading
import time

import anyio
import pytest

from samantha.testing import virtual_time


def test_an_hour_passes_in_no_time_and_exactly() -> None:
    async def main() -> float:
        start = anyio.current_time()
        await anyio.sleep(3600)
        return anyio.current_time() - start

    began = time.monotonic()
    assert virtual_time.run(main) == 3600
    assert time.monotonic() - began < 5


def test_things_happen_in_the_order_of_their_times() -> None:
    seen: list[tuple[str, float]] = []

    async def tick(name: str, every: float, times: int) -> None:
        for _ in range(times):
            await anyio.sleep(every)
            seen.append((name, anyio.current_time()))

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(tick, "slow", 10.0, 2)
            group.start_soon(tick, "fast", 4.0, 3)

    virtual_time.run(main)
    assert seen == [("fast", 4.0), ("fast", 8.0), ("slow", 10.0), ("fast", 12.0), ("slow", 20.0)]


def test_time_that_runs_out_runs_out() -> None:
    async def main() -> bool:
        with anyio.move_on_after(5) as scope:
            await anyio.sleep(6)
        assert anyio.current_time() == 5
        return scope.cancelled_caught

    assert virtual_time.run(main)


def test_waiting_for_what_never_comes_is_a_deadlock_and_no_hang() -> None:
    async def main() -> None:
        await anyio.Event().wait()

    with pytest.raises(virtual_time.Deadlock):
        virtual_time.run(main)


def test_a_deadlock_among_tasks_is_found_too() -> None:
    async def main() -> None:
        send, receive = anyio.create_memory_object_stream[int](0)
        with send, receive:
            async with anyio.create_task_group() as group:
                group.start_soon(anyio.sleep, 100)
                group.start_soon(send.send, 1)

    with pytest.raises(virtual_time.Deadlock):
        virtual_time.run(main)


def test_results_and_errors_come_out() -> None:
    async def main() -> int:
        await anyio.sleep(1)
        return 42

    async def fails() -> int:
        await anyio.sleep(1)
        raise LookupError("gone")

    assert virtual_time.run(main) == 42
    with pytest.raises(LookupError, match="gone"):
        virtual_time.run(fails)


def test_a_thread_takes_no_virtual_time_however_long_it_takes() -> None:
    async def timed() -> tuple[list[str], float]:
        order: list[str] = []
        go = threading.Event()

        async def sleeper() -> None:
            await anyio.sleep(1)
            order.append("slept")

        async def beside() -> None:
            threading.Timer(0.05, go.set).start()
            await anyio.to_thread.run_sync(go.wait)
            order.append("thread")

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(sleeper)
            tasks.start_soon(beside)
        return order, anyio.current_time()

    assert virtual_time.run(timed) == (["thread", "slept"], 1.0)
