"""The keyboard door: turns are typed, one a line; the replies are read (or, with a recording, heard).

Lines come from standard input, a terminal or a pipe alike. The next line is taken only when the last one has been
answered, so a whole file of lines can be piped in. The clock still ticks in windows of a silent microphone.
"""

from __future__ import annotations

import io
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TextIO

import anyio
import numpy as np
from anyio import from_thread
from anyio.lowlevel import current_token
from anyio.streams.memory import MemoryObjectReceiveStream

from samantha.audio.pcm import Pcm
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.loudspeaker import Loudspeaker
from samantha.ports import Frame, Typed

LONGEST_LINE = 4000
"""Characters of a line that are taken: more would not fit the mind's context window."""


class KeyboardDoor:
    """Reads ``lines``; ``audible``: the replies are real sound and take their time."""

    ears_while_speaking = True

    def __init__(self, lines: TextIO, *, audible: bool = False) -> None:
        self._lines = lines
        self._loudspeaker = Loudspeaker(instant=not audible)
        self._wanted = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Frames of silence, and typed turns among them."""
        # Handing over, not queueing: the reading thread waits until its line is wanted.
        send, receive = anyio.create_memory_object_stream[str](0)
        token = current_token()

        def read() -> None:
            if isinstance(self._lines, io.TextIOWrapper):
                self._lines.reconfigure(errors="replace")  # a wrong byte is a strange letter, not the end
            try:
                with send:
                    for line in self._lines:
                        if line.strip():
                            from_thread.run(send.send, line.strip()[:LONGEST_LINE], token=token)
            except (anyio.BrokenResourceError, anyio.RunFinishedError, ValueError):
                pass  # the conversation ended first

        # A daemon: a read of a terminal cannot be interrupted and must not keep the process.
        threading.Thread(target=read, name="keyboard", daemon=True).start()
        with receive:
            yield self._items(receive)

    async def _items(self, lines: MemoryObjectReceiveStream[str]) -> AsyncIterator[Frame | Typed]:
        silence = np.zeros(WINDOW, np.float32)
        due = anyio.current_time()
        while True:
            due += WINDOW / HEAR_RATE
            await anyio.sleep_until(due)
            yield Frame(silence, self._loudspeaker.advance())
            if self._wanted:
                try:
                    line = lines.receive_nowait()
                except anyio.WouldBlock:
                    continue
                except anyio.EndOfStream:
                    return
                yield Typed(line)

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self._loudspeaker.play(pcm)

    def flush(self) -> None:
        """Forgets what is queued."""
        self._loudspeaker.flush()

    def duck(self, gain: float) -> None:
        """Softer, or standing still at 0."""
        self._loudspeaker.duck(gain)

    def mute(self, on: bool) -> None:
        """There is no microphone."""

    def idle(self, since: int) -> None:
        """The next line is wanted when nothing is going on."""
        self._wanted = since > 0
