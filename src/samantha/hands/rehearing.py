"""Whether words make sense as they were heard, and whether others that the ears thought of make more.

Ears that are unsure between "wait me up" and "wake me up" do not know what can be asked; the templates do. So where
no skill understands what was heard first, the likeliest of the rest that is plainly a request, or an answer to the
question that was asked, is what was said. Meaning and guesses have no say in it: they would find a request in
everything. Nothing found so is ever a yes.
"""

from __future__ import annotations

from collections.abc import Sequence

from samantha.hands.skill import Hands
from samantha.ports import Skill


class Rehearing:
    """A ``SecondLook``. before: skills that are asked before the hands, as care and letters; orders: those of them
    whose requests may be found behind other words.
    """

    def __init__(self, hands: Hands, before: Sequence[Skill], orders: Sequence[Skill] = ()) -> None:
        self._hands = hands
        self._before = before
        self._orders = orders

    def understood(self, text: str) -> bool:
        """Whether a skill before the hands takes these words, or the hands know them."""
        return any(skill.understands(text) is not None for skill in self._before) or self._hands.knows(text)

    def order(self, text: str) -> bool:
        """Whether the hands know these words, or they are an order for one of the others."""
        return self._hands.knows(text, doubtful=True) or any(
            skill.understands(text) is not None for skill in self._orders
        )
