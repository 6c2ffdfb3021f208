"""The desk door: the computer's own microphone and loudspeaker, through a child process that may be lost.

All contact with the sound system is in ``desk_child``; here is what the conversation sees of it: frames out of a
pipe, sound into another, a watch for a child that falls quiet, and the promise that it is gone when the door closes.

**Where the queue is.** The child keeps all sound that waits and is told to flush. The alternative, feeding it only
100 ms ahead, needs no flush but a clock and steady attention in a process that also runs models; told to flush, the
child is silent within the device's own latency, because it empties its pipe the moment something is in it.

**What counts as played.** The conversation numbers the samples it gives; on a flush it goes on numbering at the last
``Frame.played`` it has seen. So ``played`` after a flush is exactly that number plus what was heard of the sound
given since: windows still under way from before the flush, and the few ms of old sound that the device had already
taken, add nothing (see the epochs of ``desk_records``).

**Quiet is counted, not timed.** A tick is half a second in which nothing came. If this process itself was busy for
seconds, that is one tick, not a dead microphone.
"""

from __future__ import annotations

import json
import logging
import subprocess
from collections import deque
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
from anyio.abc import Process
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from samantha.audio.chime import SECONDS
from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core.clock import WINDOW, samples
from samantha.doors.desk_records import (
    Records,
    WindowRecord,
    audio_record,
    flush_record,
    gain_record,
    mute_record,
)
from samantha.doors.devices import CHILD, DIRECTIONS, Direction, crashed, frozen, gone
from samantha.doors.stand_in import stands_in, until_one_stands_in
from samantha.errors import DeviceError
from samantha.ports import Frame, Typed

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5
START_TICKS = 10
"""Until the first window: PulseAudio alone takes 1.4-1.6 s."""

QUIET_TICKS = 4
"""After it: a microphone brings 31 windows a second."""

CHIME_WINDOWS = samples(1000 * (SECONDS + 0.5)) // WINDOW
"""The chime and its echo."""

SOONEST_WINDOWS = samples(500) // WINDOW
"""So long may the chime be on its way to the microphone."""

CLOSE_SECONDS = 0.5
"""How long the child may take to end before it is killed; it needs a few ms unless it is stuck."""

WAITING_WINDOWS = 64
"""Windows (2 s) that may wait for the conversation; beyond it the oldest goes and is counted."""

WAITING_SECONDS = 600
"""Sound that may wait to be played. The conversation keeps a few seconds ahead; more means it has lost its pace."""

CHUNK = PLAY_RATE // 10
"""Samples sent at a time: a flush passes what has not been sent."""


