"""What the loudspeaker was given, as a line that can be read at any delay, to a fraction of a sample.

An echo canceller subtracts what it knows from what it hears, so both must lie on one clock. The loudspeaker's sound
comes at 24 kHz and is heard some hundred milliseconds later, on a clock that may run a little faster or slower. Here
it is brought to 16 kHz once (two filters in turn, for the ratio is 3:2), and every window is then read at the delay
that holds at its beginning, fading to the one that holds at its end: with clocks 100 ppm apart these differ by a
twentieth of a sample, for which a fade is as good as a filter of its own for every sample.

Both steps are windowed sincs (J. O. Smith, "Digital Audio Resampling", CCRMA).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core.clock import HEAR_RATE, WINDOW

_PLAY_WINDOW = WINDOW * PLAY_RATE // HEAR_RATE
_HALF_PLAYED = 24
"""Half the length of the filters that change the rate, samples at PLAY_RATE."""
_HALF = 16
"""Half the length of the filters that read between samples."""

LAG = _HALF_PLAYED * HEAR_RATE // PLAY_RATE
"""Samples by which the line is later than what was pushed (1 ms)."""

LEAST_DELAY = LAG + _HALF
"""The smallest delay, in samples, at which a window can be read (2 ms)."""


class Reference:
    """The newest ``keep`` samples of what the loudspeaker was given, at 16 kHz."""

    def __init__(self, keep: int) -> None:
        self._line = np.zeros(keep, np.float32)
        self._played = np.zeros(2 * _HALF_PLAYED, np.float32)
        self._late = np.zeros(LAG, np.float32)
        cutoff = 0.96 * HEAR_RATE / PLAY_RATE
        self._on, self._between = (_sinc(at, _HALF_PLAYED, cutoff) for at in (0.0, 0.5))

    def push(self, played: Samples) -> None:
        """The next window's sound: (768,) float32 at PLAY_RATE, or (512,) at HEAR_RATE."""
        if len(played) == _PLAY_WINDOW:
            fresh = self._resampled(played)
        elif len(played) == WINDOW:
            fresh, self._late = np.split(np.concatenate([self._late, played]), [WINDOW])
        else:
            raise ValueError(f"a window has {_PLAY_WINDOW} or {WINDOW} samples, not {len(played)}")
        self._line = np.concatenate([self._line[WINDOW:], fresh])

    def read(self, first_delay: float, last_delay: float, count: int = WINDOW, *, ago: int = 0) -> Samples:
        """What was pushed ``first_delay`` (for the last sample: ``last_delay``) samples before the stretch of
        ``count`` samples that ended ``ago`` samples ago; (count,) float32. Delays are at least LEAST_DELAY.
        """
        base = int(min(first_delay, last_delay))
        first = self._shifted(base, first_delay - base, count, ago)
        if first_delay == last_delay:
            return first
        last = self._shifted(base, last_delay - base, count, ago)
        fade = np.linspace(0, 1, count, dtype=np.float32)
        faded: Samples = first + fade * (last - first)
        return faded

    def _shifted(self, whole: int, part: float, count: int, ago: int) -> Samples:
        end = len(self._line) - ago - whole + LAG
        if part == 0.0:
            return self._line[end - count : end]
        line = self._line[end - count - _HALF : end + _HALF - 1]
        shifted: Samples = np.convolve(line, _sinc(1.0 - part, _HALF, 1.0)[::-1], "valid")
        return shifted

    def _resampled(self, played: Samples) -> Samples:
        self._played = np.concatenate([self._played[len(self._played) - 2 * _HALF_PLAYED :], played])
        taps = sliding_window_view(self._played, 2 * _HALF_PLAYED)
        fresh = np.empty(WINDOW, np.float32)
        fresh[0::2] = taps[1 : _PLAY_WINDOW + 1 : 3] @ self._on
        fresh[1::2] = taps[2 : _PLAY_WINDOW + 1 : 3] @ self._between
        return fresh


def _sinc(at: float, half: int, cutoff: float) -> Samples:
    """Weights of 2 * half samples for the value ``at`` (0 to 1) between the middle two; cutoff: share of Nyquist."""
    away = np.arange(1 - half, half + 1) - at
    weights: Samples = (cutoff * np.sinc(cutoff * away) * np.cos(np.pi * away / (2 * half + 3)) ** 2).astype(
        np.float32
    )
    return weights
