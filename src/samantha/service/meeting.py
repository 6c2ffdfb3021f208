"""The first meeting, put together: the file that says how far it is, and the memory that takes what may be kept."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from samantha.engines.silent import Deaf
from samantha.errors import InputError
from samantha.mind.changes import Herself
from samantha.mind.meeting.machine import State
from samantha.mind.meeting.skill import Meeting
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.rows import Fact
from samantha.mind.mind import LocalMind
from samantha.models.store import private_folder, write_whole
from samantha.ports import Skill
from samantha.service.loading import Engines
from samantha.service.paths import data_folder

Meet: TypeAlias = Literal["never", "first", "now"]
"""Whether a conversation begins with the meeting: not by itself, if they have not met yet, or in any case."""

_STATES = TypeAdapter(State)


def meeting_file(env: Mapping[str, str]) -> Path:
    """Where it is kept how far the meeting is; it may not exist."""
    return data_folder(env) / "meeting.json"


def read(file: Path) -> State | None:
    """How far the meeting is; None if they have not met, or nothing can be made of the file."""
    try:
        return _STATES.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None  # then she asks once more


class Kept:
    """The meeting on disk. memory: the user's, None as long as there is none in this conversation."""

    def __init__(self, file: Path, mind: LocalMind) -> None:
        self._file = file
        self._mind = mind
        self.memory: MemoryOfUser | None = None

    def save(self, state: State) -> None:
        """The state is on disk, readable by the user alone. Raises InputError."""
        try:
            private_folder(self._file.parent)
            write_whole(self._file, _STATES.dump_json(state))
        except OSError as error:
            raise InputError(
                "the meeting cannot be kept",
                where=str(self._file),
                mend=f"{error.strerror}: make room, or let her write.",
            ) from error

    async def over(self, name: str, told: Sequence[Fact] | None) -> None:
        """What may be remembered is; the mind begins anew, with nothing of the questions."""
        if self.memory is not None:
            await self.memory.met(name, told)
        await self._mind.forget(lambda _: True)


def new_meeting(engines: Engines, herself: Herself, before: Sequence[Skill]) -> tuple[Meeting, Kept]:
    """The skill of this user, as far as the meeting has come, and where that is kept."""
    kept = Kept(meeting_file(os.environ), engines.mind)
    return Meeting(
        read(meeting_file(os.environ)),
        herself,
        kept,
        today=datetime.date.today,
        before=before,
        spoken=not isinstance(engines.detector, Deaf),
    ), kept


def wanted(meet: Meet, env: Mapping[str, str]) -> bool:
    """Whether the conversation begins with the meeting."""
    state = read(meeting_file(env))
    return meet == "now" or (meet == "first" and (state is None or state.phase == "open"))
