"""Hibari's voices: a small spectral network, and a synthesiser whose parts can be turned one by one.

For each 12.5 ms the network predicts a pitch (f0) and three spectra: of the harmonics (lh, phase th), of noise (ln)
and of a part whose phase is free (lr, phase phi). Sound is made of them here, in numpy, so the settings act on the
voice's own parts and not on finished sound. Pitch scales f0 while the harmonics' spectrum stays, so that she sounds
higher and not smaller. Expressiveness widens or flattens the melody, the deviations of log f0 around its mean. Breath
is the air in voiced sound: the network hardly uses ln (40 dB below the rest), air and fricatives are in lr. So less
breath takes lr down where there is voice, more adds noise of its shape there, and fricatives stay as they are. At
the defaults the result is the network's, untouched.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import hibari
import numpy as np
from hibari import dsp

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples, silence
from samantha.engines.onnx import DAMAGED, opened
from samantha.engines.spoken import sayable
from samantha.engines.voices import hibari_cache, hibari_model, hibari_voices
from samantha.engines.word_times import Group, Sentences, grouped
from samantha.engines.worker import Lane, Stop
from samantha.errors import ConfigError, ModelError
from samantha.ports import Speech

_VOICED_HZ = 40.0
"""Below this f0 a frame is unvoiced: the synthesiser's own threshold."""
_PITCH_RANGE_HZ = (50.0, 600.0)
_WARM_UP = "Good morning, I am Samantha."


@dataclass(frozen=True, slots=True)
class HibariStyle:
    """How the voice is turned.

    speed: 0.5 (slow) to 2; volume: linear, 1 is LEVEL_DB; pitch_semitones: -12 to 12; expressiveness: 0 (monotone)
    to 2, 1 as trained; breath: air in voiced sound, 0 to 3, 1 as trained; seed: the same sound for the same text, or
    None for a little variation each time.
    """

    speed: float = 1.0
    volume: float = 1.0
    pitch_semitones: float = 0.0
    expressiveness: float = 1.0
    breath: float = 1.0
    seed: int | None = None


class Hibari:
    """A ``ports.Voice``. Made by ``load``."""

    def __init__(self, name: str, lane: Lane, model: Any, style: HibariStyle) -> None:
        self.name = name
        self._lane = lane
        self._model = model
        self.style = style

    @classmethod
    async def load(
        cls,
        voice: str = "heart",
        *,
        speed: float = 1.0,
        volume: float = 1.0,
        pitch_semitones: float = 0.0,
        expressiveness: float = 1.0,
        breath: float = 1.0,
        seed: int | None = None,
    ) -> Self:
        """The voice, warm, in a lane of its own. The settings are HibariStyle's.

        Raises:
            ConfigError: there is no voice of that name.
            ModelError: the voice is not on this machine, or its file is damaged.
        """
        path = _model_path(voice)
        lane = Lane(f"hibari-{voice}")
        model = await lane.run(lambda _: _open(voice, path))
        return cls(voice, lane, model, HibariStyle(speed, volume, pitch_semitones, expressiveness, breath, seed))

    def turned(self, style: HibariStyle) -> Hibari:
        """The same voice in another style, at once."""
        return Hibari(self.name, self._lane, self._model, style)

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """One clause as sound; empty if nothing is to be said. ``speed``: times the style's.

        Raises EngineError.
        """
        if not sayable(text):
            return Speech(silence(0, PLAY_RATE))
        style = replace(self.style, speed=self.style.speed * speed)
        return await self._lane.run(lambda stop: _speak(self._model, text, style, stop))


def _model_path(voice: str) -> str:
    try:
        path = hibari_model(voice)
    except KeyError:
        known = [v.name for v in hibari_voices()]
        near = difflib.get_close_matches(voice.lower(), known, n=3, cutoff=0.4)
        here = ", ".join(v.name for v in hibari_voices() if v.available)
        mend = f"Did you mean {' or '.join(near)}? " if near else ""
        raise ConfigError(
            f"there is no Hibari voice {voice!r}", where="voice", mend=f"{mend}On this machine: {here}."
        ) from None
    if path is None:
        here = ", ".join(v.name for v in hibari_voices() if v.available)
        raise ModelError(
            f"the Hibari voice {voice!r} is not on this machine, and nothing is downloaded while running",
            where="voice",
            mend=f"Use one of: {here}; or put the voice's file into {hibari_cache()}.",
        )
    return str(path)


