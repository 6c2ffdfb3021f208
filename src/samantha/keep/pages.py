"""The journal itself: adding to it, reading in it, and forgetting for good. One thread at a time.

Opening it is also repairing it. A journal that is not whole is set aside and the newest sound backup takes its place;
``Pages.damage`` says so in words for the user. On a full disk deleting gets room from the ballast. A forgetting that
was interrupted is finished at the next opening.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from samantha.errors import KeepError
from samantha.keep import database
from samantha.keep.asked import ask, asked
from samantha.keep.backups import Backups
from samantha.keep.ballast import Ballast
from samantha.keep.database import transaction
from samantha.keep.reading import FILE, every, newest
from samantha.keep.schema import STEPS, migrate, version
from samantha.ports import Exchange

T = TypeVar("T")
Kind: TypeAlias = Literal["turn", "clause", "reply", "end"]

BATCH = 50
"""Exchanges that are forgotten in one transaction."""

ENTRIES_A_BACKUP = 200
"""A backup is due after so many entries."""

RESTORED = "My journal was damaged, so I went back to a copy of it. The newest of what we said may be missing."
LOST = "My journal was damaged, and I have no good copy of it, so I have begun a new one."


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; see ``schema``. at: seconds since 1970."""

    turn: int
    kind: Kind
    at: float
    words: str = ""
    ended: str = ""


