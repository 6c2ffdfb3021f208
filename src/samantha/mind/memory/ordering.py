"""Orders to forget whose grammar nobody has written down: "In one ear and out the other with that, okay?".

A logistic regression over what a text means and which words it has, fitted by bench/orders.py to the orders of the
opened conversations against all else that is said in them. ``unsaying`` is asked first.
"""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samantha.audio.pcm import Samples
from samantha.mind.memory.words import spelled_out

SURELY = 1.5
PERHAPS = 0.0
"""A text with so much is taken for an order to forget, or she asks whether it is one."""

WEIGHTS_FILE = Path(__file__).with_name("ordering.npy")
"""Made by bench/orders.py: one float32 for each of ``signs``."""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SIGNS = (
    _p(r"\b(?:forget\w*|unremember|un-?know|unlearn|unsay|eras\w+|delet\w+|wip(?:e|ed|ing)|scrub\w*|expunge|purge|redact|strike|struck|scratch|scrap|bin|remov\w+|dispose|discard|shred|undo)\b"),
    _p(r"\b(?:get (?:rid|shut|shot) of|let (?:it|that|this|them|[\w ]{0,30}) go|let go|out it goes|off with|come off|(?:take|leave|get|put|rub|throw)\b.*\b(?:off|out|away)|do away|clear|lose|drop|ditch|gone|goodbye to|in one ear)\b"),
    _p(r"\b(?:keep\w*|kept|retain\w*|hold\w*|hang\w*|stor(?:e|ed|ing)|sav(?:e|ed|ing)|remember\w*|record(?:ed|ing)?|not(?:e|ed)|log\w*|writ\w+|have it|having it|know\w*|got that|heard)\b"),
    _p(r"\b(?:not|\w+n't|never|no|nobody|none|without|stop|rather|sooner|dont|shouldnt|no longer)\b"),
    _p(r"\b(?:your|the) (?:memory|memories|mind|head|records?|notes?|side|books?|files?|system|brain|log|list)\b|\bin there\b|\bout of there\b|\bfrom memory\b|\bwith you\b"),
    _p(r"\b(?:i|we) (?:just |ever |have |had )*(?:said|told|mentioned|confided|shared|gave|let slip|blabbed)\b|\b(?:my|the) (?:last|previous) \w+\b|\bwhat i\b|\blast (?:bit|thing|part|message|remark)\b|\bthe above\b"),
    _p(r"\b(?:please|pls|kindly|(?:would|could|can|will) you|would it|i'd (?:like|sooner|rather)|i want|i need|you (?:can|may|must|should)|you'd better|i should be|would you mind|make sure)\b"),
    _p(r"\b(?:secret|private|confiden\w+|embarrass\w*|mortified|asham\w*|nobody's|find out|supposed to|shouldn't have|not fair|between|wish i)\b"),
    _p(r"\b(?:reminders?|alarms?|timers?|lists?|calendar|letters?|appointments?|meetings?|milk|eggs|shopping|note)\b"),
    _p(r"\?$"),
    _p(r"^(?:i|my|we|she|he|they|the|our|it)\b"),
)  # fmt: skip
_ORDERING = 6
"""So many of them, from the first, are of words that nearly every order has one of."""

_TOGETHER = ((2, 3), (1, 4), (0, 4), (0, 5), (2, 3, 6))


def may_order(text: str) -> bool:
    """Whether a text has one of the words without which hardly anybody orders to forget."""
    plain = spelled_out(text)
    return any(sign.search(plain) for sign in _SIGNS[:_ORDERING])


def signs(text: str, meaning: Samples) -> NDArray[np.float64]:
    """What may tell that a text orders to forget: its meaning, its words, and which of those stand together."""
    has = [float(bool(sign.search(spelled_out(text)))) for sign in _SIGNS]
    both = [float(all(has[at] for at in some)) for some in _TOGETHER]
    return np.concatenate([np.asarray(meaning, np.float64), has, both, [1.0]])


def ordering(text: str, meaning: Samples) -> float:
    """How surely a text orders to forget, 0: as likely as not, and not at all if the meaning is another model's than
    the one that the weights were made with. meaning: (dimensions,) of the text.
    """
    found, weights = signs(text, meaning), _weights()
    return float(found @ weights) if len(found) == len(weights) else -math.inf


@cache
def _weights() -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.load(WEIGHTS_FILE)
    return found
