"""Sounds that are no words, for who has no folder of them: a cough, a door, a chair, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, samples

Floats = NDArray[np.float64]


def _band(rng: np.random.Generator, count: int, low_hz: float, high_hz: float) -> Floats:
    """Noise between two frequencies."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / HEAR_RATE)
    spectrum[(hertz < low_hz) | (hertz > high_hz)] = 0
    found: Floats = np.fft.irfft(spectrum, count)
    return found


def _decaying(rng: np.random.Generator, ms: int, low_hz: float, high_hz: float) -> Floats:
    count = samples(ms)
    return _band(rng, count, low_hz, high_hz) * np.exp(-5 * np.arange(count) / count)


def _cough(rng: np.random.Generator) -> Floats:
    burst = _decaying(rng, 220, 300, 3500)
    return np.concatenate([burst, np.zeros(samples(120)), 0.7 * burst])


def _door(rng: np.random.Generator) -> Floats:
    return np.concatenate([0.3 * _decaying(rng, 60, 800, 4000), _decaying(rng, 500, 40, 400)])


def _chair(rng: np.random.Generator) -> Floats:
    count = samples(700)
    return _band(rng, count, 200, 1200) * (0.4 + 0.6 * np.abs(np.sin(np.linspace(0, 40, count))))


def _keys(rng: np.random.Generator) -> Floats:
    parts = [np.concatenate([_decaying(rng, 30, 1500, 7000), np.zeros(samples(90))]) for _ in range(9)]
    return np.concatenate(parts)


_NOISES: Mapping[str, Callable[[np.random.Generator], Floats]] = {
    "cough": _cough,
    "door": _door,
    "chair": _chair,
    "keys": _keys,
}


def noises(seed: int = 0) -> dict[str, Samples]:
    """Each by name, (n,) float32 at HEAR_RATE, at no particular level."""
    return {name: np.asarray(make(np.random.default_rng(seed)), np.float32) for name, make in _NOISES.items()}