class Pages:
    """The journal in ``folder``, open for writing; there is one writer at a time.

    damage: what the user is to hear of a journal that was damaged, "" if it was whole.

    Raises:
        KeepError: from everything, when the disk does not let it be done; what was to be forgotten is tried again.
    """

    def __init__(self, folder: Path, steps: Sequence[Sequence[str]] = STEPS) -> None:
        self.folder = folder
        self.damage = ""
        self._file = folder / FILE
        self._ballast = Ballast(folder)
        self._backups = Backups(self._file)
        self._conversation: int | None = None
        self._new = 0  # entries since the last backup
        with self._told("be opened"):
            database.private_folder(folder)
        self._lock = database.lock(folder / "lock")
        try:
            with self._told("be opened"):
                self._connection = self._with_room(lambda: self._open(steps))
        except KeepError:
            os.close(self._lock)
            raise
        self._ballast.fill()
        self.heed()

    def add(self, entries: Sequence[Entry]) -> None:
        """Afterwards they are on disk, all of them, in the present conversation."""
        with self._told("be written"), transaction(self._connection):
            conversation = self._conversation or self._begin(entries[0].at)
            self._connection.executemany(
                "INSERT INTO entry (conversation, turn, kind, at, words, ended) VALUES (?, ?, ?, ?, ?, ?)",
                [(conversation, e.turn, e.kind, e.at, e.words, e.ended) for e in entries],
            )
        self._conversation = conversation
        self._new += len(entries)
        if self._new >= ENTRIES_A_BACKUP:
            self._back_up()

    def end(self, at: float) -> None:
        """The conversation has ended as it should; the next one begins with the next entry."""
        if self._conversation is not None:
            self.add([Entry(0, "end", at)])
        self._conversation = None

    def exchanges(self) -> list[Exchange]:
        """All of them, oldest first."""
        with self._told("be read"):
            return list(every(self._connection))

    def newest(self, most: int) -> list[Exchange]:
        """The newest of them, oldest first."""
        with self._told("be read"):
            return newest(self._connection, most)

    @property
    def cut_off(self) -> bool:
        """Whether the last conversation did not end as it should."""
        with self._told("be read"):
            last = self._connection.execute("SELECT kind FROM entry ORDER BY id DESC LIMIT 1").fetchone()
        return last is not None and last[0] != "end"

    def forget(self, ids: Iterable[int]) -> int:
        """Afterwards no file in the folder holds a word of these exchanges; how many there were."""
        wanted = set(ids)
        with self._intended(wanted):
            return self._forget(wanted)

    def forget_conversation(self) -> None:
        """Afterwards no file holds a word of the present conversation, nor that there was one."""
        conversation = self._conversation
        if conversation is None:
            return
        with self._told("be read"):
            rows = self._connection.execute(
                "SELECT MIN(id) FROM entry WHERE conversation = ? GROUP BY turn", (conversation,)
            ).fetchall()
        self.forget(row[0] for row in rows)
        with self._told("be changed"), transaction(self._connection):
            self._connection.execute("DELETE FROM conversation WHERE id = ?", (conversation,))
            self._connection.execute(  # if the one before was cut off, its thread has been taken up in this one
                "INSERT INTO entry (conversation, turn, kind, at) SELECT conversation, 0, 'end', at FROM entry"
                " WHERE id = (SELECT MAX(id) FROM entry) AND kind != 'end'"
            )
        self._conversation = None

    def forget_turn(self, turn: int) -> int:
        """Forgets this turn of the present conversation; how many exchanges that was."""
        with self._told("be read"):
            found = self._connection.execute(
                "SELECT MIN(id) FROM entry WHERE conversation = ? AND turn = ?", (self._conversation, turn)
            ).fetchone()
        return self.forget([found[0]]) if found[0] is not None else 0

    def forget_all(self) -> None:
        """Afterwards there is nothing: an empty journal. Works on the fullest disk, for it only takes files away."""
        with self._intended(None):
            self._forget_all()

    def heed(self) -> bool:
        """Does what is asked for in files (see ``asked``); whether that was to forget everything.

        What the disk does not let be done now waits for the next time.
        """
        everything = False
        for file, ids in asked(self.folder):
            with contextlib.suppress(KeepError, OSError):
                if ids is None:
                    self._forget_all()
                    everything = True
                else:
                    self._forget(set(ids))
                file.unlink(missing_ok=True)
        return everything

    def close(self) -> None:
        """Nothing more will be read or written here."""
        if self._new:
            self._back_up()
        with contextlib.suppress(sqlite3.Error):  # what is committed stays in the log and is found at the next start
            self._connection.close()
        os.close(self._lock)

    @contextlib.contextmanager
    def _intended(self, ids: set[int] | None) -> Iterator[None]:
        """Should the program end in here, the next one forgets these; on a full disk it has to go without."""
        try:
            file = ask(self.folder, ids)
        except OSError:
            yield
            return
        yield
        file.unlink(missing_ok=True)

    def _forget(self, ids: set[int]) -> int:
        wanted, count = sorted(ids), 0
        with self._told("be changed"):
            self._backups.drop()  # before anything that may fail: they hold the words too, and damaged files may
            for first in range(0, len(wanted), BATCH):
                count += self._with_room(partial(self._delete, wanted[first : first + BATCH]))
            if count:
                self._with_room(self._rebuild)
            self._back_up()
        self._ballast.fill()
        return count

    def _forget_all(self) -> None:
        with self._told("be deleted"):
            self._connection.close()
            self._backups.drop()
            for suffix in ("-wal", "-shm", ""):
                self._file.with_name(FILE + suffix).unlink(missing_ok=True)
            self._conversation = None
            self._connection = self._with_room(lambda: self._open(STEPS))

    def _begin(self, at: float) -> int:
        return int(self._connection.execute("INSERT INTO conversation (began) VALUES (?)", (at,)).lastrowid or 0)

    def _delete(self, ids: Sequence[int]) -> int:
        """Deletes the exchanges that begin with these entries."""
        marks = ", ".join("?" * len(ids))
        with transaction(self._connection):
            keys = self._connection.execute(
                f"SELECT conversation, turn FROM entry WHERE id IN ({marks}) AND kind != 'end'", ids
            ).fetchall()
            self._connection.executemany(
                "DELETE FROM entry WHERE conversation = ? AND turn = ? AND kind != 'end'", keys
            )
        database.wipe_log(self._connection)
        return len(set(keys))

    def _rebuild(self) -> None:
        """Writes the file anew: moving entries between pages leaves copies that ``secure_delete`` does not reach."""
        self._connection.execute("VACUUM")
        database.wipe_log(self._connection)

    def _open(self, steps: Sequence[Sequence[str]]) -> sqlite3.Connection:
        known = self._file.exists()
        if not (database.sound(self._file) if known else not self._backups.files):
            self.damage = RESTORED if self._backups.restore() else LOST
        connection = database.connect(self._file)
        try:
            if 0 < version(connection) < len(steps):
                self._backups.make(connection)
            migrate(connection, steps)
        except BaseException:
            connection.close()
            raise
        return connection

    def _back_up(self) -> None:
        """A missing backup is no reason to disturb anybody: the next is tried after as many entries again."""
        self._new = 0
        with contextlib.suppress(OSError, sqlite3.Error):
            self._backups.make(self._connection)

    def _with_room(self, job: Callable[[], T]) -> T:
        """The job's result; on a full disk the ballast goes, and it is tried once more."""
        try:
            return job()
        except (sqlite3.Error, OSError) as error:
            if (isinstance(error, sqlite3.Error) and not database.is_no_room(error)) or not self._ballast.release():
                raise
        return job()

    @contextlib.contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Errors of disk and database as ours."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            full = isinstance(error, sqlite3.Error) and database.is_no_room(error)
            mend = "Make room on the disk." if full else "Look at the folder and the disk it is on."
            raise KeepError(f"the journal cannot {what}: {error}", where=str(self.folder), mend=mend) from error
