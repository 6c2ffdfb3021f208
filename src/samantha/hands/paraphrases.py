"""Requests in words that no template knows, by what they mean: near enough to a sentence that is known, and nearer to
it than to any talk (``sentences``).

Only requests are here whose slots are at most a time or a duration; those that carry words of the user's ("remind me
to ...") need their form. What is found is said anew in a sentence that the templates know, so that nothing else
understands anything; what it would change is asked about first, since it was not plainly said. A sentence with a
second time in it, or with a time where none belongs, says more than the known one, and is left alone.

The model is MiniLM (``engines.embed``), about 5 ms a sentence. LEAST and MARGIN were chosen on the open half of
``bench/requests.tsv``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from samantha.audio.pcm import Samples
from samantha.hands.sentences import SENTENCES, TALK, Intent
from samantha.hands.times import Timed
from samantha.ports import Embedder

LEAST = 0.66
"""Likeness to a known sentence from which on a request is taken to mean it."""

MARGIN = 0.05
"""By so much it must be more like that than like any of that talk."""

Meaning = Callable[[Sequence[str]], Samples]
"""What ``Embedder.embed`` gives, at once."""


class Paraphrases:
    """Make one with ``learn``. known, talk: the meanings of the known sentences, and of the talk."""

    def __init__(self, meaning: Meaning, known: Samples, talk: Samples, own: Sequence[str] = ()) -> None:
        self._intents = [*(intent for intent, _ in SENTENCES), *(Intent(one, "", "") for one in own)]
        self._meaning = meaning
        self.known = known
        self.talk = talk

    @classmethod
    async def learn(cls, embedder: Embedder, meaning: Meaning, own: Sequence[str] = ()) -> Paraphrases:
        """Ready to be asked; own: sentences of the user's that the templates know too. Raises EngineError."""
        known = await embedder.embed([*(sentence for _, sentence in SENTENCES), *own])
        return cls(meaning, known, await embedder.embed(TALK), own)

    def near(self, timed: Timed) -> str | None:
        """The request in a sentence that the templates know; None if it is none of these."""
        words = timed.said.tokens
        if not 1 < len(words) <= MOST_WORDS:
            return None
        direction = self._meaning([timed.said.text[words[0].start : words[-1].end].lower()])[0]
        likeness = self.known @ direction
        best = int(np.argmax(likeness))
        if likeness[best] < max(LEAST, float(np.max(self.talk @ direction)) + MARGIN):
            return None
        return _said_anew(self._intents[best], timed)


MOST_WORDS = 14
"""Longer sentences say more than one of the known ones."""


def _said_anew(intent: Intent, timed: Timed) -> str | None:
    slots = [token for token in timed.said.tokens if token.tag]
    if not slots:
        return intent.plain
    kind = "when" if slots[0].tag.startswith("t") else "length"
    if len(slots) > 1 or f"{{{kind}}}" not in intent.timed:
        return None
    return intent.timed.replace(f"{{{kind}}}", timed.said.text[slots[0].start : slots[0].end])
