"""Whether a question is of the user's own life, so that nobody but the user can have told the answer.

"Who's the cook?" is, of somebody who has spoken of a shearing shed, and "who's the queen?" is not. No list of words
tells: a logistic regression does, over what the question means, how it is worded, and how near it is to what was
told; fitted by bench/questions.py to the questions of the opened conversations against questions of the world.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import Samples
from samantha.mind.memory import asking

WEIGHTS_FILE = Path(__file__).with_name("personal.npy")
"""Made by bench/questions.py: float32 (2, signs), for questions whose meaning is known and for all others."""

MEANING = 384
"""So many numbers a meaning has."""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SIGNS = (
    _p(r"\b(?:i|me|my|mine|myself)\b"),
    _p(r"\b(?:we|us|our|ours)\b"),
    _p(r"\b(?:he|she|him|her|his|hers|they|them|their)\b"),
    _p(r"\b(?:it|its|that|this|there|here)\b"),
    _p(r"\bthe\b"),
    _p(r"\ban?\b"),
    _p(r"\b(?:you|your|yours|yourself|samantha)\b"),
    _p(r"\b(?:was|were|did|had|got|gave|said|told|went|paid|called)\b"),
    _p(r"\b(?:is|are|does|do|has|have|'s)\b"),
    _p(r"\b(?:will|going to|coming|due|next|tomorrow|tonight|now|these days|again|still)\b"),
    _p(r"\b(?:should|would|could|can|might|if)\b"),
    _p(
        r"\b(?:best|most|\w+est|good|better|ever|most people|usually|normally|mean|called|word|difference|world"
        r"|history)\b"
    ),
    _p(r"^(?:when|what (?:time|day|date))\b"),
    _p(r"^(?:where|which|whose)\b"),
    _p(r"^who\b"),
    _p(r"^how (?:much|many|long|old|big|far)\b"),
    _p(r"^how (?!much|many|long|old|big|far)"),
    _p(r"^why\b"),
    _p(r"^what\b"),
    _p(r"^(?:is|are|does|did|do|has|have|was|were|can|am|will)\b"),
)  # fmt: skip


NEARNESS = slice(MEANING + len(_SIGNS), MEANING + len(_SIGNS) + 4)
"""Where ``signs`` has what depends on the nearness."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the memory has of a question.

    rows: how many there are. nearness: of the nearest, as a product of meanings. share: of the question's words that
    one row has; weight: how much those words count. known: somebody is named that she knows; things: some thing, or
    a case, that was told of. only_told: by its form nobody else can know it; form: it has that of such a question.
    """

    rows: int
    nearness: float
    share: float
    weight: float
    known: bool
    things: bool
    only_told: bool
    form: bool


def signs(text: str, meaning: Samples | None, context: Context) -> NDArray[np.float64]:
    """What may tell that a question is of the user's life. meaning: (MEANING,) of ``asking.bare`` of the text."""
    asked = asking.bare(text)
    has = [float(bool(sign.search(asked))) for sign in _SIGNS]
    definite = float(asking.is_definite(text))
    ours, alone = float(asking.is_of_ours(text)), float(asking.is_of_ours_alone(text))
    many = math.log2(1 + context.rows) / 6
    near = context.nearness
    of_memory = [
        near,
        near * many,
        near * definite,
        max(0.0, near - 0.4),
        many,
        context.share,
        context.share * definite,
        min(context.weight, 3.0),
        float(context.known),
        float(context.things),
        float(context.only_told),
        float(context.form),
    ]
    of_words = [definite, ours, alone, ours * alone, float(asking.asks_name_of(text)), float(asking.of_here(text))]
    return np.concatenate([np.zeros(MEANING) if meaning is None else meaning, has, of_memory, of_words, [1.0]])


def personal(text: str, meaning: Samples | None, context: Context) -> float:
    """How surely a question is of the user's life, 0: as likely as not. meaning: as of ``signs``, None or another
    model's where nobody can tell it; then words have to do.
    """
    if meaning is None or len(meaning) != MEANING:
        return float(signs(text, None, replace(context, nearness=0.0)) @ _weights()[1])
    return float(signs(text, meaning, context) @ _weights()[0])


@cache
def _weights() -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.load(WEIGHTS_FILE)
    return found
