"""What happened in a conversation, told by its recording alone.

The recording has the microphone left and the loudspeaker right, on one sample clock. Sound counts as audible where a
frame of 5 ms rises above -40 dB of the loudest sample of its own channel. No log, no event and no clock of any
program under test is asked, so every program is measured the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE
from samantha.errors import InputError
from samantha.testing.bench.corpus import Item, Pause

FRAME_MS = 5
AUDIBLE_DB = -40.0
SHORTEST_PAUSE_MS = 200
"""Shorter pauses are not counted: they are part of speaking."""


@dataclass(frozen=True, slots=True)
class KeptPause:
    """A pause of the user's and whether the other side was silent in it. Times in ms of the recording."""

    start_ms: float
    length_ms: float
    unfinished: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One turn on the waveform.

    voice_to_voice_ms: from the end of the user's speech to the first audible frame of the reply, negative when the
    reply came first, None when none came. after_end_ms: the first audible frame behind the end, the same unless the
    reply came too early.
    """

    voice_to_voice_ms: float | None
    after_end_ms: float | None
    pauses: tuple[KeptPause, ...]

    @property
    def cut_off(self) -> bool:
        """Whether the reply began before the user had finished."""
        return self.voice_to_voice_ms is not None and self.voice_to_voice_ms < 0


def loudspeaker(path: Path) -> tuple[Samples, int]:
    """The right channel of a recording, (n,) float32, and its rate. Raises InputError."""
    try:
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise InputError(f"the recording cannot be read: {error}", where=str(path)) from error
    return np.ascontiguousarray(sound[:, -1]), int(rate)


def measured(played: Samples, rate: int, item: Item) -> Measured:
    """The turn that this item was; played: (n,) float32 at ``rate``, the loudspeaker from the item's start on."""
    begins_ms = audible(played, rate).astype(np.float64) * FRAME_MS
    end_ms = _ms(item.speech_end)
    after = begins_ms[begins_ms >= end_ms]
    return Measured(
        float(begins_ms[0]) - end_ms if len(begins_ms) else None,
        float(after[0]) - end_ms if len(after) else None,
        tuple(_kept(begins_ms, pause) for pause in item.pauses if _ms(pause.length) >= SHORTEST_PAUSE_MS),
    )


def audible(channel: Samples, rate: int) -> NDArray[np.int64]:
    """Numbers of the frames in which something can be heard, ascending; none for a silent channel."""
    frame = rate * FRAME_MS // 1000
    size = np.abs(channel)
    if not size.any():
        return np.zeros(0, np.int64)
    levels = np.pad(size, (0, -len(size) % frame)).reshape(-1, frame).max(axis=1)
    return np.flatnonzero(levels > levels.max() * 10 ** (AUDIBLE_DB / 20))


def _kept(begins_ms: NDArray[np.float64], pause: Pause) -> KeptPause:
    start, end = _ms(pause.start), _ms(pause.end)
    spoken = np.any((begins_ms + FRAME_MS > start) & (begins_ms < end))
    return KeptPause(start, end - start, pause.unfinished, not spoken)


def _ms(count: int) -> float:
    return count * 1000 / HEAR_RATE
