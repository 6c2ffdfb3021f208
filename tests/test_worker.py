"""The model threads: one job at a time, and truly idle when a call has ended."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable

import anyio
import pytest
from anyio.lowlevel import EventLoopToken

from samantha.engines import worker
from samantha.engines.worker import Lane, Stop
from samantha.errors import EngineError, ModelError

PATIENCE_S = 5.0
"""Longer than anything here takes, so that a broken lane fails instead of hanging."""


def until_stopped(stop: Stop) -> None:
    """A computation that looks at its flag, as a model does between tokens."""
    give_up = time.monotonic() + PATIENCE_S
    while not stop:
        assert time.monotonic() < give_up, "was never asked to stop"
        time.sleep(0.001)


def test_all_jobs_of_a_lane_run_in_one_thread_that_is_not_the_loops() -> None:
    async def main() -> None:
        lane = Lane("test")
        threads = {await lane.run(lambda _: threading.get_ident()) for _ in range(5)}
        assert len(threads) == 1
        assert threads != {threading.get_ident()}

    anyio.run(main)


def test_the_thread_goes_when_nobody_has_the_lane_any_more() -> None:
    async def main() -> threading.Thread:
        return await Lane("test").run(lambda _: threading.current_thread())

    thread = anyio.run(main)
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_result_is_the_callers_alone_while_the_thread_is_still_leaving(monkeypatch: pytest.MonkeyPatch) -> None:
    class Result:
        pass

    wake, leave = worker._wake, threading.Event()

    def slowly(done: anyio.Event, token: EventLoopToken) -> None:
        wake(done, token)
        leave.wait(PATIENCE_S)

    async def main() -> bool:
        result = await Lane("test").run(lambda _: Result())
        seen = weakref.ref(result)
        del result
        return seen() is None

    monkeypatch.setattr(worker, "_wake", slowly)
    try:
        assert anyio.run(main)
    finally:
        leave.set()


def test_a_lane_outlives_the_loop_it_was_first_used_in() -> None:
    lane = Lane("test")

    async def ident() -> int:
        return await lane.run(lambda _: threading.get_ident())

    assert anyio.run(ident) == anyio.run(ident)


def test_jobs_run_one_after_another_in_the_order_asked_for() -> None:
    running: list[int] = []
    order: list[int] = []

    def job(number: int) -> Callable[[Stop], None]:
        def work(_: Stop) -> None:
            running.append(number)
            time.sleep(0.005)
            assert running == [number]
            running.remove(number)
            order.append(number)

        return work

    async def main() -> None:
        lane = Lane("test")
        async with anyio.create_task_group() as group:
            for number in range(8):
                group.start_soon(lane.run, job(number))

    anyio.run(main)
    assert order == list(range(8))


def test_cancelling_raises_the_flag_and_waits_until_the_thread_is_out() -> None:
    out = threading.Event()

    def job(stop: Stop) -> str:
        until_stopped(stop)
        time.sleep(0.05)  # the rest of an evaluation
        out.set()
        return "too late"

    async def main() -> None:
        lane = Lane("test")
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(lane.run, job)
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
        assert out.is_set()
        assert await lane.run(lambda stop: bool(stop)) is False  # the next job has a flag of its own

    anyio.run(main)


def test_a_job_that_is_cancelled_while_it_waits_its_turn_never_runs() -> None:
    ran: list[str] = []

    async def main() -> None:
        lane = Lane("test")
        release = threading.Event()
        async with anyio.create_task_group() as group:
            group.start_soon(lane.run, lambda _: release.wait(PATIENCE_S))
            await anyio.wait_all_tasks_blocked()
            with anyio.move_on_after(0.01):
                await lane.run(lambda _: ran.append("second"))
            release.set()
        await lane.run(lambda _: ran.append("third"))

    anyio.run(main)
    assert ran == ["third"]


def test_a_foreign_error_becomes_an_engine_error_that_names_lane_and_cause() -> None:
    async def main() -> None:
        await Lane("ears").run(lambda _: [][0])

    with pytest.raises(EngineError, match="ears: IndexError: list index out of range") as caught:
        anyio.run(main)
    assert isinstance(caught.value.__cause__, IndexError)


def test_our_own_errors_stay_what_they_are() -> None:
    def job(_: Stop) -> None:
        raise ModelError("damaged", where="model.bin")

    async def main() -> None:
        await Lane("ears").run(job)

    with pytest.raises(ModelError, match=r"model\.bin: damaged"):
        anyio.run(main)


def test_a_lane_works_on_after_an_error() -> None:
    async def main() -> int:
        lane = Lane("test")
        with pytest.raises(EngineError):
            await lane.run(lambda _: 1 // 0)
        return await lane.run(lambda _: 42)

    assert anyio.run(main) == 42


# -------------------------------------------------------------------------------------------- streams


def test_a_stream_brings_the_values_in_order_and_ends() -> None:
    def job(_: Stop, emit: Callable[[int], None]) -> None:
        for number in range(100):
            emit(number)

    async def main() -> list[int]:
        async with Lane("test").stream(job, most=100) as values:
            return [value async for value in values]

    assert anyio.run(main) == list(range(100))


def test_values_come_while_the_job_is_still_at_work() -> None:
    seen = threading.Event()

    def job(_: Stop, emit: Callable[[str], None]) -> None:
        emit("first")
        assert seen.wait(PATIENCE_S), "nobody was told of the first value before the job ended"
        emit("second")

    async def main() -> list[str]:
        got = []
        async with Lane("test").stream(job, most=2) as values:
            async for value in values:
                got.append(value)
                seen.set()
        return got

    assert anyio.run(main) == ["first", "second"]


def test_leaving_early_stops_the_job_and_frees_the_lane() -> None:
    out = threading.Event()

    def job(stop: Stop, emit: Callable[[int], None]) -> None:
        emit(1)
        until_stopped(stop)
        emit(2)  # nobody listens any more; this must not hang or matter
        out.set()

    async def main() -> int:
        lane = Lane("test")
        async with lane.stream(job, most=3) as values:
            async for value in values:
                assert value == 1
                break
        assert out.is_set()
        return await lane.run(lambda _: 42)

    assert anyio.run(main) == 42


def test_leaving_without_reading_stops_the_job_too() -> None:
    def job(stop: Stop, emit: Callable[[int], None]) -> None:
        until_stopped(stop)

    async def main() -> int:
        lane = Lane("test")
        async with lane.stream(job, most=1):
            pass
        return await lane.run(lambda _: 42)

    assert anyio.run(main) == 42


def test_an_error_of_the_job_comes_after_its_values() -> None:
    def job(_: Stop, emit: Callable[[int], None]) -> None:
        emit(1)
        raise ValueError("no more")

    async def main() -> list[int]:
        got = []
        with pytest.raises(EngineError, match="mind: ValueError: no more"):
            async with Lane("mind").stream(job, most=1) as values:
                async for value in values:
                    got.append(value)
        return got

    assert anyio.run(main) == [1]


def test_an_error_of_the_reader_comes_out_as_itself() -> None:
    def job(stop: Stop, emit: Callable[[int], None]) -> None:
        emit(1)
        until_stopped(stop)

    async def main() -> None:
        async with Lane("mind").stream(job, most=1) as values:
            async for _ in values:
                raise LookupError("the reader's own")

    with pytest.raises(LookupError, match="the reader's own"):
        anyio.run(main)


def test_cancelling_a_reader_stops_the_job() -> None:
    out = threading.Event()

    def job(stop: Stop, emit: Callable[[int], None]) -> None:
        emit(1)
        until_stopped(stop)
        out.set()

    async def main() -> None:
        with anyio.CancelScope() as scope:
            async with Lane("mind").stream(job, most=1) as values:
                async for _ in values:
                    scope.cancel()
        assert scope.cancelled_caught
        assert out.is_set()

    anyio.run(main)
