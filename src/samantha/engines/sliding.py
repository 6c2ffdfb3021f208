"""Keeps a model's evaluated state when the oldest turns of a conversation leave the window.

Without it everything behind the gap would have to be evaluated again: thousands of tokens, which on a small machine
keeps somebody waiting for half a minute. llama.cpp can give keys that it has evaluated another position (they carry
it as a rotation), so what stands behind the gap moves up to close it. The values remember the words that have
gone, so this is only for what may be remembered: what is forgotten on demand is evaluated anew.

The idea is StreamingLLM's (Xiao and others, 2023): the beginning, here the persona, stays, and a window slides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

LEAST = 32
"""Fewer tokens in a row than this are evaluated as quickly, and might stand behind the gap by chance."""


def gap(cached: Sequence[int], wanted: Sequence[int]) -> tuple[int, int, int] | None:
    """Where the cached tokens have more than the wanted ones; None if nothing behind it could be kept.

    Returns:
        start, end: the tokens that have gone; behind: how many of those behind them stay.
    """
    have, want = np.asarray(cached), np.asarray(wanted)
    start = _alike(have, want)
    for end in start + 1 + np.flatnonzero(have[start + 1 :] == want[start]) if start < len(want) else ():
        behind = _alike(have[end:], want[start:])
        if behind >= LEAST:
            return start, int(end), behind
    return None


def close(model: Any, start: int, end: int, behind: int) -> None:
    """Moves ``behind`` tokens of the cache from ``end`` to ``start``; nothing follows them then.

    The keys are turned at the next evaluation, which must not be broken off.
    """
    model._ctx.kv_cache_seq_rm(-1, end + behind, -1)
    model._ctx.kv_cache_seq_rm(-1, start, end)
    model._ctx.kv_cache_seq_shift(0, end, end + behind, start - end)
    model.input_ids[start : start + behind] = model.input_ids[end : end + behind].copy()
    model.n_tokens = start + behind


def _alike(one: np.ndarray[tuple[int], np.dtype[Any]], other: np.ndarray[tuple[int], np.dtype[Any]]) -> int:
    """How many tokens are the same at the beginning."""
    length = min(len(one), len(other))
    different = np.flatnonzero(one[:length] != other[:length])
    return int(different[0]) if len(different) else length
