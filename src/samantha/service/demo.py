"""The demonstration for a machine without a microphone: a man's voice asks, she answers, all of it for real."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import numpy as np

from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.file import SoundDoor
from samantha.engines.piper import Piper
from samantha.models.store import Store

ASKING_VOICE = "piper-joe"
QUESTIONS = (
    "Hello Samantha. Should I get a dog or a cat?",
    "What could I cook for two friends tonight?",
    "And how do you say thank you in Italian?",
)


async def demo_door(shelf: Store) -> SoundDoor:
    """A microphone at which the questions are asked, each when the last has been answered. Raises ModelError."""
    voice = await Piper.load(await anyio.to_thread.run_sync(shelf.path, ASKING_VOICE))
    return SoundDoor([_windows((await voice.speak(question)).pcm) for question in QUESTIONS])


def _windows(pcm: Pcm) -> Iterator[Samples]:
    """The sound in windows of the conversation's clock, with a moment of silence around it."""
    sound = np.pad(pcm.at(HEAR_RATE).samples, (HEAR_RATE // 2, 0))
    sound = np.pad(sound, (0, -len(sound) % WINDOW))
    yield from sound.reshape(-1, WINDOW)
