"""Piper's voices (VITS networks fed by espeak-ng's phonemes), from a model folder.

Piper's package would open the network with its own session; ours is opened here, because the machine's few cores
are shared with the other engines: a fixed count of threads, and none that spins while it waits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from piper import PiperConfig, PiperVoice, SynthesisConfig
from piper.const import BOS, EOS, PAD

from samantha.audio.pcm import PLAY_RATE, Pcm, silence
from samantha.engines.onnx import opened
from samantha.engines.spoken import sayable
from samantha.engines.voices import piper_model
from samantha.engines.word_times import Group, Sentences, grouped
from samantha.engines.worker import Lane, Stop
from samantha.errors import ModelError
from samantha.ports import Speech

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

    def __init__(self, folder: Path, lane: Lane, model: PiperVoice, style: PiperStyle) -> None:
        self.folder = folder
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
        return cls(folder, lane, model, PiperStyle(speed, volume, noise_scale, noise_w_scale))

    def turned(self, style: PiperStyle) -> Piper:
        """The same voice in another style, at once."""
        return Piper(self.folder, self._lane, self._model, style)

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """One clause as sound; empty if nothing is to be said. ``speed``: times the style's.

        Raises EngineError.
        """
        if not sayable(text):
            return Speech(silence(0, PLAY_RATE))
        style = replace(self.style, speed=self.style.speed * speed)
        return await self._lane.run(lambda stop: _speak(self._model, text, style, stop))


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
    session = opened(path, threads=threads, mend=mend, reveal="Ceil")
    model = PiperVoice(session=session, config=config, download_dir=folder)
    _speak(model, _WARM_UP, PiperStyle(), Stop())
    return model


def _speak(model: PiperVoice, text: str, style: PiperStyle, stop: Stop) -> Speech:
    settings = SynthesisConfig(
        length_scale=model.config.length_scale / style.speed,
        noise_scale=style.noise_scale,
        noise_w_scale=style.noise_w_scale,
    )
    sentences = Sentences(text)
    for phonemes in model.phonemize(sayable(text)):
        if stop:
            break
        if not phonemes:
            continue
        sound, lengths = model.phoneme_ids_to_audio(
            model.phonemes_to_ids(phonemes), settings, include_alignments=True
        )
        pcm = Pcm(np.asarray(sound, np.float32).reshape(-1), model.config.sample_rate)
        sentences.add(pcm, style.volume, _groups(model, phonemes, lengths))
    return sentences.speech()


def _groups(model: PiperVoice, phonemes: list[str], lengths: NDArray[np.int64] | None) -> list[Group]:
    """Where the phonemes between two gaps end, in samples; none if the network does not tell.

    lengths: samples of each id. The ids are a beginning, every phoneme's and an end, with padding in between
    (``piper/phoneme_ids.py``); phonemes that the network does not know have none.
    """
    if lengths is None:
        return []
    ids = model.config.phoneme_id_map
    pad = len(ids[PAD])
    sizes = [len(ids[phoneme]) + pad if phoneme in ids else 0 for phoneme in phonemes]
    begin = len(ids[BOS]) + pad
    if begin + sum(sizes) + len(ids[EOS]) != len(lengths):
        return []
    ends = np.cumsum(lengths)
    return grouped(phonemes, [int(ends[begin + sum(sizes[: n + 1]) - 1]) for n in range(len(sizes))])
