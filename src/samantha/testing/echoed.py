"""Any door in a room with open loudspeakers: her voice comes back, and is taken out again, as at the desk.

What the door's microphone brings is what people say; what it plays goes through a simulated room into that. The room
has been learned from the desk's chime when it is opened. For measuring what all this costs a conversation.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np

from samantha.audio.chime import chime
from samantha.audio.echo import EchoCanceller
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import WINDOW
from samantha.doors.loudspeaker import PLAY_WINDOW, Heard
from samantha.ports import Door, Frame, Typed
from samantha.testing.room import Coupling, Room


class Echoed:
    """``door`` with an echo, and without it again.

    cancels: else no echo is heard and none taken out, and only the room is reckoned, so that a comparison of both
    tells what the canceller costs and not what the simulation does.
    """

    def __init__(self, door: Door, room: Room, *, cancels: bool = True) -> None:
        self.ears_while_speaking = cancels or door.ears_while_speaking
        self._door = door
        self._room = Coupling(room)
        self._cancels = cancels
        self._canceller = EchoCanceller()
        self._played = Heard()
        rung = chime()
        for window in np.pad(rung, (0, -len(rung) % PLAY_WINDOW)).reshape(-1, PLAY_WINDOW):
            self._hear(np.zeros(WINDOW, np.float32), window)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """As the door's."""
        async with self._door.open() as inbox:
            yield self._frames(inbox)

    async def _frames(self, inbox: AsyncIterator[Frame | Typed]) -> AsyncIterator[Frame | Typed]:
        async for item in inbox:
            if isinstance(item, Frame):
                heard = self._hear(item.pcm, self._played.window(item.played))
                yield replace(item, pcm=heard, only_echo=self._canceller.only_echo)
            else:
                yield item

    def _hear(self, people: Samples, played: Samples) -> Samples:
        echo = self._room.hear(played)
        return self._canceller.process(people + echo, played) if self._cancels else people

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self._played.play(pcm)
        self._door.play(pcm)

    def flush(self) -> None:
        """Forgets what is queued."""
        self._played.flush()
        self._door.flush()

    def duck(self, gain: float) -> None:
        """Softer, here and there."""
        self._played.duck(gain)
        self._door.duck(gain)

    def mute(self, on: bool) -> None:
        """As the door's."""
        self._door.mute(on)

    def idle(self, since: int) -> None:
        """As the door's."""
        self._door.idle(since)
