"""Engines for a conversation without sound: nobody to hear, nothing to be heard."""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.errors import EngineError
from samantha.ports import Speech, Transcript


class Deaf:
    """Hears no speech, ever."""

    def probability(self, window: Samples) -> float:
        """Zero."""
        return 0.0

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """Never asked, since no speech is heard."""
        raise EngineError("there are no ears in this conversation", where="ears")


class Silent:
    """Says a clause in a single silent sample: enough to be counted as played."""

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """One sample of silence, none for no text."""
        return Speech(Pcm(np.zeros(1 if text.strip() else 0, np.float32), PLAY_RATE))