def _open(voice: str, path: str) -> Any:
    try:
        # One thread is all it can use (RTF 0.02), and with one onnxruntime keeps no pool that could spin.
        model = hibari.Hibari(voice=voice, model=path, threads=1)
        # Beside hibari's own, which its other methods need as it is: the same network, telling its lengths as well.
        model.timed = opened(Path(path), threads=1, mend="Reinstall hibari-tts.", reveal="Clip")
    except DAMAGED as error:
        raise ModelError(
            f"the voice cannot be opened ({type(error).__name__})",
            where=path,
            mend="The file is damaged: reinstall hibari-tts, or fetch the voice again.",
        ) from error
    model.g2p.oov  # noqa: B018 - loaded at first use otherwise, in the middle of a reply
    _speak(model, _WARM_UP, HibariStyle(), Stop())
    return model


def _speak(model: Any, text: str, style: HibariStyle, stop: Stop) -> Speech:
    rng = np.random.default_rng(style.seed)
    sentences = Sentences(text)
    for phonemes in model.phonemize(sayable(text)):
        if stop:
            break
        known = "".join(c for c in phonemes if c in model.vocab)
        if known:
            sound, lengths = _synthesised(model, known, style, rng)
            sentences.add(Pcm(sound, PLAY_RATE), style.volume, _groups(known, lengths, len(sound)))
    return sentences.speech()


def _synthesised(
    model: Any, phonemes: str, style: HibariStyle, rng: np.random.Generator
) -> tuple[Samples, Samples | None]:
    """hibari's from_ids with the style applied between its network and its synthesiser; and each id's length."""
    feed = {"ids": np.asarray([model.ids(phonemes)], np.int64), "speed": np.asarray([style.speed], np.float32)}
    lh, th, ln, lr, phi, f0, *lengths = model.timed.run(None, feed)
    ln, lr = _breath(ln[0], lr[0], f0[0], style.breath)
    sound = dsp.synth(lh[0], th[0], ln, lr, phi[0], _melody(f0[0], style), rng)
    return np.asarray(sound, np.float32), lengths[0].reshape(-1) if lengths else None


def _groups(phonemes: str, lengths: Samples | None, samples: int) -> list[Group]:
    """Where the phonemes between two gaps end in a sound of so many samples; none if the network does not tell.

    lengths: of each id, one more in front and behind, in frames of whatever size.
    """
    if lengths is None or len(lengths) != len(phonemes) + 2:
        return []
    ends = np.cumsum(lengths) * (samples / lengths.sum())
    return grouped(phonemes, [round(float(end)) for end in ends[1:-1]])


def _melody(f0: Samples, style: HibariStyle) -> Samples:
    """f0: (frames,) Hz; voiced frames moved and their deviations from the mean (in log f0) scaled."""
    voiced = f0 > _VOICED_HZ
    if not voiced.any() or (style.expressiveness == 1.0 and style.pitch_semitones == 0.0):
        return f0
    log = np.log(f0[voiced])
    mean = log.mean()
    moved = mean + style.expressiveness * (log - mean) + style.pitch_semitones * np.log(2) / 12
    out = f0.copy()
    out[voiced] = np.clip(np.exp(moved), *_PITCH_RANGE_HZ)
    return out


def _breath(ln: Samples, lr: Samples, f0: Samples, breath: float) -> tuple[Samples, Samples]:
    """ln, lr: (bins, frames) log magnitudes of noise and free part; afterwards the air in voiced frames is scaled."""
    if breath == 1.0:
        return ln, lr
    voiced = f0 > _VOICED_HZ
    ln, lr = ln.copy(), lr.copy()
    if breath < 1.0:
        lr[:, voiced] += np.float32(np.log(max(breath, 1e-4)))
    else:
        ln[:, voiced] = np.logaddexp(ln[:, voiced], lr[:, voiced] + np.float32(np.log(breath - 1.0)))
    return ln, lr
