"""Her mind: persona, history and a language model, behind the Mind port."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

from samantha.core.endpoint import Outlook
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

Remember: TypeAlias = Callable[[str], Awaitable[Sequence[str]]]

MOST_LINES = 3
"""Lines about the past in front of one turn, at most: each costs a small machine about half a second to read."""


@dataclass(frozen=True, slots=True)
class Brevity:
    """How long answers are: sentences and tokens usually, and when more was asked for."""

    sentences: int = 3
    max_tokens: int = 160
    long_sentences: int = 12
    long_max_tokens: int = 480


class LocalMind:
    """Answers from persona and history with a local language model.

    today: the date in words, or "". met: how they said hello, where it is not the user she talks with.

    What she remembers stands right in front of the words that brought it to mind, and stays there: the prompt before
    it is the same as ever, so the model's cache holds, and while the user still speaks the lines are evaluated
    already.
    """

    def __init__(
        self,
        model: LanguageModel,
        persona: Persona,
        brevity: Brevity | None = None,
        *,
        today: str = "",
        met: Sequence[Message] = (),
    ) -> None:
        self._model = model
        self._today = today
        self._met = met
        self._persona = [*persona.prompt(today), *met]
        self._brevity = brevity or Brevity()
        self._history = History()
        self._turn = ""
        self._remember: Remember | None = None
        self._lines: tuple[str, ...] = ()
        self._heard = True

    @property
    def model(self) -> LanguageModel:
        """What she thinks with."""
        return self._model

    def take_up(self, other: LocalMind) -> None:
        """The conversation that another mind has had goes on with this one."""
        self._history = other._history

    def remember_with(self, remember: Remember) -> None:
        """From now on turns bring to mind what ``remember`` says: lines about the past, () for nothing."""
        self._remember = remember

    def become(self, persona: Persona) -> None:
        """From the next answer on she is this one."""
        self._persona = [*persona.prompt(self._today), *self._met]

    async def warm(self) -> None:
        """Evaluates the persona ahead of the first turn."""
        await self._model.warm([*self._persona, Message("user", "Hello.")])

    def hears(self, text: str) -> None:
        """A committed turn."""
        if self._heard:
            self._lines = ()  # nobody has asked about words of this turn before
        self._turn, self._heard = text, True
        self._history.add(Message("user", f"{self._noted()}{text}"))

    def said(self, heard: str, *, interrupted: bool) -> None:
        """Her words that were heard; a dash marks where she was cut off."""
        self._history.add(Message("assistant", f"{heard} —" if interrupted else heard))

    async def outlook(self, so_far: str) -> Outlook:
        """Whether the turn is over with these words, by what the model expects next."""
        return await self._model.outlook(await self._prompt(so_far))

    async def forget(self, mentions: Callable[[str], bool]) -> None:
        """Drops from the conversation so far what is mentioned so, question and answer together."""
        self._history.forget(mentions)
        self._lines = ()

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
                judge(await self.outlook(so_far))
            yield _one(plain)
            return
        prompt = await self._prompt(so_far)
        async with self._model.stream(prompt, max_tokens=self._most_tokens(so_far), judge=judge) as pieces:
            yield pieces

    async def wording(self, asked: str, about: str) -> str:
        """Her own words for a letter of the user's, apart from the conversation. Raises EngineError."""
        return await wording(self._model, asked, about)

    async def _prompt(self, so_far: str | None) -> list[Message]:
        """The prompt for the last turn, or for words of one that is not over."""
        room = self._model.context_tokens - self._most_tokens(so_far)
        await self._bring_to_mind(so_far)
        words = so_far if so_far is None else f"{self._noted()}{so_far}"
        return await self._history.fit(self._persona, self._model, room, words)

    async def _bring_to_mind(self, so_far: str | None) -> None:
        """Adds to the lines of this turn what its words bring to mind; those that stand stay, and their cache
        with them.
        """
        if self._remember is None:
            return
        if so_far is not None and self._heard:
            self._lines, self._heard = (), False
        known = self._lines
        new = [
            line for line in await self._remember(so_far if so_far is not None else self._turn) if line not in known
        ]
        self._lines = (*known, *new)[:MOST_LINES]
        if so_far is None and self._lines != known:
            self._history.note(self._turn, self._noted() if not known else "")

    def _noted(self) -> str:
        if not self._lines:
            return ""
        return f"[What you remember, to mention only if it fits: {' '.join(self._lines)}] "

    def _most_tokens(self, so_far: str | None) -> int:
        return self._brevity.long_max_tokens if self._wants_more(so_far) else self._brevity.max_tokens

    def _wants_more(self, so_far: str | None) -> bool:
        return bool(_ASKS_FOR_MORE.search(self._turn if so_far is None else so_far))


async def _one(text: str) -> AsyncIterator[str]:
    """A single piece."""
    yield text
