"""A door that outlives its devices: while they are away time goes on in silence, and nothing to be said is lost.

A microphone is unplugged, the sound server dies or freezes: a desk ends with a DeviceError then, and a conversation
with it. This door stands around a desk and opens it again, soon and then in growing intervals. Only at the very first
opening devices that are missing are the user's to mend, as with any door. Meanwhile it brings windows of silence at
the pace of the clock, so that a turn that was under way is ended by its pause and answered; and it keeps the sound
that has not left the loudspeaker, and gives it to the next. Devices that worked before the computer slept are opened
anew when it wakes: some deliver nothing but silence from then on.

``played`` counts on from one life of the devices to the next. A frame is counted when the conversation takes it, not
when the desk brings it: a flush goes by what the conversation has seen.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
import numpy as np
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.errors import DeviceError
from samantha.ports import Door, Frame, Typed

AGAIN_S = (0.25, 0.5, 1.0, 2.0)
"""Waits between attempts, the last again and again: with the 1.5 s a device takes to begin it stays under 5 s."""

LOOK_S = 0.25
"""While the devices work, a loss is seen after so long."""

WINDOW_S = WINDOW / HEAR_RATE

NAP_S = 1.0
"""The computer has slept if the clock that counts sleep has gained so much on the one that does not."""


def asleep_s() -> float:
    """How long the computer has slept since it was started, in s."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Lasting:
    """``door`` for ever, or until it ends by itself.

    lost is told why the devices are away, each reason once, and back once when they deliver again. patient: devices
    that are missing at the first opening are waited for, too. asleep_s: as the function of that name.
    """

    def __init__(
        self,
        door: Door,
        *,
        lost: Callable[[DeviceError], None],
        back: Callable[[], None],
        patient: bool = False,
        asleep_s: Callable[[], float] = asleep_s,
    ) -> None:
        self._door = door
        self._patient = patient
        self._asleep_s = asleep_s
        self._lost = lost
        self._back = back
        self._away = False
        self._muted = False
        self._gain = 1.0
        self._unheard: deque[Samples] = deque()
        self._base = 0
        self._brought = 0  # by the count of the devices' present life
        self._played = 0

    @property
    def ears_while_speaking(self) -> bool:
        """As the door's."""
        return self._door.ears_while_speaking

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """A frame every 32 ms, whatever becomes of the devices.

        Raises:
            DeviceError: they cannot be opened the first time, and it is not patient.
        """
        send, receive = anyio.create_memory_object_stream[Frame | Typed](0)
        failure: Exception | None = None
        with send, receive:
            async with anyio.create_task_group() as group:
                try:
                    await group.start(self._keep, send)
                    yield self._frames(receive)
                except Exception as error:  # raised again below: a task group would wrap it
                    failure = error
                group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _keep(self, into: MemoryObjectSendStream[Frame | Typed], *, task_status: TaskStatus[None]) -> None:
        """Opens the devices again and again; returns when they end by themselves."""
        opened, failures, told = False, 0, set[str]()

        def delivers() -> None:
            nonlocal opened
            if self._away:
                self._away = False
                self._back()
            if not opened:
                opened = True
                task_status.started()

        with into:
            while True:
                try:
                    await self._live(into, delivers)
                    delivers()  # also one that ends without having brought anything
                    return
                except DeviceError as error:
                    if not (opened or self._patient):
                        raise
                    if not self._away:
                        self._away, failures, told = True, -1, set()
                    failures += 1
                    if error.what not in told:
                        told.add(error.what)
                        self._lost(error)
                await anyio.sleep(AGAIN_S[min(failures, len(AGAIN_S) - 1)])

    async def _live(self, into: MemoryObjectSendStream[Frame | Typed], delivers: Callable[[], None]) -> None:
        """One life of the devices."""
        asleep_s = self._asleep_s()
        async with self._door.open() as inbox:
            self._base, self._brought = self._played, 0
            self._door.duck(self._gain)
            if self._muted:
                self._door.mute(True)
            for sound in self._unheard:
                self._door.play(Pcm(sound, PLAY_RATE))
            async for item in inbox:
                if self._asleep_s() - asleep_s > NAP_S:
                    raise DeviceError("the computer was asleep")
                delivers()
                if isinstance(item, Frame):
                    self._brought = item.played
                await into.send(item)

    async def _frames(self, source: MemoryObjectReceiveStream[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        due = anyio.current_time() + WINDOW_S
        while True:
            item: Frame | Typed | None = None
            with anyio.move_on_after(max(0.0, due - anyio.current_time()) if self._away else LOOK_S):
                try:
                    item = await source.receive()
                except anyio.EndOfStream:
                    return
            if item is None and not self._away:
                continue
            due = max(due, anyio.current_time() - LOOK_S) + WINDOW_S
            match item:
                case Frame():
                    self._hear(self._base + item.played)
                    yield replace(item, played=self._played)
                case None:
                    yield Frame(np.zeros(WINDOW, np.float32), self._played)
                case _:
                    yield item

    def _hear(self, played: int) -> None:
        """Forgets sound that has been heard."""
        count = played - self._played
        self._played = max(played, self._played)
        while count > 0 and self._unheard:
            first = self._unheard.popleft()
            if len(first) > count:
                self._unheard.appendleft(first[count:])
            count -= len(first)

    def play(self, pcm: Pcm) -> None:
        """Queues sound at PLAY_RATE, for these devices or the next."""
        self._door.play(pcm)
        self._unheard.append(pcm.samples)

    def flush(self) -> None:
        """Forgets what has not been heard."""
        self._unheard.clear()
        self._door.flush()
        self._base = self._played - self._brought

    def duck(self, gain: float) -> None:
        """As the door's, and that of the next."""
        self._gain = gain
        self._door.duck(gain)

    def mute(self, on: bool) -> None:
        """As the door's, and that of the next."""
        self._muted = on
        self._door.mute(on)

    def idle(self, since: int) -> None:
        """As the door's."""
        self._door.idle(since)
