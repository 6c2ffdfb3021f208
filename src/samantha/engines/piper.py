"""Piper's voices (VITS networks fed by espeak-ng's phonemes), from a model folder.

Piper's package would open the network with its own session; ours is opened here, because the machine's few cores
are shared with the other engines: a fixed count of threads, and none that spins while it waits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from piper import PiperConfig, PiperVoice, SynthesisConfig

from samantha.audio.pcm import PLAY_RATE, Pcm, joined, silence
from samantha.engines.onnx import opened
from samantha.engines.spoken import sayable
from samantha.engines.trim import finished
from samantha.engines.voices import piper_model
from samantha.engines.worker import Lane, Stop
from samantha.errors import ModelError

SENTENCE_PAUSE_S = 0.25
"""Silence between two sentences of one text."""

_WARM_UP = "Good morning, this is a test."


@dataclass(frozen=True, slots=True)
class PiperStyle:
    """How the voice is turned.

    speed: 0.5 (slow) to 2; volume: linear, 1 is LEVEL_DB; noise_scale: variation of the sound, 0 to 1;
    noise_w_scale: variation of the rhythm, 0 to 1. None means as the voice was trained.
    """

    speed: float = 1.0
    volume: float = 1.0
    noise_scale: float | None = None
    noise_w_scale: float | None = None


class Piper:
    """A ``ports.Voice``. Made by ``load``."""

    def __init__(self, lane: Lane, model: PiperVoice, style: PiperStyle) -> None:
        self._lane = lane
        self._model = model
        self.style = style

    @classmethod
    async def load(
        cls,
        folder: Path,
        *,
        speed: float = 1.0,
        volume: float = 1.0,
        noise_scale: float | None = None,
        noise_w_scale: float | None = None,
        threads: int = 2,
    ) -> Self:
        """The voice in a folder that holds one .onnx and its .onnx.json, warm, in a lane of its own.

        Raises:
            ModelError: the files are missing or damaged.
        """
        lane = Lane(folder.name)
        model = await lane.run(lambda _: _open(folder, threads))
        return cls(lane, model, PiperStyle(speed, volume, noise_scale, noise_w_scale))

    async def speak(self, text: str) -> Pcm:
        """One clause as sound at PLAY_RATE, silence trimmed at both ends; empty if nothing is to be said.

        Raises EngineError.
        """
        words = sayable(text)
        if not words:
            return silence(0, PLAY_RATE)
        return await self._lane.run(lambda stop: _speak(self._model, words, self.style, stop))


def _open(folder: Path, threads: int) -> PiperVoice:
    path = piper_model(folder)
    mend = f"Run: samantha models pull {folder.name}"
    if path is None:
        raise ModelError("the voice's .onnx or .onnx.json is missing", where=str(folder), mend=mend)
    beside = path.with_name(path.name + ".json")
    try:
        config = PiperConfig.from_dict(json.loads(beside.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"the voice cannot be read ({type(error).__name__})", where=str(beside), mend=mend
        ) from error
    session = opened(path, threads=threads, mend=mend)
    model = PiperVoice(session=session, config=config, download_dir=folder)
    _speak(model, _WARM_UP, PiperStyle(), Stop())
    return model


def _speak(model: PiperVoice, words: str, style: PiperStyle, stop: Stop) -> Pcm:
    settings = SynthesisConfig(
        length_scale=model.config.length_scale / style.speed,
        noise_scale=style.noise_scale,
        noise_w_scale=style.noise_w_scale,
    )
    parts: list[Pcm] = []
    for phonemes in model.phonemize(words):
        if stop:
            break
        if not phonemes:
            continue
        samples = np.asarray(model.phoneme_ids_to_audio(model.phonemes_to_ids(phonemes), settings), np.float32)
        sound = finished(Pcm(samples.reshape(-1), model.config.sample_rate), style.volume)
        if len(sound):
            parts += [silence(SENTENCE_PAUSE_S, PLAY_RATE), sound] if parts else [sound]
    return joined(parts, PLAY_RATE)