class Desk:
    """Microphone and loudspeaker by parts of their names ("" is the system's default).

    headphones: the user wears them, so what the microphone hears during playback is the user.
    cancel_echo: with open loudspeakers, her own voice is taken out of what the microphone hears. Until her echo is
        known, and when it is lost, whatever is heard while she plays counts as hers.
    chime: there it begins with a sound of its own, from which the echo is learned before her first words. The first
        frame comes when a user can be heard over it, at the latest when it has died away. Devices that come back
        are opened without it: nobody is to wait for it in the middle of a turn, and what she goes on with is as good
        to learn from.
    """

    def __init__(
        self,
        microphone: str = "",
        loudspeaker: str = "",
        headphones: bool = False,
        *,
        cancel_echo: bool = False,
        chime: bool = False,
    ) -> None:
        self.ears_while_speaking = headphones or cancel_echo
        self._arguments = [f"--microphone={microphone}", f"--loudspeaker={loudspeaker}"]
        names: dict[Direction, str] = {"microphone": microphone, "loudspeaker": loudspeaker}
        self._usual = [direction for direction in DIRECTIONS if not names[direction]]
        if cancel_echo and not headphones:
            self._arguments += ["--cancel-echo"]
        self._chime_due = "--cancel-echo" in self._arguments and chime
        self._begun: Process | None = None
        self._child: _Child | None = None
        self._epoch = 0
        self._base = 0
        self._played = 0
        self._given = 0
        self.underruns = 0
        """Times the loudspeaker's device ran out of sound since the door was opened."""
        self.overruns = 0
        """Times the microphone's device lost sound."""
        self.dropped_windows = 0
        """Windows lost because the conversation did not fetch them in time."""

    @property
    def devices(self) -> dict[str, str]:
        """Which microphone and which loudspeaker are open; empty while none are."""
        opened = self._child.opened if self._child is not None else {}
        return {direction: str(opened[direction]) for direction in DIRECTIONS if direction in opened}

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """The devices are opened ahead of ``open``, which takes them over: that takes seconds."""
        self._begun = await _process(self._command)
        try:
            yield
        finally:
            if self._begun is not None:
                with anyio.CancelScope(shield=True):
                    await _end(self._begun)
                self._begun = None

    @property
    def _command(self) -> list[str]:
        return [*CHILD, *self._arguments, *(["--chime"] if self._chime_due else [])]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Both devices are open and the iterator brings a frame every 32 ms, until one of them is lost.

        Raises:
            DeviceError: no such device, not usable, PortAudio missing, audio server frozen; later, from the
                iterator: a device or the audio server has gone, or the audio process has died.
        """
        error = await stands_in(self._usual)
        begun, self._begun = self._begun, None
        if error is not None:
            if begun is not None:
                await _end(begun)
            raise error
        async with _child(begun or await _process(self._command), self._usual) as child:
            # Not before: the child counts from 0, and a flush while the devices were being opened is none of its.
            self._epoch = self._base = self._played = self._given = 0
            self._child = child
            try:
                yield self._frames(child)
            finally:
                self._child = None

    async def _frames(self, child: _Child) -> AsyncIterator[Frame | Typed]:
        deaf = CHIME_WINDOWS if self._chime_due else 0
        async for window in child.windows:
            self._chime_due = False
            self.underruns, self.overruns = window.underruns, window.overruns
            self.dropped_windows = child.dropped
            if window.epoch == self._epoch:
                self._played = self._base + window.played
            deaf = max(0, deaf - 1)
            if deaf and (window.only_echo or deaf > CHIME_WINDOWS - SOONEST_WINDOWS):
                continue  # nobody would be heard over the chime before its echo is known: she does not listen yet
            deaf = 0
            yield Frame(window.pcm, self._played, window.only_echo)
        if child.failure:
            raise child.failure

    def play(self, pcm: Pcm) -> None:
        """Queues sound at PLAY_RATE; forgotten while the door is not open.

        Raises:
            ValueError: another rate. BufferError: more than ten minutes would wait.
        """
        if pcm.rate != PLAY_RATE:
            raise ValueError(f"the desk plays {PLAY_RATE} Hz, not {pcm.rate}")
        if self._child is None:
            return
        if self._base + self._given + len(pcm) - self._played > WAITING_SECONDS * PLAY_RATE:
            raise BufferError(f"more than {WAITING_SECONDS} s of sound would wait to be played")
        self._given += len(pcm)
        for start in range(0, len(pcm), CHUNK):
            self._child.send(audio_record(pcm.samples[start : start + CHUNK]))

    def flush(self) -> None:
        """Silence within the device's latency; nothing given so far counts any more."""
        self._epoch += 1
        self._base, self._given = self._played, 0
        if self._child is not None:
            self._child.outbox.clear()
            self._child.send(flush_record(self._epoch))

    def duck(self, gain: float) -> None:
        """Softer within the device's latency, ahead of all sound that is still on its way to the child."""
        if self._child is not None:
            self._child.send_first(gain_record(gain))

    def mute(self, on: bool) -> None:
        """The child closes the microphone's stream, and brings silence until it is to open it again."""
        if self._child is not None:
            self._child.send_first(mute_record(on))

    def idle(self, since: int) -> None:
        """A desk never runs out of things to hear."""


