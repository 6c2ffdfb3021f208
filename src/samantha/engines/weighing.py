"""Which of two wordings is likelier English, by a language model: the sum of its words' log-probabilities.

The model only weighs wordings that it is given, so it can neither rewrite nor invent anything. What counts is the
difference between a text and the same text with one edit, from the edit up to a few words behind it, where nearly all
of the difference lies. It stands behind a line that says what kind of text this is: without one, a model finds a
sentence with a slip in it little less likely than one without.

A context of its own on the loaded model keeps the conversation's cache as it is. Within one text the edits are taken
from the last to the first, so that the text before an edit is still in the cache.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from samantha.engines.worker import Stop
from samantha.errors import EngineError
from samantha.ports import Edit

LEAD = "A letter to a friend, in correct English:\n\n"
WORDS_BEHIND = 6
MOST_TOKENS = 512
BATCH = 64
"""Tokens in one evaluation. Each takes the room of a whole vocabulary, 0.6 MB with Qwen's."""


class Weighing:
    """A context on a loaded model (``llama_cpp.Llama``), for one thread."""

    def __init__(self, model: Any) -> None:
        import llama_cpp
        from llama_cpp import _internals

        params = llama_cpp.llama_context_params()
        ctypes.pointer(params)[0] = model.context_params
        params.n_ctx, params.n_batch, params.n_ubatch = MOST_TOKENS, BATCH, BATCH
        self._model = model
        self._context = _internals.LlamaContext(model=model._model, params=params, verbose=False)
        self._batch = _internals.LlamaBatch(n_tokens=BATCH, embd=0, n_seq_max=1, verbose=False)
        self._known: list[int] = []

    def likelier(self, text: str, edits: Sequence[Edit], stop: Stop) -> list[float]:
        """Log-ratio for each edit, 0 where it was stopped before. Raises EngineError for a text that is too long."""
        found = [0.0] * len(edits)
        if not edits:
            return found
        tokens = self._tokens(text)
        if len(tokens) + 2 * max(len(edit.words) for edit in edits) + BATCH > MOST_TOKENS:
            raise EngineError(f"a sentence of {len(tokens)} tokens is too long to weigh", where="mind")
        as_it_is = self._logs(tokens, 1)
        for n in sorted(range(len(edits)), key=lambda n: edits[n].start, reverse=True):
            if stop:
                break
            found[n] = self._gain(text, tokens, as_it_is, edits[n])
        return found

    def _gain(self, text: str, tokens: list[int], as_it_is: list[float], edit: Edit) -> float:
        behind = re.match(rf"(?:\s*\S+){{0,{WORDS_BEHIND}}}", text[edit.end :])
        end = edit.end + (behind.end() if behind else 0)
        before = self._tokens(text[:end])
        after = self._tokens(text[: edit.start] + edit.words + text[edit.end : end])
        same = _common(before, after)
        stands = min(_common(tokens, before), len(tokens))  # a cut can change the last token
        first = min(same, stands, len(after) - 1)
        return sum(self._logs(after, first)) - sum(as_it_is[first - 1 : len(before) - 1])

    def _tokens(self, text: str) -> list[int]:
        return list(self._model.tokenize((LEAD + text).encode(), add_bos=False, special=False))

    def _logs(self, tokens: list[int], first: int) -> list[float]:
        """The log-probability of every token from ``first`` on, each with what stands before it."""
        keep = min(_common(self._known, tokens), first - 1)
        self._context.kv_cache_seq_rm(-1, keep, -1)
        self._known = tokens[:keep]
        logs: list[float] = []
        for at in range(keep, len(tokens), BATCH):
            batch = tokens[at : at + BATCH]
            self._batch.set_batch(batch=batch, n_past=at, logits_all=True)
            self._context.decode(self._batch)
            self._known += batch
            for row in range(len(batch)):
                target = at + row + 1
                if first <= target < len(tokens):
                    logs.append(self._log(row, tokens[target]))
        return logs

    def _log(self, row: int, token: int) -> float:
        found = self._context.get_logits_ith(row)
        logits = np.ctypeslib.as_array(found, shape=(self._model.n_vocab(),))
        most = logits.max()
        return float(logits[token] - most - np.log(np.exp(logits - most).sum()))


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
