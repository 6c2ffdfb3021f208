"""A conversation in tones, for a real sound server: what is said can be told from the sound, whatever became of it.

A number is a chord of two tones, as on a telephone's keys. It outlives other rates, lost beginnings and volume. These
engines hear "I have seen number 7." in chord 7, and answer with the same chord; all else she says is chord 0. Run as
a program this is the background service with these engines, everything else as the user has it.
"""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Message, Speech, Transcript
from samantha.service import serving
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.service.logs import begin_logging
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing.fakes import ScriptedModel

LOW = 500.0 + 50 * np.arange(16)
HIGH = 1500.0 + 80 * np.arange(16)
MOST = len(LOW) * len(HIGH) - 1
SPOKEN_S = 0.6
ANSWERED_S = 1.5
OTHER_S = 0.3
LOUD = 0.02


def chord(number: int, seconds: float, rate: int) -> Samples:
    """(n,) float32 of this number, 0 to MOST."""
    high, low = divmod(number, len(LOW))
    t = 2 * np.pi * np.arange(round(seconds * rate)) / rate
    return np.asarray(0.2 * (np.sin(LOW[low] * t) + np.sin(HIGH[high] * t)), np.float32)


def number_in(sound: NDArray[np.float32], rate: int) -> int | None:
    """The number whose chord this is; None for anything else, and for several of them."""
    loud = np.flatnonzero(np.abs(sound) > LOUD)
    if len(loud) < rate // 20:
        return None
    part = sound[loud[0] : loud[-1] + 1]
    waves = np.exp(-2j * np.pi * np.outer(np.concatenate([LOW, HIGH]), np.arange(len(part)) / rate))
    strength = np.abs(waves @ part)
    found = []
    for tones in (strength[: len(LOW)], strength[len(LOW) :]):
        best = int(np.argmax(tones))
        if tones[best] < 3 * np.partition(tones, -2)[-2]:
            return None
        found.append(best)
    return found[1] * len(LOW) + found[0]


def numbers_in(sound: NDArray[np.float32], rate: int) -> list[int]:
    """Those that sound one after the other, each at least 0.2 s long."""
    size = rate // 10
    parts = [number_in(sound[n : n + size], rate) for n in range(0, len(sound) - size + 1, size)]
    runs = [(number, len(list(run))) for number, run in itertools.groupby(parts)]
    return [number for number, length in runs if number is not None and length >= 2]


def said(number: int) -> str:
    """What chord ``number`` is understood as."""
    return f"I have seen number {number}."


def answered(number: int) -> str:
    """What she answers to it."""
    return f"I see number {number}."


class ToneDetector:
    """Hears speech where it is loud."""

    def probability(self, window: Samples) -> float:
        """Near 1 or near 0."""
        return 0.95 if np.max(np.abs(window)) > LOUD else 0.02


class ToneTranscriber:
    """Understands chords."""

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """What is said of its number; "" for anything else."""
        number = number_in(pcm.samples, pcm.rate)
        return Transcript("" if number is None else said(number))


class ToneVoice:
    """Says clauses in chords."""

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """The number's own; 0, and short, for any other words."""
        found = re.fullmatch(r"I see number (\d+)\.", text)
        sound = chord(int(found[1]), ANSWERED_S, PLAY_RATE) if found else chord(0, OTHER_S, PLAY_RATE)
        return Speech(Pcm(sound, PLAY_RATE))


def answer(messages: Sequence[Message]) -> str:
    """The number in what the user said last."""
    numbers = re.findall(r"number (\d+)", messages[-1].content)
    return answered(int(numbers[-1])) if numbers else "I see."


async def engines(settings: Settings) -> Engines:
    """All of them; nothing is loaded."""
    mind = LocalMind(ScriptedModel(answer), Persona())
    return Engines(ToneDetector(), ToneTranscriber(), mind, ChangingVoice(ToneVoice()))


def main(config: Path) -> None:
    """The service, until it is told to stop."""
    begin_logging(os.environ)
    serving.serve(lambda: load(config).settings, config, os.environ, load=engines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