class _Child:
    """One life of the child process: its windows, its errors and what is on the way to it."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.outbox: deque[bytes] = deque()
        self.failure: DeviceError | None = None
        self.opened: dict[str, Any] = {}
        self.started = anyio.Event()
        self.dropped = 0
        self.windows: MemoryObjectReceiveStream[WindowRecord]
        self._into: MemoryObjectSendStream[WindowRecord]
        self._into, self.windows = anyio.create_memory_object_stream(WAITING_WINDOWS)
        self._dropped_here = 0
        self._hears = False
        self._news = anyio.Event()
        self._silenced = anyio.Event()
        self._complaints = b""

    def send(self, record: bytes) -> None:
        """On its way, in order; nobody waits."""
        self.outbox.append(record)
        self._news.set()

    def send_first(self, record: bytes) -> None:
        """On its way before all sound that waits; behind flushes and the like, whose order counts."""
        at = next((n for n, waiting in enumerate(self.outbox) if waiting.startswith(b"A")), len(self.outbox))
        self.outbox.insert(at, record)
        self._news.set()

    async def write(self) -> None:
        """Carries the outbox to the child for as long as it lives."""
        assert self.process.stdin
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):  # read() tells why
            while True:
                await self._news.wait()
                self._news = anyio.Event()
                while self.outbox:
                    await self.process.stdin.send(self.outbox.popleft())

    async def expose(self, usual: Collection[Direction]) -> None:
        """Ends it when the server has only a stand-in for one of its usual devices; ``read`` does the rest."""
        self.failure = await until_one_stands_in(usual)

    async def complain(self) -> None:
        """Keeps the end of what the child's libraries print, for its death notice."""
        assert self.process.stderr
        async for printed in self.process.stderr:
            self._complaints = (self._complaints + printed)[-4000:]
        self._silenced.set()

    async def read(self) -> None:
        """Fetches records until the child fails, falls quiet or dies; ``failure`` then says which."""
        assert self.process.stdout
        records, quiet = Records(), 0
        with self._into:
            while self.failure is None:
                data = b""
                try:
                    with anyio.move_on_after(TICK_SECONDS):
                        data = await self.process.stdout.receive()
                except anyio.EndOfStream:
                    self.failure = await self._death()
                    break
                for kind, payload in records.cut(data):
                    self._take(kind, payload)
                quiet = 0 if data else quiet + 1
                self.failure = self.failure or self._quiet(quiet)
        self.started.set()

    def _take(self, kind: bytes, payload: bytes) -> None:
        if kind == b"W":
            self._pass_on(WindowRecord.unpack(payload))
        elif kind == b"R":
            self.opened = json.loads(payload)
            log.info("hears and plays at %s", self.opened)
            self.started.set()
        elif kind == b"E":
            self.failure = DeviceError(**json.loads(payload))

    def _pass_on(self, window: WindowRecord) -> None:
        try:
            self._into.send_nowait(window)
        except anyio.WouldBlock:
            self.windows.receive_nowait()
            self._into.send_nowait(window)
            self._dropped_here += 1
        self.dropped = self._dropped_here + window.dropped
        self._hears = True

    def _quiet(self, ticks: int) -> DeviceError | None:
        """What it means that so many ticks brought nothing."""
        if ticks < (QUIET_TICKS if self._hears else START_TICKS):
            return None
        if not self.opened:
            return frozen("opening the devices", ticks * TICK_SECONDS)
        return gone("microphone", self.opened["microphone"])

    async def _death(self) -> DeviceError:
        with anyio.move_on_after(CLOSE_SECONDS):
            await self._silenced.wait()
        status = await self.process.wait()
        return crashed(status, self._complaints)


async def _process(command: list[str]) -> Process:
    # A session of its own: Ctrl-C is for the desk, which then ends the child.
    return await anyio.open_process(command, stderr=subprocess.PIPE, start_new_session=True)


@asynccontextmanager
async def _child(process: Process, usual: Collection[Direction]) -> AsyncIterator[_Child]:
    """A child whose devices are open; usual: those that it was not given by name. Afterwards the process is gone,
    whatever happened.
    """
    child = _Child(process)
    try:
        async with anyio.create_task_group() as tasks:
            for task in (child.read, child.write, child.complain):
                tasks.start_soon(task)
            tasks.start_soon(child.expose, usual)
            await child.started.wait()
            if child.failure:
                raise child.failure
            yield child
            tasks.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        # The tasks above raise nothing, so what is in the group came from here or from the user of this context,
        # who raised it alone and is to catch it alone.
        if len(group.exceptions) > 1:
            raise
        raise group.exceptions[0] from group.exceptions[0].__cause__
    finally:
        child.windows.close()
        with anyio.CancelScope(shield=True):
            await _end(process)


async def _end(process: Process) -> None:
    assert process.stdin
    await process.stdin.aclose()
    with anyio.move_on_after(CLOSE_SECONDS):
        await process.wait()
    if process.returncode is None:
        log.warning("the audio process did not end when asked to: killed")
        with suppress(ProcessLookupError):
            process.kill()
    await process.aclose()
