"""The sound with which the desk opens: a breath of wind and three soft notes.

It tells that she listens now, and it is for the echo canceller what the first second of her first reply would be
else: the echo's delay and the room are learned from it, before anybody can talk over her. For that it must hold all
frequencies that her voice has, which notes alone do not, and last longer than the longest delay.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Samples

SECONDS = 2.2
LEVEL_DB = -27.0
"""Root mean square, dBFS: some 6 dB below her voice."""
_LOW_HZ, _HIGH_HZ = 120, 7800
_NOTES_HZ = (293.7, 370.0, 440.0)
_EVERY_S = 0.28
_NOTES_SHARE = 0.5


def chime() -> Samples:
    """(n,) float32 at PLAY_RATE, always the same."""
    count = int(SECONDS * PLAY_RATE)
    seconds = np.arange(count) / PLAY_RATE
    wind = _wind(count) * np.sin(np.pi * seconds / SECONDS) ** 0.7
    notes = np.zeros(count)
    for number, hertz in enumerate(_NOTES_HZ):
        since = seconds - 0.1 - number * _EVERY_S
        rung = np.clip(since / 0.02, 0, 1) * np.exp(-3.0 * np.maximum(since, 0))
        notes += rung * np.sin(2 * np.pi * hertz * since)
    notes *= np.clip((SECONDS - seconds) / 0.1, 0, 1)
    sound = wind / np.sqrt(np.mean(wind**2)) + _NOTES_SHARE * notes / np.sqrt(np.mean(notes**2))
    return np.asarray(10 ** (LEVEL_DB / 20) * sound / np.sqrt(np.mean(sound**2)), np.float32)


def _wind(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Noise, as much of it high as low: with less of the high an "s" of hers passed for somebody's voice later on.

    (In four measured rooms 2 false onsets in 72 first replies, and 11 in 36 with noise that falls by 3 dB an octave.)
    """
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / PLAY_RATE)
    return np.fft.irfft(spectrum * ((hertz > _LOW_HZ) & (hertz < _HIGH_HZ)), count)
