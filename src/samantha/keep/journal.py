"""The journal in a thread of its own: the conversation tells it things and goes on, audio never waits for the disk.

What is told is written in that order. Before her first sound the conversation asks whether everything is ``kept``.
When the disk refuses, what was told is held and tried again with the next word; she says so once and talks on. A disk
that does not answer at all is waited for ``PATIENCE_S``, not longer.

The thread also looks, once a second, for what other programs ask to have forgotten (see ``asked``).
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TypeVar

import anyio

from samantha.errors import KeepError
from samantha.keep.pages import Entry, Kind, Pages

T = TypeVar("T")

PATIENCE_S = 2.0
"""Longer than an fsync takes on a slow and busy disk, shorter than a user's patience with silence."""

CLOSING_S = 3.0
"""So long the end of the program waits for the last words to be written."""

LOOK_S = 1.0
"""So often the thread looks for what other programs ask."""

MOST_HELD = 2000
"""Entries held while the disk refuses; then the oldest are lost."""

CANNOT_KEEP = "I can't write down what we say at the moment: I have no room on the disk. We can go on talking."
"""Said once until it works again."""


class KeptJournal:
    """A Journal over one open ``pages``.

    now: seconds since 1970. allowed: asked, in the thread, before anything is written.
    """

    def __init__(self, pages: Pages, now: Callable[[], float], allowed: Callable[[], bool] = lambda: True) -> None:
        self._pages = pages
        self._now = now
        self._allowed = allowed
        self._private = False
        self._before = self._newest = 0
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._held: deque[Entry] = deque(maxlen=MOST_HELD)
        self._news = ""
        self._refused = False
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def turn(self, turn: int, words: str) -> None:
        """The user has said this."""
        self._tell(turn, "turn", words)

    def clause(self, turn: int, words: str) -> None:
        """She has begun to say this."""
        self._tell(turn, "clause", words)

    def reply(self, turn: int, heard: str, ended: str) -> None:
        """A reply is over."""
        self._tell(turn, "reply", heard, ended)

    def count_anew(self) -> None:
        """The conversation goes on, and its turns are counted from the beginning again."""
        self._before = self._newest

    async def kept(self) -> str:
        """Waits until all that was told is on disk, or the disk refuses; what is to be said about that."""
        with anyio.move_on_after(PATIENCE_S):
            await self._in_turn(lambda: None)
        news, self._news = self._news, ""
        return news

    async def forget_where(self, mentions: Callable[[str], bool]) -> int:
        """Forgets for good every exchange in which words are of which ``mentions`` is true; how many there were."""
        return await self._in_turn(lambda: self._forget_where(mentions))

    async def forget_turn(self, turn: int) -> bool:
        """Forgets for good what was said in this turn of the conversation; whether that was anything."""
        counted = self._before + turn
        return await self._in_turn(lambda: self._forget_turn(counted))

    async def keep_nothing(self) -> None:
        """Forgets this conversation for good; nothing more of it is written."""
        await self._in_turn(self._keep_nothing)

    async def keep_again(self) -> None:
        """What is told from now on is written again."""
        await self._in_turn(lambda: setattr(self, "_private", False))

    @property
    def private(self) -> bool:
        """Whether nothing of this conversation is written."""
        return self._private

    def close(self) -> None:
        """Writes what is left, and that the program ends as it should. Afterwards nothing more is taken down."""
        self._jobs.put(self._end)
        self._jobs.put(None)
        self._thread.join(CLOSING_S)

    def _tell(self, turn: int, kind: Kind, words: str, ended: str = "") -> None:
        self._newest = max(self._newest, self._before + turn)
        entry = Entry(self._before + turn, kind, self._now(), words, ended)
        self._jobs.put(lambda: self._write(entry))

    async def _in_turn(self, job: Callable[[], T]) -> T:
        """The job's result, done after all that was told before."""
        result: Future[T] = Future()

        def work() -> None:
            if not result.set_running_or_notify_cancel():
                return  # nobody waits for it any more
            try:
                result.set_result(job())
            except KeepError as error:
                result.set_exception(error)

        self._jobs.put(work)
        return await asyncio.wrap_future(
            result
        )  # the thread never waits for the loop, which may wait for it in close

    # -------------------------------------------------------------------------------- in the thread

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=LOOK_S)
            except queue.Empty:
                self._heed()
                continue
            if job is None:
                return
            job()

    def _heed(self) -> None:
        if self._pages.heed():
            self._held.clear()

    def _forget_where(self, mentions: Callable[[str], bool]) -> int:
        self._hold(entry for entry in self._held if not mentions(entry.words))
        past = self._pages.exchanges()
        return self._pages.forget(one.id for one in past if mentions(one.said) or mentions(one.heard))

    def _forget_turn(self, turn: int) -> bool:
        before = len(self._held)
        self._hold(entry for entry in self._held if entry.turn != turn)
        return bool(self._pages.forget_turn(turn)) or len(self._held) < before

    def _keep_nothing(self) -> None:
        self._private = True
        self._held.clear()
        self._pages.forget_conversation()

    def _hold(self, entries: Iterable[Entry]) -> None:
        self._held = deque(entries, MOST_HELD)

    def _write(self, entry: Entry) -> None:
        if self._private or not self._allowed():
            return
        self._held.append(entry)
        try:
            self._pages.add(list(self._held))
        except KeepError:
            if not self._refused:
                self._refused, self._news = True, CANNOT_KEEP
            return
        self._held.clear()
        self._refused = False

    def _end(self) -> None:
        with contextlib.suppress(KeepError):  # then the next start takes it for a crash, and takes up the thread
            if self._held:
                self._pages.add(list(self._held))
            self._pages.end(self._now())
        self._heed()
        self._pages.close()
