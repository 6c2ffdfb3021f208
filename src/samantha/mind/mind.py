"""Her mind: persona, history and a language model, behind the Mind port."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from samantha.mind.history import History
from samantha.mind.limits import plain_answer
from samantha.mind.persona import Persona
from samantha.mind.wording import wording
from samantha.ports import Judge, LanguageModel, Message

_ASKS_FOR_MORE = re.compile(
    r"\b(tell me (more|a story|all|everything)|(a|the) (long|short|whole|full)?\s*(story|poem|tale)|in (more )?detail"
    r"|explain|step by step|at length|go on|keep going|continue|long answer|everything about|elaborate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brevity:
    """How long answers are: sentences and tokens usually, and when more was asked for."""

    sentences: int = 3
    max_tokens: int = 160
    long_sentences: int = 12
    long_max_tokens: int = 480


class LocalMind:
    """Answers from persona and history with a local language model.

    today: the date in words, or "".
    """

    def __init__(
        self, model: LanguageModel, persona: Persona, brevity: Brevity | None = None, *, today: str = ""
    ) -> None:
        self._model = model
        self._persona = persona.prompt(today)
        self._brevity = brevity or Brevity()
        self._history = History()
        self._turn = ""

    async def warm(self) -> None:
        """Evaluates the persona ahead of the first turn."""
        await self._model.warm([*self._persona, Message("user", "Hello.")])

    def hears(self, text: str) -> None:
        """A committed turn."""
        self._turn = text
        self._history.add(Message("user", text))

    def said(self, heard: str, *, interrupted: bool) -> None:
        """Her words that were heard; a dash marks where she was cut off."""
        self._history.add(Message("assistant", f"{heard} —" if interrupted else heard))

    async def over(self, so_far: str) -> float:
        """How likely the turn is over with these words, by what the model expects next."""
        room = self._model.context_tokens - self._most_tokens(so_far)
        return await self._model.over(await self._history.fit(self._persona, self._model, room, so_far))

    def sentences(self, so_far: str | None = None) -> int:
        """How many sentences the answer may have."""
        return self._brevity.long_sentences if self._wants_more(so_far) else self._brevity.sentences

    @asynccontextmanager
    async def answer(
        self, so_far: str | None = None, judge: Judge | None = None
    ) -> AsyncIterator[AsyncIterator[str]]:
        """Pieces of the answer to the last turn, or to the words of one that is not over."""
        plain = plain_answer(self._turn if so_far is None else so_far)
        if plain is not None:
            if judge is not None and so_far is not None:
                judge(await self.over(so_far))
            yield _one(plain)
            return
        most = self._most_tokens(so_far)
        room = self._model.context_tokens - most
        prompt = await self._history.fit(self._persona, self._model, room, so_far)
        async with self._model.stream(prompt, max_tokens=most, judge=judge) as pieces:
            yield pieces

    async def wording(self, asked: str, about: str) -> str:
        """Her own words for a letter of the user's, apart from the conversation. Raises EngineError."""
        return await wording(self._model, asked, about)

    def _most_tokens(self, so_far: str | None) -> int:
        return self._brevity.long_max_tokens if self._wants_more(so_far) else self._brevity.max_tokens

    def _wants_more(self, so_far: str | None) -> bool:
        return bool(_ASKS_FOR_MORE.search(self._turn if so_far is None else so_far))


async def _one(text: str) -> AsyncIterator[str]:
    """A single piece."""
    yield text
