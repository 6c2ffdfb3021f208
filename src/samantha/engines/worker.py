"""The only threads that run models.

A model call blocks for tens to thousands of milliseconds, keeps its caches per thread (OpenMP teams, llama.cpp
contexts) and must never run twice at once. So each engine owns one ``Lane``: one thread, one job at a time. A job
gets a ``Stop`` flag to look at between tokens, clauses or segments. Cancelling the caller raises the flag and then
waits until the thread is truly out: when ``Lane.run`` has ended, for whatever reason, the engine is idle.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
from anyio import from_thread
from anyio.lowlevel import EventLoopToken, current_token

from samantha.errors import EngineError, SamanthaError

T = TypeVar("T")


class Stop:
    """A flag the event loop raises and a model thread looks at."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __bool__(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        """Ask the job to end as soon as it can."""
        self._event.set()


class Lane:
    """One model thread, started at the first job and gone with the lane, when nobody has it any more."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._free = anyio.Semaphore(1)
        self._thread: threading.Thread | None = None

    async def run(self, job: Callable[[Stop], T]) -> T:
        """The job's result, computed in the lane's thread after all jobs asked for earlier.

        Raises:
            EngineError: for anything the job raises that is not one of ours already.
        """
        async with self._free:
            stop = Stop()
            results: list[T] = []
            errors: list[BaseException] = []
            done = anyio.Event()
            token = current_token()

            wanted: list[Callable[[Stop], T]] = [job]
            del job

            def work() -> None:
                try:
                    # Taken out, so that this thread holds nothing of the engine once the caller has been woken: the
                    # last reference must never be dropped here, where the process may be ending meanwhile.
                    results.append(wanted.pop()(stop))
                except BaseException as error:  # carried to the caller, whatever it is
                    errors.append(error)
                _wake(done, token)

            self._start()
            self._jobs.put(work)
            try:
                await done.wait()
            except BaseException:
                stop.set()
                with anyio.CancelScope(shield=True):
                    await done.wait()
                results.clear()
                raise
            # Taken out as well: a transcript knows the engine it comes from, and the thread may be slow to leave.
            if errors:
                raise _as_ours(errors.pop(), self.name)
            return results.pop()

    @asynccontextmanager
    async def stream(
        self, job: Callable[[Stop, Callable[[T], None]], None], *, most: int
    ) -> AsyncIterator[AsyncIterator[T]]:
        """The values that the job emits from its thread, as they come; leaving the context stops the job.

        ``most``: how many values there can be at the most (the queue's bound; the job never waits for the reader).
        """
        send, receive = anyio.create_memory_object_stream[T](most)
        token = current_token()
        failure: list[SamanthaError] = []

        def emit(value: T) -> None:
            from_thread.run_sync(send.send_nowait, value, token=token)

        async def work() -> None:
            with send:
                try:
                    await self.run(lambda stop: job(stop, emit))
                except SamanthaError as error:
                    failure.append(error)

        async def values() -> AsyncIterator[T]:
            async for value in receive:
                yield value
            if failure:
                raise failure[0]

        error: Exception | None = None
        # The receiving end stays open until the job is out: what it emits meanwhile is nobody's, and no error.
        with receive:
            async with anyio.create_task_group() as group:
                group.start_soon(work)
                try:
                    yield values()
                except Exception as caught:  # raised again below: a task group would wrap it
                    error = caught
                group.cancel_scope.cancel()
        if error is not None:
            raise error

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=_work, args=(self._jobs,), name=f"lane-{self.name}", daemon=True)
            self._thread.start()
            weakref.finalize(self, self._jobs.put, None).atexit = False  # a daemon goes with the process anyway


def _work(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    """The thread. It knows the queue alone, so that it does not keep the lane."""
    while (job := jobs.get()) is not None:
        job()
        del job  # while it waits it holds nothing of the engine


def _as_ours(error: BaseException, where: str) -> BaseException:
    """The error as one of ours; interrupts and exits stay what they are."""
    if isinstance(error, SamanthaError) or not isinstance(error, Exception):
        return error
    ours = EngineError(f"{type(error).__name__}: {error}", where=where)
    ours.__cause__ = error
    return ours


def _wake(done: anyio.Event, token: EventLoopToken) -> None:
    with contextlib.suppress(anyio.RunFinishedError):  # the loop ended first: nobody is waiting any more
        from_thread.run_sync(done.set, token=token)
