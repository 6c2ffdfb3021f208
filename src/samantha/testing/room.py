"""A room without walls: what a microphone hears of a loudspeaker, of people and of noise, window by window.

What is played goes through the devices' delay, on a clock of its own, and through the room's impulse response. It is
computed from what was played so far only, so a conversation can be held in it. Rooms are measured ones from a folder
or made here: a direct sound, some first reflections and a decay of noise (Moorer, "About this reverberation
business", Computer Music Journal 3, 1979).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samantha.audio.files import read
from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.errors import InputError

_LEAD = samples(5)
"""So much is left in front of the strongest sound of a measured room: the rest is its own recording's delay."""
_HALF = 16
"""Half the length of the filter that reads between samples."""
_CUTOFF = 0.95 * HEAR_RATE / PLAY_RATE


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """response: (n,) float32 at HEAR_RATE, its energy is 1.

    delay_ms: of the devices, 2 at least; drift_ppm: by how much the loudspeaker's clock is slower than the
    microphone's; echo: by what her voice is multiplied on the way, 0 for headphones; noise: root mean square.
    """

    name: str
    response: Samples
    delay_ms: float = 60.0
    drift_ppm: float = 0.0
    echo: float = 1.0
    noise: float = 1e-3


def made(name: str, decay_ms: int, seed: int) -> Samples:
    """The response of a room that falls by 60 dB in that time, the same for the same seed."""
    rng = np.random.default_rng(seed)
    tail = (
        0.08 * rng.standard_normal(samples(decay_ms)) * 10 ** (-3 * np.arange(samples(decay_ms)) / samples(decay_ms))
    )
    tail[0] = 1.0
    for _ in range(6):
        tail[rng.integers(samples(1), samples(20))] += rng.uniform(-0.4, 0.4)
    return _of_one(tail)


MADE: Mapping[str, tuple[int, int]] = {"office": (250, 1), "living room": (450, 2)}
"""Rooms for who has no folder of them: decay in ms, seed."""


def responses(folder: Path | None) -> dict[str, Samples]:
    """Rooms by name: those of a folder of impulse responses, or those made here. Raises InputError."""
    if folder is None:
        return {name: made(name, *how) for name, how in MADE.items()}
    if not folder.is_dir():
        raise InputError("there is no such folder", where=str(folder), mend="Give a folder of impulse responses.")
    files = [file for file in sorted(folder.iterdir()) if file.suffix in (".wav", ".flac")]
    if not files:
        raise InputError("holds no .wav or .flac file", where=str(folder), mend="Give a folder of impulse responses.")
    return {file.stem: _measured(file) for file in files}


def _measured(file: Path) -> Samples:
    sound = read(file, HEAR_RATE).samples
    if not sound.any():
        raise InputError("is silent", where=str(file), mend="An impulse response has a peak.")
    return _of_one(sound[max(0, int(np.abs(sound).argmax()) - _LEAD) :].astype(np.float64))


def _of_one(response: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Samples:
    return np.asarray(response / np.sqrt(np.sum(response**2)), np.float32)


class Coupling:
    """The way from the loudspeaker to the microphone of one room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        size = 1 << int(np.ceil(np.log2(WINDOW + len(room.response))))
        self._spectrum = np.fft.rfft(room.response * np.float32(room.echo), size)
        self._size = size
        self._tail = np.zeros(size, np.float32)
        self._line = np.zeros(2 * PLAY_RATE, np.float32)
        self._windows = 0

    def hear(self, played: Samples) -> Samples:
        """The echo in the window in which this, (768,) float32 at PLAY_RATE, is handed to the device; (512,)."""
        self._line = np.concatenate([self._line[PLAY_WINDOW:], played])
        self._windows += 1
        sound = np.fft.irfft(np.fft.rfft(self._arrived(), self._size) * self._spectrum, self._size)
        self._tail += sound.astype(np.float32)
        echo = self._tail[:WINDOW].copy()
        self._tail = np.concatenate([self._tail[WINDOW:], np.zeros(WINDOW, np.float32)])
        return echo

    def _arrived(self) -> Samples:
        """What has left the devices in this window, between samples where the clocks differ."""
        drift = self._room.drift_ppm * 1e-6 * WINDOW * self._windows
        delay = samples(self._room.delay_ms) + drift
        at = len(self._line) + (np.arange(WINDOW) - WINDOW - delay) * PLAY_RATE / HEAR_RATE
        first = np.floor(at).astype(np.int64) - _HALF + 1
        taps = first[:, None] + np.arange(2 * _HALF)
        apart = taps - at[:, None]
        weights = _CUTOFF * np.sinc(_CUTOFF * apart) * (0.5 + 0.5 * np.cos(np.pi * apart / (_HALF + 1)))
        arrived: Samples = (self._line[np.clip(taps, 0, len(self._line) - 1)] * weights).sum(1).astype(np.float32)
        return arrived
