"""The way from the loudspeaker to the microphone, learned while she speaks, and the echo it predicts.

A room is a long filter: what arrives is the sum of everything played in the last half second, each moment with a
weight of its own. Cut into partitions of one window and taken to the frequency domain, every weight is tracked by a
Kalman filter of one number: an estimate, and how doubtful it is. What the prediction cannot explain, the user above
all, counts as noise of the measurement, so the path is learned slower while both talk, and not unlearned. That is
what step-size rules lack, and why there is no detector of double-talk here.

(Enzner and Vary, "Frequency-domain adaptive Kalman filter for acoustic echo control in hands-free telephones", Signal
Processing 86, 2006; partitioned as in Kuech, Mabande and Enzner, "State-space architecture of the partitioned-block-
based acoustic echo controller", ICASSP 2014.) Ours differ in three numbers, found on measured rooms: doubt shrinks
half as fast as independent data would allow, what may change of the path is spread as a room's decay, and a young
filter learns again from windows it has heard before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import Samples
from samantha.core.clock import WINDOW

Spectrum = NDArray[np.complex64]
Power = NDArray[np.float32]

PARTITIONS = 16
"""The filter's length in windows: 512 ms."""
_AGAIN = (2, 4, 8, 16)
"""A young filter learns again from the windows this many before: in four rooms 22 instead of 16 dB for 2 to 4 s."""
YOUNG = 160
"""Windows with sound until a new filter is no longer young (5 s); half of that after a change."""
_PRIOR = 10.0
"""Power gain a new path may have, against what the levels of both sides suggest."""
_FADING = (10 ** (-0.3 * np.arange(PARTITIONS)) / (10 ** (-0.3 * np.arange(PARTITIONS))).sum()).astype(np.float32)
"""How that gain is spread over the partitions: 3 dB less in each, as in a room that falls by 60 dB in 0.64 s."""
_STEADY = 0.9995**2
"""Share of the path's power that is still the same a window later."""
_NOISE_KEPT = 0.4
"""Share of the noise's spectrum that is kept a window later. Speech changes fast."""

HISTORY = PARTITIONS + _AGAIN[-1] + 1
"""Windows of played sound that ``realign`` wants."""


class EchoPath:
    """Predicts the echo in each window, and learns from it."""

    def __init__(self) -> None:
        self.young = 0
        """Windows with sound until it is no longer young."""
        self._played = np.zeros((HISTORY - 1, WINDOW + 1), np.complex64)  # newest first
        self._before = np.zeros(WINDOW, np.float32)
        self._heard = np.zeros((_AGAIN[-1] + 1, WINDOW), np.float32)  # newest first
        self._path = np.zeros((PARTITIONS, WINDOW + 1), np.complex64)
        self._doubt = np.zeros((PARTITIONS, WINDOW + 1), np.float32)
        self._noise = np.zeros(WINDOW + 1, np.float32)

    def begin(self, gain: float) -> None:
        """Afterwards nothing is known of the path but its power gain, roughly."""
        self._path[:] = 0
        self._doubt[:] = _PRIOR * gain * _FADING[:, None]
        self.young = YOUNG

    def doubt(self, share: float) -> None:
        """Afterwards this share, in [0, 1], of the path's power may be different from what has been learned."""
        self._doubt += share * float(_power(self._path).sum(0).mean()) * _FADING[:, None]
        self.young = max(self.young, YOUNG // 2)

    def realign(self, played: Samples) -> None:
        """Replaces what was played in the last HISTORY windows, (HISTORY * 512,) float32, by how it lies now."""
        pairs = np.lib.stride_tricks.sliding_window_view(played, 2 * WINDOW)[::WINDOW]
        self._played[:] = np.fft.rfft(pairs[::-1])
        self._before = played[-WINDOW:]

    def cancel(self, heard: Samples, played: Samples, *, learn: bool = True) -> tuple[Samples, Samples]:
        """The window without its echo, and the echo; all (512,) float32."""
        self._played[1:] = self._played[:-1]
        self._played[0] = np.fft.rfft(np.concatenate([self._before, played]))
        self._before = played
        self._heard[1:] = self._heard[:-1]
        self._heard[0] = heard
        echo = self._echo(0)
        cleaned = heard - echo
        if learn and self._played[:PARTITIONS].any():
            self._learn(0, cleaned)
            if self.young > 0:
                self.young -= 1
                for ago in _AGAIN:
                    self._learn(ago, self._heard[ago] - self._echo(ago))
        return cleaned, echo

    def recent(self, windows: int) -> tuple[Samples, Samples]:
        """What was heard in the last ``windows`` (at most 17), and the echo that is predicted for them now."""
        heard = self._heard[:windows][::-1].reshape(-1)
        return heard, np.concatenate([self._echo(ago) for ago in reversed(range(windows))])

    def _echo(self, ago: int) -> Samples:
        played = self._played[ago : ago + PARTITIONS]
        echo: Samples = np.asarray(np.fft.irfft((played * self._path).sum(0))[WINDOW:], np.float32)
        return echo

    def _learn(self, ago: int, cleaned: Samples) -> None:
        played = self._played[ago : ago + PARTITIONS]
        late = np.concatenate([np.zeros(WINDOW, np.float32), cleaned])
        error: Spectrum = np.asarray(np.fft.rfft(late), np.complex64)
        noise = _NOISE_KEPT * self._noise + (1 - _NOISE_KEPT) * _power(error)
        power = _power(played)
        gain = self._doubt / ((power * self._doubt).sum(0) + noise + 1e-9)
        step = np.fft.irfft(gain * played.conj() * error)
        step[:, WINDOW:] = 0  # a partition is one window long
        self._path += np.fft.rfft(step)
        self._doubt *= 1 - 0.5 * gain * power
        if ago == 0:
            self._noise = noise
            self._doubt *= _STEADY
            self._doubt += (1 - _STEADY) * _FADING[:, None] * _power(self._path).sum(0)


def _power(spectrum: Spectrum) -> Power:
    power: Power = spectrum.real**2 + spectrum.imag**2
    return power
