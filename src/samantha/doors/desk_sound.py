"""The desk's sound between device and conversation: other rates, other block sizes, and the count of what was heard.

Pure: no device, no clock; every moment is handed in, in seconds of whatever clock the caller uses throughout.

**What has left the loudspeaker.** The output callback says when its block will leave (``leaves_at``: now plus the
device's own latency). A window's end is a moment too. Which sample was leaving at that moment is interpolated. Each
device keeps its own clock; the microphone's is the conversation's.
"""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
import soxr
from numpy.typing import NDArray

from samantha.audio.gain import Gain
from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.desk_reference import PlaybackLine


class Ears:
    """Blocks at a device's rate in, windows of the conversation out."""

    def __init__(self, rate: int) -> None:
        self._stream = None if rate == HEAR_RATE else soxr.ResampleStream(rate, HEAR_RATE, 1, dtype="float32")
        self._rest = np.zeros(0, np.float32)

    def hear(self, block: NDArray[np.float32]) -> list[tuple[Samples, float]]:
        """The windows that a block (n, channels) completes, and how many seconds before its end each had ended."""
        mono = block.mean(axis=1, dtype=np.float32)
        delay = 0.0
        if self._stream is not None:
            mono = self._stream.resample_chunk(mono)
            delay = self._stream.delay()
        self._rest = np.concatenate([self._rest, mono])
        windows = []
        while len(self._rest) >= WINDOW:
            window, self._rest = self._rest[:WINDOW], self._rest[WINDOW:]
            windows.append((np.clip(window, -1.0, 1.0), (len(self._rest) + delay) / HEAR_RATE))
        return windows


class Mouth:
    """Queued sound at PLAY_RATE out at a device's rate, silence when there is none, and the count of what left.

    The resampler is fed without a break, silence included, so its output at position p is its input at p times the
    ratio of the rates: sound of an epoch is found again by its place on the fed line. Safe to call from two threads.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stream = None if rate == PLAY_RATE else soxr.ResampleStream(PLAY_RATE, rate, 1, dtype="float32")
        self._lock = threading.Lock()
        self._queue: deque[Samples] = deque()
        self._ready = np.zeros(0, np.float32)
        self._fed = 0
        self._taken = 0
        self._blocks: deque[tuple[float, int, int]] = deque(maxlen=4096)  # leaves_at, first frame, frames
        self._given: deque[tuple[int, int]] = deque()  # stretches of given sound: place on the fed line, samples
        self._gone = 0
        self._played = 0
        self._epoch = 0
        self._gain = Gain()
        self._ringing = np.zeros(0, np.float32)
        self._line = PlaybackLine()

    def give(self, samples: Samples) -> None:
        """Queues (n,) float32 at PLAY_RATE."""
        with self._lock:
            self._queue.append(samples)

    def ring(self, sound: Samples) -> None:
        """Plays (n,) float32 at PLAY_RATE over whatever is being played. It counts nowhere, and nothing ends it."""
        with self._lock:
            self._ringing = sound

    def flush(self, epoch: int) -> None:
        """Forgets what has not been taken (a few ms inside the resampler still come out) and counts from zero."""
        with self._lock:
            self._queue.clear()
            self._given.clear()
            self._gone = self._played = 0
            self._epoch = epoch

    def duck(self, gain: float) -> None:
        """So loud from the next block on; at 0 nothing is taken from the queue."""
        with self._lock:
            self._gain.aim(gain)

    def rests(self, frames: int, leaves_at: float) -> bool:
        """Whether there is nothing to play: then a block of silence counts as taken, in a few microseconds."""
        with self._lock:
            busy = self._queue or len(self._ringing) or len(self._ready) or self._stream or not self._gain.rests
            if busy:
                return False
            self._blocks.append((leaves_at, self._taken, frames))
            self._line.pause(frames)
            self._taken += frames
            self._fed += frames
            return True

    def take(self, frames: int, leaves_at: float) -> Samples:
        """The next (frames,) float32 at the device's rate, the first of which leaves at that moment (s)."""
        with self._lock:
            self._blocks.append((leaves_at, self._taken, frames))
            while (missing := frames - len(self._ready)) > 0:
                chunk = self._feed(-(-missing * PLAY_RATE // self._rate))
                if self._stream is not None:
                    chunk = np.clip(self._stream.resample_chunk(chunk), -1.0, 1.0)
                self._ready = np.concatenate([self._ready, chunk])
            block, self._ready = self._ready[:frames], self._ready[frames:]
            self._taken += frames
            return block

    def reference(self) -> tuple[Samples, int]:
        """For the next window of the microphone, what is being played, as ``PlaybackLine.read``."""
        with self._lock:
            return self._line.read()

    def heard(self, at: float) -> tuple[int, int]:
        """The epoch, and how many of its samples had left at that moment (s); never less than before."""
        with self._lock:
            left = self._left(at) * PLAY_RATE // self._rate
            while self._given and sum(self._given[0]) <= left:
                self._gone += self._given.popleft()[1]
            partly = max(0, left - self._given[0][0]) if self._given else 0
            self._played = max(self._played, self._gone + partly)
            return self._epoch, self._played

    def _left(self, at: float) -> int:
        blocks = self._blocks
        while len(blocks) > 1 and blocks[1][0] <= at:
            blocks.popleft()
        if not blocks:
            return 0
        leaves_at, first, frames = blocks[0]
        return first + min(frames, max(0, int((at - leaves_at) * self._rate)))

    def _feed(self, want: int) -> Samples:
        chunk = np.zeros(want, np.float32)
        filled = 0
        room = self._gain.room
        most = want if room is None else min(want, room)
        while self._queue and filled < most:
            head = self._queue[0]
            part = head[: most - filled]
            chunk[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) == len(head):
                self._queue.popleft()
            else:
                self._queue[0] = head[len(part) :]
        chunk = self._gain.apply(chunk)
        rung, self._ringing = self._ringing[:want], self._ringing[want:]
        chunk[: len(rung)] += rung
        self._line.append(chunk)
        if filled:
            self._given.append((self._fed, filled))
        self._fed += want
        return chunk
