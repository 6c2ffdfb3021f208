"""The sync beside a conversation: soon after a change here, and every few minutes.

The network is somebody else's: the work is done in a thread, is given up after some seconds, and is tried again.
Being offline is no news and is not told; a conflict is, and a password that is not taken, once.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import anyio

from samantha.core.notes import Listening, Note
from samantha.errors import SamanthaError
from samantha.hands import files, saying
from samantha.hands.calendar import copy as copies
from samantha.hands.calendar.accounts import Account
from samantha.hands.calendar.copy import Copy
from samantha.hands.calendar.remote import Found, Remote
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.sync import Sync

_SOON_S = 2.0
"""So long after a change: several in a row go together."""


class Connected(Protocol):
    """A server, as far as it is needed here."""

    def calendars(self) -> Sequence[Found]:
        """The calendars that hold events."""

    def collection(self, url: str) -> Remote:
        """One calendar."""


@dataclass
class Outcome:
    """What came of the sync with one account. told: what the user must know; error: why it was not all."""

    account: str
    sent: int = 0
    fetched: int = 0
    told: list[str] = field(default_factory=list)
    error: SamanthaError | None = None


class Syncing:
    """``accounts``: those there are now. ``connect``: to the server of one, at once and without asking it.

    elsewhere: another process that does the sync, where this one cannot use the network.
    """

    def __init__(
        self,
        shelf: Shelf,
        accounts: Callable[[], Sequence[Account]],
        now: Callable[[], datetime],
        every_s: float,
        connect: Callable[[Account], Connected],
        elsewhere: Callable[[], list[Outcome]] | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._shelf = shelf
        self._accounts = accounts
        self._now = now
        self._every_s = every_s
        self._connect = connect
        self._wanted = anyio.Event()
        self._ready = anyio.Event()
        self._errors: dict[str, SamanthaError] = {}
        self._complained = ""

    def wake(self) -> None:
        """Something has changed here."""
        self._wanted.set()

    def watch(self, note: Note) -> None:
        """Is told of everything that happens in the conversation."""
        if isinstance(note, Listening):
            self._ready.set()

    def trouble(self, changed: Sequence[Path]) -> str:
        """What is to be said behind a change of these files, "" if it goes to the server as usual."""
        known = (copies.load(file.parent) for file in changed)
        error = next((self._errors[copy.account] for copy in known if copy and copy.account in self._errors), None)
        if error is None:
            return ""
        return f" It is only here so far: {error.what}. I'll send it as soon as that works."

    def told(self, now: datetime) -> str:
        """How things are, in her words; and a sync begins."""
        self.wake()
        if self._errors:
            return f"{saying.sentence('; '.join(error.what for error in self._errors.values()))} I'll try again."
        last = [copy.at for _, copy in self._copies() if copy.at]
        if not last:
            return "Your calendars are on this computer only."
        at = min(last).astimezone(now.tzinfo)
        return f"The last time was {saying.day(at.date(), now.date())} at {saying.clock(at)}; I'll do it again now."

    async def run(self, announce: Callable[[str], Awaitable[str]]) -> None:
        """Goes on until it is cancelled."""
        await anyio.to_thread.run_sync(self._shelf.names)  # every file is read before anybody asks
        await self._ready.wait()
        while True:
            self._wanted = anyio.Event()
            outcomes = await anyio.to_thread.run_sync(self.once, abandon_on_cancel=True)
            if told := self._news(outcomes):
                await announce(told)
            with anyio.move_on_after(self._every_s):
                await self._wanted.wait()
                await anyio.sleep(_SOON_S)

    def _news(self, outcomes: Sequence[Outcome]) -> str:
        """What she says of it by herself."""
        told = [line for outcome in outcomes for line in outcome.told]
        refused = [one.error for one in outcomes if one.error and not getattr(one.error, "offline", False)]
        complaint = " ".join(f"About your calendar: {error.what}." for error in refused)
        if complaint != self._complained:
            self._complained = complaint
            told.append(complaint)
        return " ".join(told).strip()

    def once(self) -> list[Outcome]:
        """One sync with all accounts, now, in this thread; none if another process is at it."""
        outcomes = self._elsewhere() if self._elsewhere is not None else self._here()
        self._errors = {one.account: one.error for one in outcomes if one.error}
        return outcomes

    def _here(self) -> list[Outcome]:
        with files.alone(self._shelf.folder / ".sync.lock", wait=False) as alone:
            return [self._account(account) for account in self._accounts()] if alone else []

    def _account(self, account: Account) -> Outcome:
        outcome = Outcome(account.name)
        try:
            server = self._connect(account)
            for found in server.calendars():
                folder, copy = self._copy_of(account, found)
                report = Sync(self._shelf, folder, copy, server.collection(found.url), self._now()).run()
                outcome.sent += report.sent
                outcome.fetched += report.fetched
                outcome.told += report.told
        except SamanthaError as error:
            outcome.error = error
        return outcome

    def _copies(self) -> list[tuple[Path, Copy]]:
        folders = [path for path in self._shelf.calendars() if path.is_dir()]
        return [(folder, copy) for folder in folders if (copy := copies.load(folder))]

    def _copy_of(self, account: Account, found: Found) -> tuple[Path, Copy]:
        """The folder of a server's calendar, a new one at the first time."""
        for folder, copy in self._copies():
            if (copy.account, copy.url) == (account.name, found.url):
                copy.name, copy.read_only = found.name, found.read_only
                return folder, copy
        name = re.sub(r"[^\w-]+", "-", found.name.lower()).strip("-")[:60] or "calendar"
        folder = self._shelf.folder / name
        while folder.exists():
            folder = folder.with_name(f"{folder.name}-{account.name}")
        copy = Copy(account.name, found.url, found.name, found.read_only)
        copies.save(folder, copy)
        return folder, copy
