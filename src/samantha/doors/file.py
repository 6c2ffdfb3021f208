"""Doors that hear prepared sound at a real microphone's pace, open loop.

Nobody waits for anybody: the next window comes when its time has come, whether the rest keeps up or not, as in a
room. Between the sounds and after the last one the microphone hears silence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.lowlevel
import numpy as np

from samantha.audio.files import windows
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.doors.loudspeaker import Loudspeaker
from samantha.ports import Frame, Typed

LINGER_MS = 1000
"""The run ends this long after the last reply."""

NEXT_MS = 900
"""The next sound is brought when there has been nothing for this long: a person's moment before speaking again."""


class SoundDoor:
    """Plays one sound after another as the microphone, each when the conversation about the last one is over.

    sounds: at least one, each an iterator of (512,) float32 windows at 16 kHz.
    real_pace: False skips time in which nobody needs any: while nothing is said or in the making.
    """

    ears_while_speaking = True

    def __init__(self, sounds: Iterable[Iterator[Samples]], *, real_pace: bool = True) -> None:
        self._sounds = deque(sounds)
        self._sound: Iterator[Samples] | None = self._sounds.popleft()
        self._real_pace = real_pace
        self._loudspeaker = Loudspeaker()
        self._finished = False
        self._idle = True
        self._muted = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Frames of the sounds, and of silence."""
        yield self._frames()

    async def _frames(self) -> AsyncIterator[Frame | Typed]:
        due = anyio.current_time()
        while not self._finished:
            if self._idle and not self._real_pace:
                await anyio.lowlevel.checkpoint()
                due = anyio.current_time()
            else:
                due += WINDOW / HEAR_RATE
                await anyio.sleep_until(due)
            yield Frame(self._window(), self._loudspeaker.advance())

    def _window(self) -> Samples:
        window = next(self._sound, None) if self._sound is not None else None
        if window is None:
            self._sound = None
            return np.zeros(WINDOW, np.float32)
        return np.zeros_like(window) if self._muted else window

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
        """What is said while it is on is not heard, as with a real microphone."""
        self._muted = on

    def idle(self, since: int) -> None:
        """Brings the next sound, or ends the run when there is none."""
        self._idle = since > 0
        if self._sound is not None:
            return
        if not self._sounds:
            self._finished = since >= samples(LINGER_MS)
        elif since >= samples(NEXT_MS):
            self._sound = self._sounds.popleft()


def file_door(path: Path, *, real_pace: bool = True) -> SoundDoor:
    """A sound file as the microphone, from its first sample to its last. Raises InputError for a bad file at once."""
    return SoundDoor([windows(path)], real_pace=real_pace)
