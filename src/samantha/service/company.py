"""Keeps the count of talk in a file of the user's, and lets her say what follows from it (``mind.company``)."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import anyio
from pydantic import TypeAdapter, ValidationError

from samantha.core.notes import Note, ReplyEnded, Turn
from samantha.errors import SamanthaError
from samantha.mind.company import Company, Day
from samantha.mind.missing import Missing
from samantha.models.store import private_folder, write_whole
from samantha.service.paths import state_folder
from samantha.service.settings import Care

LOOK_S = 20
_DAYS = TypeAdapter(dict[str, Day])


def care_file(env: Mapping[str, str]) -> Path:
    """Where the count is kept; it may not exist."""
    return state_folder(env) / "care.json"


def read(file: Path) -> dict[str, Day]:
    """The days counted so far; none where there is no such file or nothing can be made of it."""
    try:
        return _DAYS.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}  # a count is not worth an error


class Accompanied:
    """The count of one conversation: give it every note, and run ``attend`` beside it.

    remarked: whether she has spoken up by herself in this session already; then she points nowhere.
    missing: knows whom the user has not mentioned in a while; None: she names nobody.
    """

    def __init__(
        self,
        care: Care,
        file: Path,
        now: Callable[[], datetime.datetime],
        remarked: Callable[[], bool] = lambda: False,
        missing: Missing | None = None,
    ) -> None:
        self._care = care
        self._file = file
        self._now = now
        self._remarked = remarked
        self._missing = missing
        self._users_turn = True
        self.company = Company(read(file) if care.count else {})

    def watch(self, note: Note) -> None:
        """Counts turns and replies."""
        if isinstance(note, (Turn, ReplyEnded)):
            self.company.talked(self._now())
        if isinstance(note, Turn):
            self._users_turn = not note.who
            if self._missing is not None and self._users_turn:
                self.company.mentions(self._now(), self._missing.mentioned(note.text))

    async def attend(self, announce: Callable[[str], Awaitable[str]]) -> None:
        """Says what is due, and keeps the file current, until it is cancelled."""
        try:
            while True:
                await anyio.sleep(LOOK_S)
                nudge = self._care.count and self._care.nudge and not self._remarked()
                words = self.company.due(self._now(), nudge=nudge, missing=await self._somebody() if nudge else "")
                if words:
                    await announce(words)
                self._keep()
        finally:
            self._keep()

    async def _somebody(self) -> str:
        """Whom she may name: nobody while a guest speaks."""
        since = self.company.since
        if self._missing is None or since is None or not self._users_turn:
            return ""
        try:
            return await self._missing.somebody(self.company.mentioned, since)
        except SamanthaError:  # whoever asks for the memory meets it again, and is told
            return ""

    def _keep(self) -> None:
        days = self.company.as_data()
        if not self._care.count or not days:
            return
        with contextlib.suppress(OSError):  # nor is it worth ending a conversation
            private_folder(self._file.parent)
            write_whole(self._file, json.dumps(days, indent=1).encode())
