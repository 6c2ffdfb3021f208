"""Smart Turn (version 3): whether a turn sounds finished.

Melody, tempo and the last syllable's length tell a listener that a turn is ending, often before the words do. The
network is Whisper tiny's encoder with a small head, and sees what Whisper would see of the last eight seconds: a
log-mel spectrogram, the turn at its end and silence in front. Unlike Whisper it wants that sound at zero mean and
unit variance, the silence counted in; so loudness does not matter. How much of the present pause it is given matters
little to how well it tells turns apart, but moves its probabilities: the longer, the more finished. The thresholds
in ``core.endpoint`` hold for 200 ms.

One judge among several (``bench/endpoints.py``): when it says "not yet" it is mostly right, when it says "over" often
not. Its arithmetic is 8 bits, and a change that nobody can hear may move a probability in the middle by 0.2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self, cast

import numpy as np
import onnxruntime
from faster_whisper.feature_extractor import FeatureExtractor

from samantha.audio.pcm import Pcm, Samples, silence
from samantha.core.clock import HEAR_RATE
from samantha.engines.onnx import opened
from samantha.engines.worker import Lane
from samantha.errors import ModelError

WINDOW_SECONDS = 8
"""What the network looks at: the end of the turn."""

_SHAPE = (80, 100 * WINDOW_SECONDS)
"""Mel bands, frames of 10 ms."""

_INPUT = "input_features"
_LEAST_VARIANCE = 1e-7
"""Added before the square root, as when the network was trained: digital silence has none."""


class SmartTurn:
    """A judge of turns. Make one with ``load``."""

    def __init__(self, session: onnxruntime.InferenceSession, lane: Lane) -> None:
        self._session = session
        self._lane = lane
        self._spectrogram = FeatureExtractor(feature_size=_SHAPE[0], chunk_length=WINDOW_SECONDS)

    @classmethod
    async def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """The network in a folder that holds one .onnx, warm, in a lane of its own.

        Raises:
            ModelError: the file is missing, damaged or another network.
        """
        lane = Lane("turn")
        turn = cls(await lane.run(lambda _: _open(folder, threads)), lane)
        await turn.finished(silence(1.0, HEAR_RATE))
        return turn

    async def finished(self, pcm: Pcm) -> float:
        """Probability in [0, 1] that a turn which sounds like this, its pause so far included, is over.

        Only the last eight seconds are looked at. Raises EngineError.
        """
        sound = pcm.at(HEAR_RATE).samples[-WINDOW_SECONDS * HEAR_RATE :]
        return await self._lane.run(lambda _: self._judge(sound))

    def _judge(self, sound: Samples) -> float:
        features = cast(Samples, self._spectrogram(_levelled(sound), padding=0))
        (probabilities,) = self._session.run(None, {_INPUT: features[np.newaxis].astype(np.float32)})
        return float(probabilities[0, 0])


def _levelled(sound: Samples) -> Samples:
    """(n,) at most WINDOW_SECONDS, as (128000,): silence in front, zero mean, unit variance."""
    window = np.zeros(WINDOW_SECONDS * HEAR_RATE, np.float32)
    if len(sound):
        window[-len(sound) :] = sound
    return cast(Samples, (window - window.mean()) / np.sqrt(window.var() + np.float32(_LEAST_VARIANCE)))


def _open(folder: Path, threads: int) -> onnxruntime.InferenceSession:
    mend = f"Run: samantha models pull {folder.name}"
    files = sorted(folder.glob("*.onnx"))
    if len(files) != 1:
        raise ModelError("there should be one .onnx file in it", where=str(folder), mend=mend)
    session = opened(files[0], threads=threads, mend=mend)
    shapes = {put.name: tuple(put.shape[1:]) for put in session.get_inputs()}
    if shapes != {_INPUT: _SHAPE}:
        raise ModelError(f"not Smart Turn 3: its inputs are {shapes}", where=str(files[0]), mend=mend)
    return session
