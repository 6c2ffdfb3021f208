"""Other people in a conversation: a seat for everybody she knows by voice, and one for strangers.

A guest has a mind, a memory, lists and notes of his own, in a folder of his own, and nothing of the user's; a
stranger has company, and is refused everything that would be done or remembered. Nothing that is not the user's gets
into the journal.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
from anyio.abc import TaskGroup

from samantha.core.notes import Note, Turn, Watcher
from samantha.engines.voiceprint import mixed
from samantha.errors import SamanthaError
from samantha.hands.skill import Hands
from samantha.mind.care import Care
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill, NeverTold
from samantha.mind.memory.store import FILE
from samantha.mind.mind import LocalMind
from samantha.mind.people.circle import STRANGER, USER, Person, whose
from samantha.mind.people.greeting import Greeting
from samantha.mind.people.introducing import Introductions, introduced
from samantha.mind.people.parting import Parting
from samantha.mind.people.walls import Refuses, of_confidence, of_memory
from samantha.mind.wishes import wish
from samantha.ports import Embedder, Message, Seat, Skill, Voiceprint
from samantha.service import abilities, compose, loading
from samantha.service.acquaintances import Acquaintances
from samantha.service.copies import Copies
from samantha.service.settings import Settings

STRANGER_STAYS_S = 120.0
"""A stranger who has said nothing for so long is taken for another the next time."""

CONFIDENCE = "What others tell me stays between them and me."


class Room:
    """The Company of one conversation. Give ``watch`` every note.

    own: the user's mind. acts: whether words ask for something that only the user may have done. user: what to call
    the user, "" if unknown.
    """

    def __init__(
        self,
        settings: Settings,
        circle: Acquaintances,
        own: LocalMind,
        meaning: Embedder,
        acts: Callable[[str], bool],
        user: Callable[[], str],
        tasks: TaskGroup,
        stack: AsyncExitStack,
    ) -> None:
        self._settings = settings
        self._circle = circle
        self._own = own
        self._meaning = meaning
        self._acts = acts
        self._user = user
        self._tasks = tasks
        self._stack = stack
        self._voice: Voiceprint | None = None
        self._seats: dict[str, Seat] = {}
        self._watchers: dict[str, Watcher] = {}
        self._stranger: Seat | None = None
        self._stranger_spoke_at = 0.0
        self.introductions = Introductions(
            circle,
            voice=lambda: self._voice,
            mixed=mixed,
            user=user,
            talked=own,
            came=self._came,
        )

    @property
    def confidences(self) -> Skill:
        """Refuses, in any seat, to tell what somebody else has told her."""
        return Refuses([of_confidence(self._names)], lambda: CONFIDENCE)

    @property
    def users(self) -> list[Skill]:
        """What only the user can say of others."""
        return [self.confidences, Parting(self._circle, USER)]

    async def open(self) -> None:
        """Afterwards everybody who is known has a seat. Raises InputError."""
        for person in self._circle.guests:
            await self._came(person)

    @property
    def listens(self) -> bool:
        """Whether it matters whose voice it is."""
        return self.introductions.leads or bool(self._circle.people)

    def seat(self, voice: Voiceprint | None, before: Seat | None) -> Seat | None:
        """Where somebody sits who sounds so, None for the user."""
        self._voice = voice
        people = self._circle.people
        if not people or self.introductions.leads:
            return None
        person = whose(voice, people, self._key(before))
        if person is not None and person.key == USER:
            return None
        return self._seats.get(person.key, self._unknown()) if person is not None else self._unknown()

    def watch(self, note: Note) -> None:
        """Passes a turn on to the seat of whoever has said it."""
        if isinstance(note, Turn):
            if note.who == STRANGER:
                self._stranger_spoke_at = anyio.current_time()
            for name, watch in self._watchers.items():
                if name == note.who:
                    watch(note)

    def _key(self, seat: Seat | None) -> str | None:
        if seat is None or seat.name == STRANGER:
            return None
        return next((key for key, one in self._seats.items() if one is seat), USER)

    # ----------------------------------------------------------------------------------------- seats

    async def _came(self, person: Person) -> None:
        """This person is known from now on."""
        mind = self._mind(f"Hello, I am {person.name}.", f"Hello {person.name}, it's good to hear you.")
        care = Care(compose.help_lines(self._settings))
        folder = self._circle.folder(person)
        memory = await self._memory(folder, person.name, mind)
        remembers = MemorySkill(memory, [care])
        tools = abilities.harmless(self._settings, folder / "lists")
        self._stack.push_async_callback(_settled, memory)
        self._tasks.start_soon(memory.attend)
        skills: list[Skill] = [
            care,
            self.confidences,
            Parting(self._circle, person.name),
            tools,
            Refuses([self._acts], self._not_yours),
            remembers,
            NeverTold(remembers),
        ]
        self._seats[person.key] = Seat(Greeting(mind, person.name, anyio.current_time), skills, None, person.name)
        self._watchers[person.name] = _all(care.watch, remembers.watch, tools.watch)

    async def _memory(self, folder: Path, name: str, mind: LocalMind) -> MemoryOfUser:
        copies = Copies(folder / FILE)
        await anyio.to_thread.run_sync(copies.mend)
        memory = MemoryOfUser(
            folder,
            self._meaning,
            clock=datetime.datetime.now,
            conversation=f"{datetime.datetime.now():%Y-%m-%d %H:%M:%S} {os.urandom(3).hex()}",
            who=name,
            traces=[mind, copies],
        )
        self._stack.push_async_callback(copies.make_if_new)
        await memory.settle()
        mind.remember_with(memory.notes)
        return memory

    def _unknown(self) -> Seat:
        """The stranger's seat; what another stranger said a while ago is not in it."""
        if self._stranger is None or anyio.current_time() - self._stranger_spoke_at > STRANGER_STAYS_S:
            mind = self._mind("Hello, we don't know each other yet.", "Hello! Then I'm glad to meet you.")
            care = Care(compose.help_lines(self._settings))
            skills: list[Skill] = [
                care,
                self.confidences,
                abilities.harmless(self._settings, None),
                Refuses([self._acts, of_memory], self._not_known),
            ]
            self._stranger = Seat(mind, skills, None, STRANGER)
            self._stranger_spoke_at = anyio.current_time()
            self._watchers[STRANGER] = care.watch
        return self._stranger

    def _mind(self, says: str, heard: str) -> LocalMind:
        met = (Message("user", says), Message("assistant", heard))
        return loading.new_mind(self._settings, self._own.model, met=met)

    def _names(self) -> list[str]:
        return [person.name for person in self._circle.people]

    def _not_yours(self) -> str:
        return f"That is something I only do for {self._user() or 'the one whose computer this is'}."

    def _not_known(self) -> str:
        return (
            "I'm not sure whose voice this is, so I can talk, but not do or remember that. "
            f"If you are {self._user() or 'the one whose computer this is'}, please say it once more."
        )


def only_from(who: str, watch: Watcher) -> Watcher:
    """``watch``, without the turns of others."""

    def heard(note: Note) -> None:
        if not isinstance(note, Turn) or note.who == who:
            watch(note)

    return heard


def private_acts(tools: Hands, skills: Sequence[Skill]) -> Callable[[str], bool]:
    """Whether words ask for what only the user may have done, by her hands or by one of the fresh ``skills``."""

    def acts(text: str) -> bool:
        return (
            tools.would(text)
            or wish(text) is not None
            or bool(introduced(text))
            or any(skill.understands(text) is not None for skill in skills)
        )

    return acts


async def _settled(memory: MemoryOfUser) -> None:
    """What the guest said last is taken in, unless the guest has been forgotten meanwhile."""
    with contextlib.suppress(SamanthaError):
        await memory.settle()


def _all(*watchers: Watcher) -> Watcher:
    def watch(note: Note) -> None:
        for one in watchers:
            one(note)

    return watch
