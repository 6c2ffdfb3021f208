"""What every clause goes through before it leaves a voice: silence off, loudness even, edges soft.

Silence in front of the speech is delay the listener hears, and silence behind it is a pause nobody asked for. Voices
leave 0.05-0.5 s of both. The speech is found by its level against the clause's own loudest moment: synthetic silence
lies 60 dB and more below it, while the softest beginnings (the f of "four", the h of "he") rise through -50 dB within
two hundredths of a second before they can be heard. So the threshold may be low, and a margin keeps what is before.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples

FRAME_MS = 5
LEAD_MS = 20
TAIL_MS = 30
FRONT_DB = -48.0
"""Speech begins at the first frame that comes so near the loudest frame's level."""
BACK_DB = -52.0
"""Speech ends with the last such frame; lower, because the ear follows a decay further than it notices a rise."""
FADE_MS = 3
SILENT_DB = -80.0
"""A loudest frame below this, dBFS, is no speech at all."""

LEVEL_DB = -20.0
"""Root mean square of the speech, dBFS, at volume 1: what broadcast speech has, with room for its peaks."""
ACTIVE_DB = -25.0
"""Frames so near the loudest one count as speech when loudness is measured (roughly the voiced ones)."""
MOST_GAIN_DB = 18.0
KNEE = 0.7
"""Peaks above this are bent, not clipped; they approach 1."""


def edges(pcm: Pcm) -> tuple[int, int]:
    """Where speech begins and ends, in samples, with LEAD_MS before and TAIL_MS behind; (0, 0) for none."""
    levels = _levels(pcm)
    if len(levels) == 0 or levels.max() < SILENT_DB:
        return 0, 0
    relative = levels - levels.max()
    first = int(np.argmax(relative > FRONT_DB))
    last = len(relative) - int(np.argmax(relative[::-1] > BACK_DB))
    frame = _frame(pcm.rate)
    start = max(0, first * frame - LEAD_MS * pcm.rate // 1000)
    return start, min(len(pcm), last * frame + TAIL_MS * pcm.rate // 1000)


def trimmed(pcm: Pcm) -> Pcm:
    """What lies between the edges, faded over FADE_MS at both. Empty if the sound is digital silence."""
    start, stop = edges(pcm)
    return _faded(Pcm(pcm.samples[start:stop], pcm.rate))


def loudness_db(pcm: Pcm) -> float:
    """Root mean square of the speech in it (frames within ACTIVE_DB of the loudest), dBFS."""
    levels = _levels(pcm)
    if len(levels) == 0:
        return -140.0
    active = levels[levels > levels.max() + ACTIVE_DB]
    return float(10 * np.log10(np.mean(10 ** (active / 10))))


def levelled(pcm: Pcm, volume: float) -> Pcm:
    """The same sound at LEVEL_DB times volume (linear), peaks bent below 1."""
    if len(pcm) == 0:
        return pcm
    gain_db = min(LEVEL_DB - loudness_db(pcm), MOST_GAIN_DB)
    return Pcm(_bent(pcm.samples * np.float32(volume * 10 ** (gain_db / 20))), pcm.rate)


def finished(pcm: Pcm, volume: float) -> Pcm:
    """One sentence ready to play: trimmed, levelled, at PLAY_RATE."""
    return levelled(trimmed(pcm).at(PLAY_RATE), volume)


def _frame(rate: int) -> int:
    return rate * FRAME_MS // 1000


def _levels(pcm: Pcm) -> Samples:
    """Level of each whole frame, dBFS: (n,) float32."""
    frame = _frame(pcm.rate)
    count = len(pcm) // frame
    power = np.mean(pcm.samples[: count * frame].reshape(count, frame) ** 2, axis=1) if count else np.zeros(0)
    return (10 * np.log10(power + 1e-14)).astype(np.float32)


def _faded(pcm: Pcm) -> Pcm:
    count = min(FADE_MS * pcm.rate // 1000, len(pcm) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    out = pcm.samples.copy()
    out[:count] *= ramp
    out[len(out) - count :] *= ramp[::-1]
    return Pcm(out, pcm.rate)


def _bent(samples: Samples) -> Samples:
    """Identity up to KNEE, then a tanh with the same slope that never reaches 1."""
    over = np.abs(samples) > KNEE
    out = samples.copy()
    room = np.float32(1 - KNEE)
    out[over] = np.sign(samples[over]) * (KNEE + room * np.tanh((np.abs(samples[over]) - KNEE) / room))
    return out
