"""A conversation with all that goes with it: her skills in their order, her memory, care and reminders beside it.

The terminal and the background service hold the same sitting; they differ in who watches and how it ends.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from samantha.core.notes import Note, Watcher
from samantha.engines.embed import MiniLM
from samantha.engines.silent import Deaf
from samantha.engines.voiceprint import VoicedEars
from samantha.errors import EngineError
from samantha.hands.guessing import Guessing
from samantha.hands.likely import Likely
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.rehearing import Rehearing
from samantha.hands.skill import Hands
from samantha.mind.missing import Missing
from samantha.mind.people.circle import USER
from samantha.mind.remarking import Remarking
from samantha.mind.wishes import Wishes
from samantha.ports import Door, Skill
from samantha.service import compose, remembering
from samantha.service.abilities import Able
from samantha.service.acquaintances import Acquaintances
from samantha.service.beside import beside
from samantha.service.company import Accompanied, care_file
from samantha.service.herself import Living
from samantha.service.keeping import UNKEPT, Keeping
from samantha.service.loading import Engines
from samantha.service.mcp import own_sentences
from samantha.service.meeting import Meet, new_meeting, wanted
from samantha.service.people import Room, only_from, private_acts
from samantha.service.remarks import RemarkBook, past_entries, remarks_file
from samantha.service.remembering import Remembering
from samantha.service.settings import Settings
from samantha.session.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Sitting:
    """Run it once.

    able: what she does by code, as ``abilities.hands`` gives it. in_person: somebody is there, and what he says is
    his life; a file, a pipe or the demonstration is nobody's. file: where wishes about herself are written; None: she
    stays as she is. called: told her new name.
    meet: whether it begins with the first meeting, for which it needs ``file``.
    """

    settings: Settings
    engines: Engines
    door: Door
    able: Able
    watchers: Sequence[Watcher]
    in_person: bool
    kept: Keeping = UNKEPT
    file: Path | None = None
    called: Callable[[str], None] = lambda _: None
    meet: Meet = "never"

    async def run(self, began: Callable[[Conversation], None] = lambda _: None) -> None:
        """Talks until the door has nothing more to bring. ``began`` is given the conversation before that.

        Raises what ``Conversation.run`` raises, and ModelError, InputError.
        """
        tools = self.able.skill
        first, watching = compose.skills(self.settings, self.engines)
        orders = first[1:]  # not care, which no second look is to call upon
        watchers = [*self.watchers, *(only_from(USER, watch) for watch in watching)]
        herself = mine = meeting = meeting_kept = remarking = None
        kept = self.kept
        others: list[Skill] = [tools]
        if self.file is not None:
            herself = Living(self.settings, self.engines, self.file, called=lambda who: self.called(who.name))
            wishes = Wishes(herself)
            meeting, meeting_kept = new_meeting(self.engines, herself, first[:1])  # care alone comes before it
            watchers += [only_from(USER, wishes.watch), only_from(USER, meeting.watch)]
            first.insert(1, meeting)
            others = [wishes, tools]

        def tell(note: Note) -> None:
            for watcher in watchers:
                watcher(note)

        async with AsyncExitStack() as stack:
            room = None
            if (
                self.in_person or self.meet == "now" or kept.record is not None
            ):  # what keeps words must also be told to forget them
                mine = await remembering.open_memory(
                    self.settings, self.engines.mind, private=first, record=kept.record
                )
                watchers += [only_from(USER, mine.skill.watch), only_from(USER, tools.watch)]
                tools.look_aside(mine.skill)
                guessing = Guessing(tools, self.engines.mind.model, first[1:])
                if self.in_person and self.settings.care.remarks:
                    remarking = await self._remarking(herself, mine)
                    watchers.append(remarking.watch)
                    others.append(remarking)
                others += [mine.skill, guessing, mine.last]
                stack.push_async_callback(mine.copies.make_if_new)  # when all is taken in
                await stack.enter_async_context(mine.memory.taking_in())
                if meeting_kept is not None:
                    meeting_kept.memory = mine.memory
                if self.settings.people.introductions and not isinstance(self.engines.detector, Deaf):
                    room = await self._room(herself, mine.meaning, stack)
                    watchers.append(room.watch)
                    first.append(room.introductions)
                    others[:0] = room.users
                    if room.listens:
                        kept = kept.among_others()
            if meeting is not None and wanted(self.meet, os.environ):
                kept = replace(kept, opening=[meeting.begin()])
            skills = [*first, *others]
            if mine is not None and mine.damage:
                kept = kept.saying(mine.damage)
            voiced, look = _voiced(self.engines, room), Rehearing(tools, first, orders)
            conversation = compose.converse(
                self.settings, voiced, self.door, tell, skills, kept, first, room, second_look=look
            )
            tasks = await stack.enter_async_context(beside())
            if mine is not None:
                tasks.start_soon(mine.copies.keep)
                own = own_sentences(self.settings)
                tasks.start_soon(_learn, tools, own, guessing if self.settings.hands.guess else None, mine.meaning)
            if herself is not None and meeting is not None:
                tasks.start_soon(herself.attend)
                tasks.start_soon(meeting.attend, conversation.announce)
            if self.in_person:
                company = Accompanied(
                    self.settings.care,
                    care_file(os.environ),
                    datetime.datetime.now,
                    remarked=lambda: remarking is not None and remarking.made,
                    missing=Missing(mine.memory) if mine is not None else None,
                )
                watchers.append(company.watch)
                tasks.start_soon(company.attend, conversation.announce)
                if remarking is not None:
                    tasks.start_soon(remarking.attend)
                for task in (self.able.ringing, self.able.sync):
                    if task is not None:
                        watchers.append(task.watch)
                        tasks.start_soon(task.run, conversation.announce)
                if self.able.calls is not None:
                    tasks.start_soon(self.able.calls.run, conversation.announce)
            began(conversation)
            await conversation.run()

    async def _remarking(self, herself: Living | None, mine: Remembering) -> Remarking:
        """What she may ask about when she is greeted; it has looked once."""

        def names() -> tuple[str, str]:
            who = herself.persona if herself is not None else self.settings.persona
            return who.name, who.user_name

        book = RemarkBook(remarks_file(os.environ))
        entries = past_entries(self.able.calendars)
        remarking = Remarking(mine.memory, book, entries, datetime.datetime.now, names, mine.skill.says_of)
        await remarking.look()
        return remarking

    async def _room(self, herself: Living | None, meaning: MiniLM, stack: AsyncExitStack) -> Room:
        """Those she knows by voice, with a seat for each."""
        fresh, _ = compose.skills(self.settings, self.engines)
        room = Room(
            self.settings,
            Acquaintances(os.environ),
            self.engines.mind,
            meaning,
            private_acts(self.able.skill, fresh[1:]),  # all but care, which is everybody's
            lambda: (herself.persona if herself is not None else self.settings.persona).user_name,
            await stack.enter_async_context(beside()),
            stack,
        )
        await room.open()
        return room


def _voiced(engines: Engines, room: Room | None) -> Engines:
    """The engines with ears that tell voices apart, where that is wanted."""
    if room is None:
        return engines
    return replace(engines, transcriber=VoicedEars(engines.transcriber, lambda: room.listens))


async def _learn(tools: Hands, own: Sequence[str], guessing: Guessing | None, meaning: MiniLM) -> None:
    """Requests in other words than the templates' and the user's own, while the conversation goes on already."""
    with contextlib.suppress(EngineError):  # it goes on without them
        known = await Paraphrases.learn(meaning, meaning.at_once, own)
        tools.understand_by(known)
        if guessing is not None:
            await guessing.prepare(await Likely.learn(meaning, meaning.at_once, known))
