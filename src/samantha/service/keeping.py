"""Where a conversation is taken down, what of the last one it begins with, and how that forgets with the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import anyio

from samantha.errors import KeepError
from samantha.keep.asked import ask
from samantha.keep.database import InUse
from samantha.keep.journal import KeptJournal
from samantha.keep.pages import LOST, RESTORED, Pages
from samantha.keep.reading import FILE, beside_the_writer, every
from samantha.keep.thread import in_mind, taken_up
from samantha.mind.memory.forgetting import Mentions
from samantha.mind.memory.store import switched_on
from samantha.ports import Exchange, Journal, Mind, Skill
from samantha.service.paths import data_folder, journal_folder
from samantha.service.settings import Journal as JournalSettings

NEWEST = 100
"""Exchanges that are looked at for the thread."""

PATIENCE_S = 20.0
"""So long another program waits until the running conversation has forgotten."""

LOOK_S = 0.1

GONE = "Sorry, I was gone for a moment."


class JournalRecord:
    """The running conversation's journal, as a place that forgets what the memory forgets. All raise KeepError."""

    def __init__(self, journal: KeptJournal) -> None:
        self._journal = journal

    async def forget(self, mentions: Mentions) -> None:
        """Deletes for good every exchange in which such words are."""
        await self._journal.forget_where(mentions)

    async def forget_turn(self, turn: int) -> bool:
        """Deletes this turn for good; whether there was anything of it."""
        return await self._journal.forget_turn(turn)

    async def keep_nothing(self) -> None:
        """Deletes the conversation for good and takes nothing more down."""
        await self._journal.keep_nothing()

    async def keep_again(self) -> None:
        """Takes down what is said from now on."""
        await self._journal.keep_again()

    @property
    def private(self) -> bool:
        """Whether nothing is taken down."""
        return self._journal.private


class JournalOnDisk:
    """The journal in ``folder`` from another program, whether or not a conversation is running."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def forget(self, mentions: Mentions) -> None:
        """Deletes for good every exchange in which such words are. Raises KeepError."""
        with beside_the_writer(self._folder) as connection:
            past = every(connection) if connection is not None else ()
            gone = [one.id for one in past if mentions(one.said) or mentions(one.heard)]
        await forget(self._folder, gone)


async def forget(folder: Path, ids: Iterable[int] | None) -> None:
    """Afterwards no file of the journal in ``folder`` holds a word of these exchanges, or, with None, of any.

    If a conversation is running, it does it.

    Raises:
        KeepError: the disk does not let it be done, or the conversation has not come to it yet.
    """
    if not (folder / FILE).exists():
        return
    try:
        _forget(folder, ids)
        return
    except InUse:
        try:
            file = ask(folder, ids)
        except OSError as error:
            raise KeepError(f"the journal cannot be changed: {error}", where=str(folder)) from error
    with anyio.move_on_after(PATIENCE_S):
        while file.exists():
            await anyio.sleep(LOOK_S)
            try:
                Pages(folder).close()  # opening it does what is asked, if that conversation has ended meanwhile
            except InUse:
                continue
        return
    raise KeepError(
        "the running conversation has not forgotten it yet, and will as soon as it can",
        where=str(folder),
        mend="If it hangs, end it: then the next start does it.",
    )


def _forget(folder: Path, ids: Iterable[int] | None) -> None:
    with closing(Pages(folder)) as pages:
        if ids is None:
            pages.forget_all()
        else:
            pages.forget(ids)


class Discreet:
    """``journal`` without the turns that ``private`` skills answer, and without the answers."""

    def __init__(self, journal: Journal, private: Sequence[Skill]) -> None:
        self._journal = journal
        self._private = private
        self._unkept = -1

    def turn(self, turn: int, words: str) -> None:
        """Kept, unless it is private."""
        if any(skill.understands(words) is not None for skill in self._private):
            self._unkept = turn
        else:
            self._journal.turn(turn, words)

    def clause(self, turn: int, words: str) -> None:
        """Kept, unless it answers a private turn."""
        if turn != self._unkept:
            self._journal.clause(turn, words)

    def reply(self, turn: int, heard: str, ended: str) -> None:
        """Kept, unless it answers a private turn."""
        if turn != self._unkept:
            self._journal.reply(turn, heard, ended)

    async def kept(self) -> str:
        """As the journal's."""
        return await self._journal.kept()


@dataclass(frozen=True, slots=True)
class Keeping:
    """journal: None where nothing is kept. exchanges: what is still in mind. opening: what she says first."""

    journal: KeptJournal | None = None
    exchanges: Sequence[Exchange] = ()
    opening: Sequence[str] = ()

    @property
    def record(self) -> JournalRecord | None:
        """The journal, as a place that forgets what the memory forgets."""
        return JournalRecord(self.journal) if self.journal is not None else None

    def without(self, private: Sequence[Skill]) -> Journal | None:
        """The journal, for a conversation whose turns with these skills are kept nowhere."""
        return Discreet(self.journal, private) if self.journal is not None else None

    def saying(self, words: str) -> Keeping:
        """The same, and she says this before all else."""
        return replace(self, opening=(words, *self.opening))

    def among_others(self) -> Keeping:
        """The same where others may be in the room: she does not repeat what was said."""
        return replace(self, opening=[words if words in (RESTORED, LOST) else GONE for words in self.opening])

    def for_another_sitting(self) -> Keeping:
        """For a sitting that goes on with this conversation: what went before is said, and in mind."""
        if self.journal is not None:
            self.journal.count_anew()
        return Keeping(self.journal)

    def bring_to(self, mind: Mind) -> None:
        """The mind has these exchanges in its history."""
        for one in self.exchanges:
            if one.said:
                mind.hears(one.said)
            if one.heard:
                mind.said(one.heard, interrupted=one.ended in ("", "interrupted", "hushed"))

    def close(self) -> None:
        """The conversation ends as it should."""
        if self.journal is not None:
            self.journal.close()


UNKEPT = Keeping()


def begin(how: JournalSettings, folder: Path, memory: Path, now: Callable[[], float]) -> Keeping:
    """Opens the journal for a conversation. Raises KeepError.

    memory: folder of the memory; while that is switched off nothing is kept, and nothing of the past is in mind.
    """
    pages = Pages(folder)
    try:
        past, at = pages.newest(NEWEST) if switched_on(memory) else [], now()
        line = taken_up(past, at, how.resume_min) if pages.cut_off else ""
    except BaseException:
        pages.close()
        raise
    opening = [words for words in (pages.damage, line) if words]
    journal = KeptJournal(pages, now, allowed=lambda: switched_on(memory))
    return Keeping(journal, in_mind(past, at, how.remember_min), opening)


def begin_or_talk(
    how: JournalSettings, env: Mapping[str, str], now: Callable[[], float], tell: Callable[[str], None]
) -> Keeping:
    """As ``begin``, in the user's folders; a journal that cannot be opened keeps nobody from talking: ``tell`` it."""
    try:
        return begin(how, journal_folder(env), data_folder(env), now)
    except KeepError as error:
        tell(f"this conversation is not kept: {error}")
        return UNKEPT
