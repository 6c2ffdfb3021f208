"""Words chosen by the language model inside a grammar: it can write nothing that the grammar does not allow.

The greedy path: of the likeliest tokens, the first that the grammar (GBNF, llama.cpp's) takes. A context of its own
on the loaded model keeps the conversation's cache as it is, and keeps the lead, which is the same every time.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from samantha.engines import prompt_state
from samantha.engines.worker import Stop
from samantha.errors import EngineError

MOST_TOKENS = 1024
BATCH = 64
FIRST = 64
"""So many of the likeliest tokens are shown to the grammar before all of them are, which takes far longer."""


class Choosing:
    """A context on a loaded model (``llama_cpp.Llama``), for one thread."""

    def __init__(self, model: Any, state_of: Callable[[Sequence[int]], Path | None] | None = None) -> None:
        import llama_cpp
        from llama_cpp import _internals

        params = llama_cpp.llama_context_params()
        ctypes.pointer(params)[0] = model.context_params
        params.n_ctx, params.n_batch, params.n_ubatch = MOST_TOKENS, BATCH, BATCH
        self._model = model
        self._state_of = state_of
        self._vocabulary = llama_cpp.llama_model_get_vocab(model.model)
        self._context = _internals.LlamaContext(model=model._model, params=params, verbose=False)
        self._batch = _internals.LlamaBatch(n_tokens=BATCH, embd=0, n_seq_max=1, verbose=False)
        self._known: list[int] = []

    def prepare(self, lead: str, stop: Stop) -> bool:
        """Takes one step towards a cache that holds the lead; True at the last one, at once if its state is kept."""
        tokens = self._tokens(lead)
        state = self._state_of(tokens) if self._state_of else None
        if self._known[: len(tokens)] == tokens:
            return True
        if state and not self._known and prompt_state.restore_context(self._context, tokens, state):
            self._known = tokens
            return True
        self._evaluate(tokens[: len(self._known) + BATCH], stop)
        if self._known != tokens:
            return False
        if state:
            with contextlib.suppress(OSError):  # a full disk costs the next start some seconds, nothing else
                prompt_state.keep(self._context, tokens, state)
        return True

    def choose(self, text: str, grammar: str, most: int, stop: Stop) -> str:
        """What stands behind the text, at most so many tokens; as far as it came if it was stopped.

        Raises EngineError for a text that is too long, and ValueError for a grammar that cannot be read.
        """
        import llama_cpp

        tokens = self._tokens(text)
        if len(tokens) + most > MOST_TOKENS:
            raise EngineError(f"{len(tokens)} tokens are too many to choose words behind", where="mind")
        sampler = llama_cpp.llama_sampler_init_grammar(self._vocabulary, grammar.encode(), b"root")
        if not sampler:
            raise ValueError("the grammar cannot be read")
        chosen: list[int] = []
        try:
            self._evaluate(tokens, stop)
            while len(chosen) < most and not stop:
                token = self._likeliest(sampler)
                if llama_cpp.llama_vocab_is_eog(self._vocabulary, token):
                    break
                llama_cpp.llama_sampler_accept(sampler, token)
                chosen.append(token)
                self._evaluate([*tokens, *chosen], stop)
        finally:
            llama_cpp.llama_sampler_free(sampler)
        return bytes(self._model.detokenize(chosen)).decode("utf-8", "ignore")

    def _likeliest(self, sampler: Any) -> int:
        """The likeliest token that the grammar takes next."""
        row = np.ctypeslib.as_array(self._context.get_logits_ith(-1), shape=(self._model.n_vocab(),))
        for count in (FIRST, len(row)):
            best = np.argpartition(row, -count)[-count:] if count < len(row) else np.arange(len(row))
            best = best[np.argsort(-row[best])]
            allowed = _allowed(sampler, best, row)
            if allowed is not None:
                return allowed
        raise EngineError("the grammar leaves nothing to say", where="mind")

    def _tokens(self, text: str) -> list[int]:
        return list(self._model.tokenize(text.encode(), add_bos=False, special=False))

    def _evaluate(self, tokens: Sequence[int], stop: Stop) -> None:
        """Afterwards the cache holds these tokens, and the last one's logits can be read."""
        same = sum(
            1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(self._known, tokens, strict=False))
        )
        keep = min(same, len(tokens) - 1)
        self._context.kv_cache_seq_rm(-1, keep, -1)
        self._known = list(tokens[:keep])
        for at in range(keep, len(tokens), BATCH):
            if stop:
                return
            batch = list(tokens[at : at + BATCH])
            self._batch.set_batch(batch=batch, n_past=at, logits_all=False)
            self._context.decode(self._batch)
            self._known += batch


def _allowed(sampler: Any, tokens: Any, row: Any) -> int | None:
    """The first of these tokens that the grammar takes."""
    import llama_cpp

    data = (llama_cpp.llama_token_data * len(tokens))()
    view = np.ctypeslib.as_array(data)
    view["id"], view["logit"], view["p"] = tokens, row[tokens], 0.0
    array = llama_cpp.llama_token_data_array(data, len(tokens), -1, True)
    llama_cpp.llama_sampler_apply(sampler, ctypes.byref(array))
    taken = np.flatnonzero(np.isfinite(view["logit"]))
    return int(view["id"][taken[0]]) if len(taken) else None
