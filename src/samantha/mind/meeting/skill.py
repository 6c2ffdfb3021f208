"""The meeting in a conversation: a skill that takes every turn while it leads, and speaks up when nobody answers.

Each step is carried out and on disk before she goes on: what was changed first, then the state, so that after a
crash a question may be asked twice but no answer is lost. Words of crisis end it: then there is something graver to
talk of.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

import anyio

from samantha.core.notes import Dropped, Listening, Muted, Note, ReplyEnded, ReplyStarted, Turn, UserStarted
from samantha.errors import SamanthaError
from samantha.mind.changes import Herself
from samantha.mind.meeting import machine
from samantha.mind.meeting.machine import Outcome, State
from samantha.mind.meeting.questions import PERSONAL
from samantha.mind.memory.rows import Fact
from samantha.ports import Act, Skill

PATIENCE_S = 9.0
"""Silence after her question until she asks again."""

LOOK_S = 0.25

THINKING_PAUSE_MS = 1200
"""Who tells of himself, or spells his name, pauses for longer."""

_WANTED = re.compile(
    r"(?:(?:okay|ok|samantha|please|yes|now)[,.]? )*(?:let's|let us|can we|shall we|i'd like to|i want to) "
    r"(?:get to know each other|(?:go on with|continue|finish|start|begin) (?:the|our) (?:first )?"
    r"(?:meeting|interview|questions)|meet)"
    r"(?:[,.]? (?:again|now|please))*[.!?]*",
    re.IGNORECASE,
)  # fmt: skip


class Keeper(Protocol):
    """Where the meeting is kept."""

    def save(self, state: State) -> None:
        """The state is on disk. Raises SamanthaError."""

    async def over(self, name: str, told: Sequence[Fact] | None) -> None:
        """The meeting is over; ``told`` is to be remembered of the user, None: nothing is, now or later.

        Raises SamanthaError.
        """


class Meeting:
    """The skill. ``state``: how far it was, None if they have not met.

    before: skills that come before it; what they answer ends it. spoken: False for who types, whom nobody hurries.
    """

    def __init__(
        self,
        state: State | None,
        herself: Herself,
        keeper: Keeper,
        *,
        today: Callable[[], datetime.date],
        before: Sequence[Skill] = (),
        spoken: bool = True,
    ) -> None:
        self._state = state or State()
        self._herself = herself
        self._keeper = keeper
        self._today = today
        self._before = before
        self._spoken = spoken
        self._leads = False
        self._began = 0.0
        self._silent_since: float | None = None

    @property
    def least_pause_ms(self) -> int:
        """Long while somebody tells of himself, or spells."""
        return THINKING_PAUSE_MS if self._leads and self._state.asked in (*PERSONAL, "name") else 0

    def begin(self) -> str:
        """From now on it leads; what she says first. Raises SamanthaError."""
        return self._begin(State() if self._state.phase == "done" else self._state)

    def understands(self, text: str) -> Act | None:
        """Every turn while it leads."""
        if any(skill.understands(text) is not None for skill in self._before):
            return None
        if self._leads:
            return partial(self._take, text)
        return self._take_up if _WANTED.fullmatch(text.strip().replace("’", "'")) else None

    def watch(self, note: Note) -> None:
        """Follows who speaks, for the silences."""
        match note:
            case Listening():
                self._began = anyio.current_time()
            case Turn(text=text):
                self._silent_since = None
                if self._leads and any(skill.understands(text) is not None for skill in self._before):
                    self._leads = False
                    self._state = replace(self._state, phase="left")
                    with contextlib.suppress(SamanthaError):  # the next start asks again, then
                        self._keeper.save(self._state)
            case UserStarted() | ReplyStarted() | Muted(on=True):
                self._silent_since = None
            case ReplyEnded() | Dropped() | Muted(on=False):
                self._silent_since = anyio.current_time()
            case _:
                pass

    async def attend(self, announce: Callable[[str], Awaitable[str]]) -> None:
        """Asks again, or goes on, when nobody answers, until it is cancelled."""
        while self._spoken:
            await anyio.sleep(LOOK_S)
            since = self._silent_since
            if self._leads and since is not None and anyio.current_time() - since >= PATIENCE_S:
                self._silent_since = None
                with contextlib.suppress(SamanthaError):  # a turn of the user's meets it again, and is told
                    words = await self._carry_out(machine.silence(self._state, self._elapsed_s, self._today()))
                    if words:
                        await announce(words)

    @property
    def _elapsed_s(self) -> float:
        return anyio.current_time() - self._began if self._spoken else 0.0

    def _begin(self, state: State) -> str:
        outcome = machine.begin(state)
        self._keeper.save(outcome.state)
        self._state, self._leads = outcome.state, True
        return outcome.says

    async def _take_up(self) -> str:
        self._began = anyio.current_time()
        return self.begin()

    async def _take(self, text: str) -> str:
        return await self._carry_out(machine.hears(self._state, text, self._elapsed_s, self._today()))

    async def _carry_out(self, outcome: Outcome) -> str:
        trouble = ""
        for change in outcome.changes:
            try:
                await self._herself.change(change)
            except SamanthaError as error:
                trouble = f"I'm sorry, one thing didn't work: {error.what}. "
        if outcome.state.phase == "done":
            await self._keeper.over(outcome.state.name, outcome.told)
        self._keeper.save(outcome.state)
        self._state, self._leads = outcome.state, outcome.state.phase == "open"
        return f"{trouble}{outcome.says}"
