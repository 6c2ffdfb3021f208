"""Whether a turn that nothing understands may be a request, by what it means, before the language model reads it.

Reading a turn as a request costs the model a second, so ordinary talk must not come to it. A ridge regression over
the meanings of known requests and known talk (Gaussian kernel, closed form) tells them apart: on the open half of
``bench/requests.tsv`` nine in ten requests pass, a tenth of the talk that is near them in words, and of everyday talk
two or three turns in a hundred.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.pcm import Samples
from samantha.hands.likely_lines import REQUESTS, TALK
from samantha.hands.paraphrases import Meaning, Paraphrases
from samantha.ports import Embedder

NARROW = 2.0
"""How quickly likeness falls off with distance; of 2, 4 and 8 the one that parts them best."""

RIDGE = 0.3
LEAST = 0.1
"""Between -1, surely talk, and 1, surely a request."""


class Likely:
    """Make one with ``learn``."""

    def __init__(self, meaning: Meaning, known: Samples, weights: Samples) -> None:
        self._meaning = meaning
        self._known = known
        self._weights = weights

    @classmethod
    async def learn(cls, embedder: Embedder, meaning: Meaning, paraphrases: Paraphrases) -> Likely:
        """Ready to be asked; the sentences of ``paraphrases`` count too. Raises EngineError."""
        requests = [paraphrases.known, await embedder.embed(REQUESTS)]
        talk = [paraphrases.talk, await embedder.embed(TALK)]
        known = np.concatenate([*requests, *talk])
        truth = np.where(np.arange(len(known)) < sum(map(len, requests)), 1.0, -1.0)
        weights = np.linalg.solve(_likeness(known, known) + RIDGE * np.eye(len(known)), truth)
        return cls(meaning, known, weights.astype(np.float32))

    def request(self, words: str) -> bool:
        """Whether these words, without politeness, may be one."""
        return float(_likeness(self._meaning([words.lower()]), self._known)[0] @ self._weights) > LEAST


def _likeness(some: Samples, others: Samples) -> Samples:
    """(some, others): 1 for the same meaning."""
    likeness: Samples = np.exp(NARROW * (some @ others.T - 1)).astype(np.float32)
    return likeness
