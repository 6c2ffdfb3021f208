"""Time is samples: every moment in the core is a count of microphone samples at 16 kHz.

A conversation driven by counts has no clock to mock, runs at any pace, and replays exactly.
"""

from __future__ import annotations

HEAR_RATE = 16_000
"""Samples per second of everything heard: what Silero, Whisper and Smart Turn were trained on."""

WINDOW = 512
"""Samples in one window of the conversation's clock (32 ms): the size Silero judges."""


def samples(ms: float) -> int:
    """Milliseconds as a count of samples at HEAR_RATE."""
    return round(ms * HEAR_RATE / 1000)


def ms(count: int) -> int:
    """A count of samples at HEAR_RATE as milliseconds, rounded."""
    return round(count * 1000 / HEAR_RATE)
