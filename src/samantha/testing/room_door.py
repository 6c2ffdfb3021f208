"""A door into a simulated room: she is asked by the keyboard, heard by the loudspeaker, and talked over.

One round after another: a question is typed, and when so much of the answer has been heard somebody makes a sound.
Her voice comes back into the microphone, through the echo canceller as at the desk. Everything is kept on one sample
clock. The door keeps the microphone's pace by the event loop's clock: on an ordinary loop that is real time, on
``virtual_time``'s it is as fast as the engines allow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import numpy as np

from samantha.audio.chime import chime
from samantha.audio.echo import EchoCanceller
from samantha.audio.gain import Gain
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.ports import Frame, Typed
from samantha.testing.room import Coupling, Room

NEXT_MS = 900
"""The next round begins when there has been nothing for so long."""
LONGEST_ROUND_S = 60
"""A round that has not ended by then is given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """typed: the question; sound: (n,) float32 at HEAR_RATE, begins when over_ms of the answer have been heard."""

    typed: str
    sound: Samples | None = None
    over_ms: int = 0


@dataclass(slots=True)
class Heard:
    """What became of a round: where it began and its sound began, None if it did not, in samples at HEAR_RATE."""

    began: int
    sound_at: int | None = None


@dataclass(slots=True)
class Tape:
    """Both sides, window by window: people alone, all the microphone heard, what was left of it, what was played.

    gains: how loud each window of the played sound was at its end, 1 at full voice.
    """

    people: list[Samples] = field(default_factory=list)
    raw: list[Samples] = field(default_factory=list)
    clean: list[Samples] = field(default_factory=list)
    played: list[Samples] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)


class RoomDoor:
    """One session in one room.

    cancels: False leaves the echo where it is; the door then trusts its ears only where there is none. chimes: the
    session begins with the desk's sound, if there is an echo to be learned from it.
    """

    def __init__(
        self, room: Room, rounds: Sequence[Round], *, cancels: bool = True, chimes: bool = True, seed: int = 0
    ) -> None:
        self.ears_while_speaking = cancels or not room.echo
        self.rounds: list[Heard] = []
        self.tape = Tape()
        self._canceller = EchoCanceller() if cancels and room.echo else None
        self._chime = chime() if chimes and self._canceller is not None else np.zeros(0, np.float32)
        self._coupling = Coupling(room)
        self._noise = room.noise
        self._rng = np.random.default_rng(seed)
        self._coming = deque(rounds)
        self._round: Round | None = None
        self._sound = np.zeros(0, np.float32)
        self._now = 0
        self._queue = np.zeros(0, np.float32)
        self._gain = Gain()
        self._played = self._before = 0
        self._finished = self._ready = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncIterator[Frame | Typed]]:
        """Frames, and the typed questions."""
        self._ready = True
        yield self._items()

    async def _items(self) -> AsyncIterator[Frame | Typed]:
        due = anyio.current_time()
        while not self._finished:
            due += WINDOW / HEAR_RATE
            await anyio.sleep_until(due)
            if self._ready and self._coming and not len(self._chime):
                self._begin(self._coming.popleft())
                assert self._round is not None
                yield Typed(self._round.typed)
            self._now += WINDOW
            yield self._frame()

    def _begin(self, coming: Round) -> None:
        self._round, self._ready, self._before = coming, False, self._played
        self.rounds.append(Heard(self._now))

    def _frame(self) -> Frame:
        played = self._play()
        people = self._people()
        raw = people + self._coupling.hear(played)
        raw = raw + self._noise * self._rng.standard_normal(WINDOW, np.float32)
        raw = np.clip(raw, -1, 1).astype(np.float32)
        clean, only_echo = raw, False
        if self._canceller is not None:
            clean = self._canceller.process(raw, played)
            only_echo = self._canceller.only_echo
        for kept, window in (("people", people), ("raw", raw), ("clean", clean), ("played", played)):
            getattr(self.tape, kept).append(window)
        self.tape.gains.append(self._gain.now)
        return Frame(clean, self._played, only_echo)

    def _play(self) -> Samples:
        out = np.zeros(PLAY_WINDOW, np.float32)
        room = self._gain.room
        count = min(len(self._queue), PLAY_WINDOW if room is None else min(room, PLAY_WINDOW))
        out[:count] = self._queue[:count]
        self._queue = self._queue[count:]
        self._played += count
        out = self._gain.apply(out)
        rung, self._chime = self._chime[:PLAY_WINDOW], self._chime[PLAY_WINDOW:]
        out[: len(rung)] += rung
        return out

    def _people(self) -> Samples:
        current = self._round
        if current is not None and current.sound is not None and self._due(current):
            self.rounds[-1].sound_at = self._now - WINDOW
            self._sound = current.sound
        window = np.zeros(WINDOW, np.float32)
        window[: len(self._sound[:WINDOW])] = self._sound[:WINDOW]
        self._sound = self._sound[WINDOW:]
        return window

    def _due(self, current: Round) -> bool:
        heard = self._played - self._before
        return self.rounds[-1].sound_at is None and heard >= current.over_ms * PLAY_RATE // 1000

    def play(self, pcm: Pcm) -> None:
        """Queues sound."""
        self._queue = np.concatenate([self._queue, pcm.samples])

    def flush(self) -> None:
        """Forgets what is queued."""
        self._queue = self._queue[:0]

    def duck(self, gain: float) -> None:
        """Softer, or standing still at 0."""
        self._gain.aim(gain)

    def mute(self, on: bool) -> None:
        """Nobody mutes anything here."""

    def idle(self, since: int) -> None:
        """Begins the next round, or ends."""
        quiet = since >= samples(NEXT_MS) and not len(self._sound)
        long = bool(self.rounds) and self._now - self.rounds[-1].began > LONGEST_ROUND_S * HEAR_RATE
        if quiet or long:
            self._finished = not self._coming and not self._ready
            self._ready = bool(self._coming)
