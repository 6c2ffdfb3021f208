"""A door with a tape running: what the microphone heard and what the loudspeaker played, each when it was heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from samantha.audio.files import StereoWriter
from samantha.audio.pcm import Pcm
from samantha.doors.loudspeaker import Heard
from samantha.ports import Door, Frame, Typed


class Recorded:
    """``door`` unchanged, and everything written to ``tape``, which is closed into a valid file whatever happens.

    The loudspeaker's samples lie at the window in which the door counted them as played: exact where the door itself
    plays window by window, within one window (32 ms) of the truth at a device.
    """

    def __init__(self, door: Door, tape: StereoWriter) -> None:
        self._door = door
        self._tape = tape
        self._heard = Heard()

    @property
    def ears_while_speaking(self) -> bool:
        """As the door's."""
        return self._door.ears_while_speaking

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """As the door's, with the tape running."""
        with self._tape:
            async with self._door.open() as inbox:
                yield self._taped(inbox)

    async def _taped(self, inbox: AsyncIterator[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        async for item in inbox:
            if isinstance(item, Frame):
                self._tape.append(item.pcm, self._heard.window(item.played))
            yield item

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self._heard.play(pcm)
        self._door.play(pcm)

    def flush(self) -> None:
        """Forgets what is queued."""
        self._heard.flush()
        self._door.flush()

    def duck(self, gain: float) -> None:
        """As the door's, and on the tape."""
        self._heard.duck(gain)
        self._door.duck(gain)

    def mute(self, on: bool) -> None:
        """As the door's."""
        self._door.mute(on)

    def idle(self, since: int) -> None:
        """As the door's."""
        self._door.idle(since)
