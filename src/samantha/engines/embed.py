"""MiniLM-L6-v2 behind the Embedder port: what a sentence means, as 384 numbers.

A small BERT, its numbers 8 bits wide. The text is cut into word pieces of BERT's vocabulary (lower case, no accents);
the meaning is the mean over the pieces, brought to length 1, as sentence-transformers publishes the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Self, cast

import numpy as np
import onnxruntime
from tokenizers import BertWordPieceTokenizer

from samantha.audio.pcm import Samples
from samantha.engines.onnx import opened
from samantha.engines.worker import Lane, Stop
from samantha.errors import ModelError

DIMENSIONS = 384

MOST_PIECES = 128
"""Of a text, only so many word pieces are looked at: two or three spoken sentences."""

BATCH = 32


class MiniLM:
    """An embedder. Make one with ``load``."""

    def __init__(self, session: onnxruntime.InferenceSession, pieces: BertWordPieceTokenizer, lane: Lane) -> None:
        self._session = session
        self._pieces = pieces
        self._lane = lane
        self._inputs = [put.name for put in session.get_inputs()]

    @classmethod
    async def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """The network in ``folder`` (already verified), warm, in a lane of its own. Raises ModelError."""
        lane = Lane("embed")
        session, pieces = await lane.run(lambda _: _open(folder, threads))
        embedder = cls(session, pieces, lane)
        await embedder.embed(["Hello."])
        return embedder

    async def embed(self, texts: Sequence[str]) -> Samples:
        """(len(texts), 384) float32, each row of length 1. Raises EngineError."""
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
        return np.concatenate([await self._lane.run(partial(self._job, some)) for some in batches])

    def at_once(self, texts: Sequence[str]) -> Samples:
        """The same without a lane, for a sentence or two: it takes the caller's own 5 ms."""
        return self._meaning(texts)

    def _job(self, texts: Sequence[str], _: Stop) -> Samples:
        return self._meaning(texts)

    def _meaning(self, texts: Sequence[str]) -> Samples:
        cut = [self._pieces.encode(text) for text in texts]
        longest = max(len(one.ids) for one in cut)
        ids = np.array([one.ids + [0] * (longest - len(one.ids)) for one in cut], np.int64)
        there = np.array([[1] * len(one.ids) + [0] * (longest - len(one.ids)) for one in cut], np.int64)
        given = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        mean = (states * there[:, :, None]).sum(axis=1) / there.sum(axis=1)[:, None]
        return cast(Samples, (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32))


def _open(folder: Path, threads: int) -> tuple[onnxruntime.InferenceSession, BertWordPieceTokenizer]:
    mend = f"Run: samantha models pull {folder.name}"
    session = opened(folder / "model.onnx", threads=threads, mend=mend)
    known = {"input_ids", "attention_mask", "token_type_ids"}
    if not {put.name for put in session.get_inputs()} <= known:
        raise ModelError("not a BERT: its inputs have other names", where=str(folder), mend=mend)
    pieces = BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=True)
    pieces.enable_truncation(MOST_PIECES)
    return session, pieces
