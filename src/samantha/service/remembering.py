"""Her memory, put together: the file, the model of meaning, the skill, and the places that forget with it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio

from samantha.engines.embed import MiniLM
from samantha.keep.ballast import Ballast
from samantha.mind.memory.forgetting import Mentions
from samantha.mind.memory.memory import MemoryOfUser, Record
from samantha.mind.memory.skill import MemorySkill, NeverTold
from samantha.mind.memory.store import FILE
from samantha.mind.mind import LocalMind
from samantha.ports import Skill
from samantha.service import loading
from samantha.service.copies import Copies
from samantha.service.keeping import JournalOnDisk
from samantha.service.paths import cache_folder, data_folder, journal_folder
from samantha.service.settings import Settings

Clock = Callable[[], datetime.datetime]


@dataclass(frozen=True, slots=True)
class Remembering:
    """skill: among the skills, where questions about memories belong; last: behind all of them.

    meaning: the model that tells what sentences mean. copies: those of the memory's file. damage: what is to be said
    of a file that was damaged.
    """

    memory: MemoryOfUser
    skill: MemorySkill
    last: NeverTold
    meaning: MiniLM
    copies: Copies
    damage: str


class PromptStates:
    """The evaluated prompts on disk; they can be computed again, so all of them go whatever is forgotten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def forget(self, mentions: Mentions) -> None:
        """Deletes them."""
        for file in self._folder.glob("*.state*"):
            file.unlink(missing_ok=True)


def plain_memory(settings: Settings, clock: Clock = datetime.datetime.now) -> MemoryOfUser:
    """The memory without the model of meaning: to look into and to change. Raises InputError."""
    return MemoryOfUser(
        data_folder(os.environ),
        None,
        clock=clock,
        conversation=_name(clock),
        who=settings.persona.user_name,
        traces=[
            PromptStates(cache_folder(os.environ) / "prompts"),
            JournalOnDisk(journal_folder(os.environ)),
            Copies(data_folder(os.environ) / FILE),
        ],
        reserve=Ballast(data_folder(os.environ)),
    )


async def open_memory(
    settings: Settings,
    mind: LocalMind,
    *,
    private: Sequence[Skill] = (),
    record: Record | None = None,
    clock: Clock = datetime.datetime.now,
) -> Remembering:
    """The memory of a new conversation, and of its mind. Raises ModelError, InputError, KeepError.

    private: skills whose turns are no memories. record: where the conversation is taken down.
    """
    folder = await anyio.to_thread.run_sync(loading.store(settings).path, loading.MEANING_MODEL)
    copies = Copies(data_folder(os.environ) / FILE)
    damage = await anyio.to_thread.run_sync(copies.mend)
    meaning = await MiniLM.load(folder)
    memory = MemoryOfUser(
        data_folder(os.environ),
        meaning,
        clock=clock,
        conversation=_name(clock),
        who=settings.persona.user_name,
        traces=[mind, PromptStates(cache_folder(os.environ) / "prompts"), copies],
        record=record,
        reserve=Ballast(data_folder(os.environ)),
    )
    await memory.settle()
    mind.remember_with(memory.notes)
    skill = MemorySkill(memory, private)
    return Remembering(memory, skill, NeverTold(skill), meaning, copies, damage)


def _name(clock: Clock) -> str:
    return f"{clock():%Y-%m-%d %H:%M:%S} {os.urandom(3).hex()}"
