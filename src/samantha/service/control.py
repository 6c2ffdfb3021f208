"""The control socket's protocol: a line of JSON in, a line of JSON out (docs/control.md).

Only the user's own programs get this far: the socket has mode 0600 in a folder with mode 0700. An order is carried
out before it is answered, and what is wrong is answered like any error: what, where, how to mend it. Who follows the
conversation gets its events as they come, and is told how many it was too slow for.
"""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import anyio
from anyio.abc import ByteStream, SocketListener, SocketStream
from anyio.streams.buffered import BufferedByteReceiveStream

from samantha.core.notes import Note
from samantha.errors import InputError, SamanthaError
from samantha.service.event_log import as_live_event

log = logging.getLogger(__name__)

Answer: TypeAlias = dict[str, object]
Order: TypeAlias = Callable[[], Awaitable[Answer]]

FOLLOW = "captions"
"""The order that is answered with events for as long as the caller listens."""

LONGEST_LINE = 4096
MOST_CALLERS = 32
MOST_WAITING = 256
"""Events that wait for one who follows slowly; beyond it the oldest goes and is counted."""


class Follower:
    """Events on their way to one who follows."""

    def __init__(self) -> None:
        self._waiting: deque[Answer] = deque()
        self._missed = 0
        self._news = anyio.Event()

    def tell(self, event: Answer) -> None:
        """On its way; nobody waits."""
        if len(self._waiting) == MOST_WAITING:
            self._waiting.popleft()
            self._missed += 1
        self._waiting.append(event)
        self._news.set()

    async def next(self) -> list[Answer]:
        """All that has come since last time, at least one."""
        await self._news.wait()
        self._news = anyio.Event()
        missed: list[Answer] = [{"event": "missed", "count": self._missed}] if self._missed else []
        events = [*missed, *self._waiting]
        self._waiting.clear()
        self._missed = 0
        return events


class Control:
    """Answers callers with ``orders``."""

    def __init__(self, orders: Mapping[str, Order]) -> None:
        self._orders = orders
        self._followers: list[Follower] = []
        self._callers = 0

    @property
    def followed(self) -> bool:
        """Whether somebody follows the conversation."""
        return bool(self._followers)

    def watch(self, note: Note) -> None:
        """Tells those who follow."""
        if self.followed and (event := as_live_event(note)) is not None:
            self.tell(event)

    def tell(self, event: Answer) -> None:
        """An event that is no note."""
        for follower in self._followers:
            follower.tell(event)

    async def serve(self, listener: SocketListener) -> None:
        """Answers until it is cancelled."""
        await listener.serve(self._attend)

    async def _attend(self, caller: SocketStream) -> None:
        self._callers += 1
        try:
            async with caller:
                if self._callers > MOST_CALLERS:
                    await _send(caller, _refusal(InputError("too many callers at once", mend="Call again.")))
                    return
                await self._answer_all(caller)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, anyio.IncompleteRead):
            pass  # it has hung up
        finally:
            self._callers -= 1

    async def _answer_all(self, caller: SocketStream) -> None:
        lines = BufferedByteReceiveStream(caller)
        while True:
            try:
                line = await lines.receive_until(b"\n", LONGEST_LINE)
            except anyio.DelimiterNotFound:
                await _send(caller, _refusal(InputError(f"a line has at most {LONGEST_LINE} bytes")))
                return
            try:
                asked = _asked(line, [*self._orders, FOLLOW])
                if asked == FOLLOW:
                    await self._follow(caller)
                    return
                answer: Answer = {"ok": True, **await self._orders[asked]()}
            except SamanthaError as error:
                answer = _refusal(error)
            await _send(caller, answer)

    async def _follow(self, caller: SocketStream) -> None:
        follower = Follower()
        self._followers.append(follower)
        try:
            await _send(caller, {"ok": True})
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_until_hung_up, caller, tasks.cancel_scope)
                while True:
                    for event in await follower.next():
                        await _send(caller, event)
        finally:
            self._followers.remove(follower)


async def _until_hung_up(caller: SocketStream, scope: anyio.CancelScope) -> None:
    try:
        while True:
            await caller.receive()
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        scope.cancel()


async def _send(caller: ByteStream, answer: Answer) -> None:
    await caller.send(json.dumps(answer, ensure_ascii=False).encode() + b"\n")


def _asked(line: bytes, known: list[str]) -> str:
    try:
        request: Any = json.loads(line)
        asked = request["do"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise InputError('a request is one line of JSON with "do", as in {"do": "status"}') from None
    if asked not in known:
        raise InputError(f"there is no order {str(asked)[:40]!r}", mend=f"There are {', '.join(known)}.")
    return str(asked)


def _refusal(error: SamanthaError) -> Answer:
    said = {"what": error.what, "where": error.where, "mend": error.mend, "exit_code": error.exit_code}
    return {"ok": False, "error": {name: value for name, value in said.items() if value is not None}}
