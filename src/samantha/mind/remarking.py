"""When she is greeted she asks, now and then, how something went that she was told of.

A greeting is the one moment for it: it wants no answer but a greeting, so nothing is delayed by a remark and nobody
interrupted, and behind an errand ("set a timer") it would be a nuisance. So this is a skill: "hello", as the first
words after an hour of silence or more, is answered by code with a remark, if there is one; else the mind greets as
ever. What there is to remark upon is looked up ahead, while nobody talks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Container, Sequence
from functools import partial
from typing import Protocol, TypeAlias

import anyio

from samantha.core.notes import Note, Turn
from samantha.errors import SamanthaError
from samantha.mind.crisis import crisis
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.remarks import MOST_DAYS, Entry, Remark, remarks, same_event
from samantha.mind.memory.rows import Memory
from samantha.ports import Act

APART = datetime.timedelta(hours=1)
"""A longer silence ends a session."""

LOOK_S = 60.0

_HELLO = r"(?:hi|hello|hey|hiya|howdy|(?:good )?(?P<part{n}>morning|afternoon|evening))(?: there| again| dear| you)*"
_GREETING = re.compile(
    rf"(?:(?:oh|well|okay|ok) )?{_HELLO.format(n=1)}(?: {_HELLO.format(n=2)})?"
    r"(?: it's me(?: again)?| i'm (?:back|home|here)(?: again)?| here i am"
    r"| (?:it's )?(?:good|nice|lovely) to (?:hear|see) you(?: again)?)?"
    r"(?P<asks>(?: and)? (?:how are you(?: doing)?(?: today| this (?:morning|afternoon|evening))?|how's it going))?"
)

Entries: TypeAlias = Callable[[datetime.date, datetime.date], Sequence[Entry]]
"""What was in the user's calendars from the first day to the last. May wait for the disk."""


class Book(Protocol):
    """What outlasts a conversation, and holds nobody's words."""

    talked: datetime.datetime | None
    """When something was said last; None if nobody knows."""

    @property
    def made(self) -> Container[str]:
        """Keys of what has been remarked upon."""

    def mark(self, keys: Sequence[str], today: datetime.date) -> bool:
        """These are remarked upon, on disk too; False if that cannot be."""

    def keep(self) -> None:
        """``talked`` is on disk, if it can be."""


class Remarking:
    """The skill. Give ``watch`` every note, after the memory has had it, and run ``attend`` beside the conversation.

    names: hers, and the user's or "". says_of: takes the rows that a remark rests on.
    """

    least_pause_ms = 0

    def __init__(
        self,
        memory: MemoryOfUser,
        book: Book,
        entries: Entries,
        now: Callable[[], datetime.datetime],
        names: Callable[[], tuple[str, str]],
        says_of: Callable[[Sequence[Memory]], None] = lambda _: None,
    ) -> None:
        self._memory = memory
        self._book = book
        self._entries = entries
        self._now = now
        self._names = names
        self._says_of = says_of
        self._since: datetime.date | None = None
        self._due: Sequence[Remark] = ()
        self._first = ""
        self._grave = False
        self.made = False
        """Whether there was a remark in this session."""

    def watch(self, note: Note) -> None:
        """Follows when a session begins, and whether there are words of crisis: then there are no more remarks."""
        if not isinstance(note, Turn):
            return
        if self._apart and not note.who:
            self._first, self.made = note.text, False
        else:
            self._first, self._due = "", ()
        self._memory.asked_of = ""  # this turn was the answer, and is the memory's already
        self._grave = self._grave or crisis(note.text) is not None
        self._book.talked = self._now()

    def understands(self, text: str) -> Act | None:
        """A greeting that begins a session, if there is something to remark upon."""
        hers, user = self._names()
        hello = greeted(text, hers, user)
        begins = self._apart or text == self._first
        if hello is None or not begins or not self._due or self._grave or self._memory.private:
            return None
        return partial(self._remark, hello)

    async def look(self) -> None:
        """Afterwards it is known what there is to remark upon, if nobody is talking."""
        if self._apart:
            self._since = self._book.talked.date() if self._book.talked else None
            self._due = await self._choose()

    async def attend(self) -> None:
        """Looks now and then, until it is cancelled."""
        try:
            while True:
                await anyio.sleep(LOOK_S)
                await self.look()
                self._book.keep()
        finally:
            self._book.keep()

    @property
    def _apart(self) -> bool:
        talked = self._book.talked
        return talked is None or not datetime.timedelta() <= self._now() - talked < APART

    async def _choose(self) -> Sequence[Remark]:
        """What holds at this moment, the best first."""
        today = self._now().date()
        try:
            if not await self._memory.on():
                return ()
            past = await anyio.to_thread.run_sync(
                self._entries, today - datetime.timedelta(days=MOST_DAYS), today - datetime.timedelta(days=1)
            )
        except SamanthaError:  # whoever asks for memory or calendar meets it again, and is told
            return ()
        rows = self._memory.rows.values()
        return remarks(rows, past, today=today, since=self._since, made=self._book.made)

    async def _remark(self, hello: str) -> str | None:
        """It is written down before it is said: better once too few than once too often."""
        self._first, self._due = "", ()
        due = await self._choose()  # what was forgotten a moment ago is not in it
        if not due or not self._book.mark(same_event(due[0], due), self._now().date()):
            return None
        basis = due[0].basis
        self._says_of([basis] if isinstance(basis, Memory) else [])
        self._memory.asked_of = due[0].thing
        self.made = True
        return f"{hello} {due[0].words}"


def greeted(text: str, hers: str, user: str) -> str | None:
    """How the words are greeted back, if they are a greeting and nothing else."""
    words = re.findall(r"[^\W_][\w']*", text.lower().replace("’", "'"))
    named = re.findall(r"[^\W_][\w']*", hers.lower())
    plain = f" {' '.join(words)} ".replace(f" {' '.join(named)} ", " ").strip()
    said = _GREETING.fullmatch(plain)
    if said is None:
        return None
    part = said["part1"] or said["part2"]
    hello = f"Good {part}" if part else "Hello"
    return f"{hello}{f', {user}' if user else ''}." + (" I'm running fine, thank you." if said["asks"] else "")
