"""A door that is opened once and through which conversations come and go.

A conversation opens its door and closes it; a service wants new settings to begin a new conversation without letting
go of the microphone. So the devices are opened by ``held``, and ``open`` only steps up to them: it begins with
silence and a count of its own, and ends when the conversation is to make room (``end``). What the microphone brings
while nobody talks is dropped. ``brought`` counts on all the while: a door that stands still is no door any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from samantha.audio.pcm import Pcm
from samantha.errors import SamanthaError
from samantha.ports import Door, Frame, Typed


class Standing:
    """``door``, for one conversation after another."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._into: MemoryObjectSendStream[Frame | Typed] | None = None
        self._played = 0
        self._failure: SamanthaError | None = None
        self.brought = 0
        """Frames that the conversations took, or that nobody wanted."""
        self.over = False
        """The door has nothing more to bring."""

    @property
    def ears_while_speaking(self) -> bool:
        """As the door's."""
        return self._door.ears_while_speaking

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """The devices are open. Raises what the door raises."""
        error: Exception | SystemExit | None = None
        async with self._door.open() as inbox, anyio.create_task_group() as group:
            group.start_soon(self._bring, inbox)
            try:
                yield
            except (Exception, SystemExit) as caught:  # raised again below: a task group would wrap it
                error = caught
            group.cancel_scope.cancel()
        if error is not None:
            raise error

    async def _bring(self, inbox: AsyncIterator[Frame | Typed]) -> None:
        try:
            async for item in inbox:
                await self._hand_over(item)
                if isinstance(item, Frame):
                    self._played = item.played
                self.brought += 1
        except SamanthaError as error:  # raised by ``open``, in the conversation it concerns
            self._failure = error
        self.over = True
        self.end()

    async def _hand_over(self, item: Frame | Typed) -> None:
        if self._into is not None:
            try:
                await self._into.send(item)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                self._into = None  # it has gone meanwhile

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Frames from now on, until ``end``. Raises what the door raised meanwhile."""
        self._door.flush()
        self._door.duck(1.0)
        before = self._played
        send, receive = anyio.create_memory_object_stream[Frame | Typed](0)
        with send, receive:
            if not self.over:
                self._into = send
                yield self._frames(receive, before)
            else:
                yield _nothing()
        self._into = None
        if self._failure is not None:
            raise self._failure

    async def _frames(
        self, source: MemoryObjectReceiveStream[Frame | Typed], before: int
    ) -> AsyncIterator[Frame | Typed]:
        async for item in source:
            yield replace(item, played=item.played - before) if isinstance(item, Frame) else item

    def end(self) -> None:
        """The conversation at the door has nothing more to hear, and ends."""
        if self._into is not None:
            self._into.close()
            self._into = None

    def play(self, pcm: Pcm) -> None:
        """As the door's."""
        self._door.play(pcm)

    def flush(self) -> None:
        """As the door's."""
        self._door.flush()

    def duck(self, gain: float) -> None:
        """As the door's."""
        self._door.duck(gain)

    def mute(self, on: bool) -> None:
        """As the door's; stays for the next conversation."""
        self._door.mute(on)

    def idle(self, since: int) -> None:
        """As the door's."""
        self._door.idle(since)


async def _nothing() -> AsyncIterator[Frame | Typed]:
    nothing: list[Frame | Typed] = []
    for item in nothing:
        yield item
