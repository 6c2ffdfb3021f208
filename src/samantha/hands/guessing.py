"""Requests that neither a template nor a paraphrase knows: the language model says them anew, as one of the orders
that the tools know, or that they are talk.

It is the last to be asked, and only about turns that are likely requests (``likely``). It chooses inside a grammar
(``orders``), so it can neither invent words nor do anything: the order goes through the templates as if it had been
said, what would change something is asked about first with exactly what was understood, dictation waits for the
plain words, and talk goes back to the conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from samantha.errors import EngineError
from samantha.hands import orders
from samantha.hands.likely import Likely
from samantha.hands.no_request import points_back, told_by_others
from samantha.hands.said import Said, said
from samantha.hands.skill import Hands
from samantha.hands.times import Timed
from samantha.ports import Act, LanguageModel, Skill

MOST_WORDS = 40
MOST_TOKENS = 60
"""Of an order."""


class Guessing:
    """The skill. others: skills that know orders too, as of letters; what they cannot undo they ask about."""

    least_pause_ms = 0

    def __init__(self, hands: Hands, model: LanguageModel, others: Sequence[Skill] = ()) -> None:
        self._hands = hands
        self._model = model
        self._others = others
        self._likely: Likely | None = None

    async def prepare(self, likely: Likely) -> None:
        """From now on turns are guessed at; the first as quickly as the others. Raises EngineError."""
        await self._model.prepare_to_choose(orders.LEAD)
        self._likely = likely

    def understands(self, text: str) -> Act | None:
        """Whether the words may be a request; what it is is seen when it is carried out."""
        words = said(text)
        if self._likely is None or not 1 < len(words.tokens) <= MOST_WORDS:
            return None
        if told_by_others(words) or points_back(words):
            return None
        if not self._likely.request(words.text[words.tokens[0].start : words.tokens[-1].end]):
            return None
        return partial(self._carry_out, words)

    async def _carry_out(self, words: Said) -> str | None:
        order = await self.order(self._hands.timed(words))
        if order is None:
            return None
        if (act := self._hands.guessed(order)) is not None:
            return await act()
        if orders.BEGINS.match(order):
            return f'If that is what you want, say "{order}".'
        act = next((act for skill in self._others if (act := skill.understands(order)) is not None), None)
        return await act() if act is not None else None

    async def order(self, timed: Timed) -> str | None:
        """The order in the tools' words; None for talk, and when the model fails, since the mind then tells."""
        turn = f"{timed.said.text}\n="
        try:
            order = await self._model.choose(orders.LEAD, turn, orders.grammar(timed), max_tokens=MOST_TOKENS)
        except EngineError:
            return None
        order = order.strip()
        return None if order == orders.TALK else order
