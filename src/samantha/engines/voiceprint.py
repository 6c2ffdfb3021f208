"""What a voice sounds like: an embedding of our own making, without a neural net.

Mel-frequency cepstra describe the shape of the vocal tract, frame by frame; their mean and spread over some seconds
say more of who speaks than of what is said (Reynolds and Rose, 1995). What of that changes within one voice, with
the words and the room, counts less: the vector is whitened by the covariance within voices (WCCN: Hatch, Kajarekar
and Stolcke, 2006). The measure of likeness is the cosine. bench/people.py makes the whitening from her own voices,
pitched up and down, in made rooms, and measures on the voices of others: docs/benchmarks.md has the error rates.

A few seconds take some milliseconds, and they are only taken where somebody has been introduced.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, samples
from samantha.ports import Transcriber, Transcript, Voiceprint

FRAME, HOP, POINTS = samples(25), samples(10), 512
BANDS, LOWEST_HZ, HIGHEST_HZ = 40, 60.0, 7600.0
CEPSTRA = 23
"""Coefficients 1 to 23 of the cosine transform; the first, the loudness, says nothing of who speaks."""

LOUD = 4.5
"""Frames count that lie this little below the loud ones, in natural logarithms of energy: 20 dB."""

LONGEST_S = 20
"""More of a turn tells nothing new."""

LEAST_S = 0.4
"""Less speech than this tells nothing at all."""

FILE = Path(__file__).with_suffix(".npy")
"""(2 + n, n) float32: mean and spread of the statistics, and the whitening behind them; n = 2 * CEPSTRA."""


class VoicedEars:
    """A Transcriber that also says what the voice sounds like, while that is ``wanted``."""

    def __init__(self, ears: Transcriber, wanted: Callable[[], bool]) -> None:
        self._ears = ears
        self._wanted = wanted

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """Words and voice of one utterance."""
        said = await self._ears.transcribe(pcm)
        if not self._wanted() or not said.text:
            return said
        voice = await anyio.to_thread.run_sync(voiceprint, pcm.at(HEAR_RATE).samples)
        return replace(said, voice=voice)


def voiceprint(sound: Samples) -> Voiceprint | None:
    """Of the speech in (n,) float32 at HEAR_RATE; None if there is too little of it."""
    found, seconds = statistics(sound)
    if seconds < LEAST_S:
        return None
    mean, spread, whitening = _learned()
    direction = ((found - mean) / spread) @ whitening
    unit: Samples = (direction / np.linalg.norm(direction)).astype(np.float32)
    return Voiceprint(unit, seconds)


def mixed(voices: list[Voiceprint]) -> Voiceprint:
    """One voice, as several utterances of it have it; each counts by its length."""
    direction = np.sum([voice.direction * voice.seconds for voice in voices], axis=0)
    unit: Samples = (direction / np.linalg.norm(direction)).astype(np.float32)
    return Voiceprint(unit, sum(voice.seconds for voice in voices))


def statistics(sound: Samples) -> tuple[NDArray[np.float64], float]:
    """(2 * CEPSTRA,): mean and spread of the cepstra over the frames with speech; seconds of those frames."""
    sound = sound[: LONGEST_S * HEAR_RATE]
    if len(sound) < FRAME + 2 * HOP:
        return np.zeros(2 * CEPSTRA), 0.0
    bright = np.append(sound[0], sound[1:] - 0.97 * sound[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(bright, FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames, POINTS)) ** 2
    energy = np.log(power.sum(axis=1) + 1e-9)
    loud = energy > np.percentile(energy, 95) - LOUD
    cepstra = np.log(power[loud] @ _bands() + 1e-8) @ _cosines()
    found: NDArray[np.float64] = np.concatenate([cepstra.mean(axis=0), cepstra.std(axis=0)])
    return found, float(loud.sum()) * HOP / HEAR_RATE


@functools.cache
def _learned() -> tuple[Samples, Samples, Samples]:
    known = np.load(FILE)
    return known[0], known[1], known[2:]


@functools.cache
def _bands() -> NDArray[np.float64]:
    """(POINTS // 2 + 1, BANDS): triangles, evenly spaced in mel."""
    mel = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hz = np.fft.rfftfreq(POINTS, 1 / HEAR_RATE)[:, None]
    rising = (hz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None)


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


@functools.cache
def _cosines() -> NDArray[np.float64]:
    """(BANDS, CEPSTRA)."""
    at = (np.arange(BANDS) + 0.5) / BANDS
    cosines: NDArray[np.float64] = np.cos(np.pi * np.outer(at, np.arange(1, CEPSTRA + 1))) * np.sqrt(2 / BANDS)
    return cosines
