"""WebRTC's detector as the cheap gate before the judge.

An always-on microphone hears mostly nothing. WebRTC's detector (energies in six bands against running Gaussian
models of noise and speech, all in integers) is far too lenient to decide a turn, but where it hears nothing there
is nothing, and it costs a tenth of the judge. While the gate is shut the judge does not run; when it opens, the
judge first hears the windows kept back, so that an onset finds it warm. Measured by ``bench/ears.py``: at normal
level, 20 dB below it and in noise at 10 dB, every onset of the judge alone is kept, at most one window later.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import webrtcvad

from samantha.audio.pcm import Samples
from samantha.core.clock import HEAR_RATE, WINDOW, samples
from samantha.engines.silero import Silero
from samantha.ports import SpeechDetector

_SLICE_BYTES = samples(10) * 2
"""WebRTC judges slices of 10, 20 or 30 ms, 16-bit; the shortest catches the shortest sounds."""


class Gated:
    """A ``SpeechDetector`` that asks another, the judge, only while WebRTC hears something.

    Args:
        judge: asked while the gate is open.
        strictness: WebRTC's aggressiveness, 0 lets most through, 3 least. From 2 on, onsets of speech 20 dB
            below normal come late or never.
        hangover_ms: how long the gate stays open after the last slice with sound in it.
        kept: how many windows are kept back to warm the judge with; 16 halve the late onsets of 8.
    """

    def __init__(self, judge: SpeechDetector, *, strictness: int = 1, hangover_ms: int = 800, kept: int = 16) -> None:
        self._judge = judge
        self._webrtc = webrtcvad.Vad(strictness)
        self._hangover = samples(hangover_ms) // WINDOW
        self._open_for = 0
        self._kept: deque[Samples] = deque(maxlen=kept)
        self._slices = b""

    @property
    def is_open(self) -> bool:
        """Whether the judge was asked about the last window."""
        return self._open_for > 0

    def probability(self, window: Samples) -> float:
        """Probability in [0, 1] that the window, (512,) float32 at 16 kHz, holds speech; 0 while shut."""
        self._open_for = self._hangover if self._sounds(window) else max(0, self._open_for - 1)
        if not self.is_open:
            self._kept.append(window.copy())
            return 0.0
        while self._kept:
            self._judge.probability(self._kept.popleft())
        return self._judge.probability(window)

    def _sounds(self, window: Samples) -> bool:
        """Whether WebRTC hears something in any slice that ends in this window; all slices pass through it."""
        pending = self._slices + (np.clip(window, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        whole = len(pending) - len(pending) % _SLICE_BYTES
        self._slices = pending[whole:]
        slices = [pending[at : at + _SLICE_BYTES] for at in range(0, whole, _SLICE_BYTES)]
        # Every slice is judged, also behind a hit: the detector learns from each.
        return any([self._webrtc.is_speech(piece, HEAR_RATE) for piece in slices])  # noqa: C419


def gated_silero() -> Gated:
    """The ears' detector: WebRTC's gate before Silero."""
    return Gated(Silero())
