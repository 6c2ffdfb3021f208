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
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samantha.engines.worker import Stop
from samantha.errors import EngineError
from samantha.ports import Edit

LEAD = "A letter to a friend, in correct English:\n\n"
WORDS_BEHIND = 6
FAR = -4.0
"""A word that is so much less likely than the one that stands there, by what stands before them alone, is not
followed further: most trials end so, and cost nothing. Of the mistakes of bench/proofread.tsv none does."""

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
        trials = [self._trial(text, tokens, edit) for edit in edits]
        begun = {(trial.first, trial.tokens[trial.first]) for trial in trials}
        as_it_is, others = self._logs(tokens, 1, begun)
        for n in sorted(range(len(edits)), key=lambda n: trials[n].first, reverse=True):
            trial = trials[n]
            if stop:
                break
            found[n] = others[trial.first, trial.tokens[trial.first]] - as_it_is.get(trial.first, -math.inf)
            if found[n] >= FAR:
                gained, _ = self._logs(trial.tokens, trial.first)
                found[n] = sum(gained.values()) - sum(as_it_is[at] for at in range(trial.first, trial.until))
        return found

    def _trial(self, text: str, tokens: list[int], edit: Edit) -> _Trial:
        behind = re.match(rf"(?:\s*\S+){{0,{WORDS_BEHIND}}}", text[edit.end :])
        end = edit.end + (behind.end() if behind else 0)
        before = self._tokens(text[:end])
        after = self._tokens(text[: edit.start] + edit.words + text[edit.end : end])
        stands = _common(tokens, before)  # a cut can change the last token
        return _Trial(after, min(_common(before, after), stands, len(after) - 1), min(len(before), len(tokens)))

    def _tokens(self, text: str) -> list[int]:
        return list(self._model.tokenize((LEAD + text).encode(), add_bos=False, special=False))

    def _logs(
        self, tokens: list[int], first: int, others: Collection[tuple[int, int]] = ()
    ) -> tuple[dict[int, float], dict[tuple[int, int], float]]:
        """Place -> log-probability of its token behind those before it, from ``first`` on.

        others: (place, token): how likely these would have been instead.
        """
        keep = min(_common(self._known, tokens), first - 1)
        self._context.kv_cache_seq_rm(-1, keep, -1)
        self._known = tokens[:keep]
        logs: dict[int, float] = {}
        instead: dict[tuple[int, int], float] = {}
        for at in range(keep, len(tokens), BATCH):
            batch = tokens[at : at + BATCH]
            self._batch.set_batch(batch=batch, n_past=at, logits_all=True)
            self._context.decode(self._batch)
            self._known += batch
            for place in range(max(first, at + 1), at + len(batch) + 1):
                row = self._row(place - at - 1)
                if place < len(tokens):
                    logs[place] = float(row[tokens[place]])
                instead |= {(where, token): float(row[token]) for where, token in others if where == place}
        return logs, instead

    def _row(self, number: int) -> NDArray[np.float32]:
        """(vocabulary,): the log-probabilities behind a token of the last batch."""
        found = self._context.get_logits_ith(number)
        logits = np.ctypeslib.as_array(found, shape=(self._model.n_vocab(),))
        most = logits.max()
        logs: NDArray[np.float32] = logits - (most + np.log(np.exp(logits - most).sum()))
        return logs


@dataclass(frozen=True, slots=True)
class _Trial:
    """tokens: of the text with the edit, cut behind it. first: the first of them that differs from the text's.

    until: the text's own tokens are compared up to here.
    """

    tokens: list[int]
    first: int
    until: int


def _common(a: Sequence[int], b: Sequence[int]) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
