"""Speech that a test can read: words written into the samples themselves.

Each spoken word is a stretch of samples of one constant value that encodes the word's number, so a scripted
transcriber recovers from any cut of the sound exactly the words that are in it, and a lost, doubled or swapped word
cannot hide. The same code marks whose voice it is, so a recording of the loudspeaker tells which reply was played.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import Samples

STEP = 1 / 8192
"""Difference in sample value between neighbouring numbers; exact in float32."""


def word(number: int, length: int) -> Samples:
    """``length`` samples that say word ``number`` (1 to 8000)."""
    if not 1 <= number <= 8000:
        raise ValueError(f"word number {number} is not in 1..8000")
    return np.full(length, number * STEP, np.float32)


def words(sound: Samples, *, shortest: int) -> list[int]:
    """The numbers of the words in ``sound``, in order; under ``shortest`` samples they are too short to be heard."""
    numbers = np.rint(sound / STEP).astype(int)
    edges = np.flatnonzero(np.diff(numbers)) + 1
    runs = np.split(numbers, edges)
    return [int(run[0]) for run in runs if len(run) >= shortest and run[0] > 0]
