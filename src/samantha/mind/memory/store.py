"""Memories on disk: one SQLite file of the user's own, with a full-text index.

Forgotten means gone, so the file is kept in a way that leaves nothing behind. There is no write-ahead log: SQLite's
rollback journal is deleted at every commit (and its WAL has a rare fault with several writers besides). Deleted
pages are overwritten (``secure_delete``); the full-text index, which would only mark words as deleted, is built anew
and the whole file is written again (``VACUUM``) whenever something is forgotten. Ten thousand memories take a
fraction of a second.

Several processes may open the file; SQLite's lock makes their changes take turns, and ``version`` tells when another
one has changed it. One thread at a time may call.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args

import numpy as np

from samantha.audio.pcm import Samples
from samantha.errors import InputError
from samantha.mind.memory.rows import MANY, ME, Fact, Kind, Memory, Source

T = TypeVar("T")

FILE = "memory.sqlite3"

_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""A full disk shows as any of these."""

_STEPS: Sequence[str] = (
    """
CREATE TABLE IF NOT EXISTS memories (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL, words TEXT NOT NULL, kind TEXT NOT NULL,
    day TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, conversation TEXT NOT NULL, turn INTEGER NOT NULL,
    superseded_by INTEGER NOT NULL DEFAULT 0, vector BLOB);
CREATE INDEX IF NOT EXISTS by_subject ON memories (subject, attribute);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS phrases USING fts5(
    words, content='memories', content_rowid='number', tokenize="porter unicode61 remove_diacritics 2");
CREATE TRIGGER IF NOT EXISTS added AFTER INSERT ON memories BEGIN
    INSERT INTO phrases (rowid, words) VALUES (new.number, new.words); END;
""",
)
"""The way to today's tables: a file's schema is a number, how many of these steps it has been through. A released
step never changes again; what is to be different is another step at the end. tests/memories/ holds a file of each."""

_COLUMNS = "number, subject, attribute, value, words, kind, day, who, at, conversation, turn, superseded_by"


class Reserve(Protocol):
    """Room on the disk that can be given back."""

    def release(self) -> bool:
        """Gives it back; False if there is none."""

    def fill(self) -> None:
        """Keeps some back, if there is plenty."""


class MemoryStore:
    """All memories of one user. ``reserve``: room for deleting on a full disk."""

    def __init__(self, folder: Path, reserve: Reserve | None = None) -> None:
        """Opens or makes the file in ``folder``. Raises InputError when it is no such file or cannot be opened."""
        self.file = folder / FILE
        self._reserve = reserve
        with _told(self.file):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
            self.file.chmod(0o600)
            self._base = sqlite3.connect(self.file, timeout=5, isolation_level=None, check_same_thread=False)
            self._base.execute("PRAGMA journal_mode = DELETE")
            self._base.execute("PRAGMA secure_delete = ON")
            self._base.execute("PRAGMA temp_store = MEMORY")
            self._migrate()
        if reserve is not None:
            reserve.fill()

    def _migrate(self) -> None:
        found = int(self._base.execute("PRAGMA user_version").fetchone()[0])
        if found > len(_STEPS):
            raise InputError(
                f"the memory has schema {found} and this program knows {len(_STEPS)}",
                where=str(self.file),
                mend="Use the newer program.",
            )
        for number, step in enumerate(_STEPS[found:], found + 1):
            self._base.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {number}; COMMIT;")

    def close(self) -> None:
        """No more calls after this one."""
        self._base.close()

    @property
    def version(self) -> tuple[int, int]:
        """Another one after every change, whoever made it."""
        return int(self._base.execute("PRAGMA data_version").fetchone()[0]), self._base.total_changes

    @property
    def on(self) -> bool:
        """Whether she may remember at all."""
        row = self._base.execute("SELECT state FROM switches WHERE name = 'memory'").fetchone()
        return row is None or row[0] == "on"

    def switch(self, on: bool) -> None:
        """Whether she may remember from now on, also after a restart."""
        with _told(self.file):
            self._base.execute("INSERT OR REPLACE INTO switches VALUES ('memory', ?)", ("on" if on else "off",))

    def add(self, facts: Sequence[Fact], source: Source, vectors: Samples | None = None) -> list[Memory]:
        """Keeps the facts, and supersedes what they contradict; a fact that is known already is not kept twice."""
        kept: list[Memory] = []
        with _told(self.file), self._changing():
            for place, fact in enumerate(facts):
                if not self._known(fact):
                    number = self._insert(fact, source, None if vectors is None else vectors[place])
                    self._supersede(fact, number)
                    kept.append(Memory(number, fact, source))
        return kept

    def rows(self, *, superseded: bool = False) -> list[Memory]:
        """All memories, oldest first; those that hold no longer only if asked for."""
        which = "" if superseded else "WHERE superseded_by = 0"
        with _told(self.file):
            return [
                _memory(row) for row in self._base.execute(f"SELECT {_COLUMNS} FROM memories {which} ORDER BY number")
            ]

    def vectors(self) -> tuple[list[int], list[bytes | None]]:
        """Numbers of all memories that hold, and what their words mean; None where nobody has asked yet."""
        found = self._base.execute(
            "SELECT number, vector FROM memories WHERE superseded_by = 0 ORDER BY number"
        ).fetchall()
        return [number for number, _ in found], [vector for _, vector in found]

    def set_vectors(self, numbers: Sequence[int], vectors: Samples) -> None:
        """Adds what the words of these memories mean."""
        with _told(self.file), self._changing():
            pairs = [(row.astype(np.float16).tobytes(), number) for number, row in zip(numbers, vectors, strict=True)]
            self._base.executemany("UPDATE memories SET vector = ? WHERE number = ?", pairs)

    def matches(self, words: Sequence[str], most: int = 100) -> dict[int, float]:
        """Numbers of memories that have one of the words or a form of it, whether they hold or not: how well they
        match, > 0.
        """
        if not words:
            return {}
        query = " OR ".join('"' + word.replace('"', "") + '"' for word in words)
        found = self._base.execute(
            "SELECT rowid, -rank FROM phrases WHERE phrases MATCH ? ORDER BY rank LIMIT ?", (query, most)
        )
        return {int(number): float(score) for number, score in found}

    def replaced(self, by: Sequence[int]) -> list[int]:
        """Numbers of the memories in whose place one of these holds."""
        places = ",".join("?" * len(by))
        found = self._base.execute(f"SELECT number FROM memories WHERE superseded_by IN ({places})", list(by))
        return [int(row[0]) for row in found]

    def supersede(self, numbers: Sequence[int], by: int) -> None:
        """These memories hold no longer; the one with the number ``by`` does."""
        with _told(self.file), self._changing():
            pairs = [(by, number) for number in numbers if number != by]
            self._base.executemany("UPDATE memories SET superseded_by = ? WHERE number = ?", pairs)

    def edit(self, number: int, fact: Fact) -> None:
        """The memory says this instead; nothing of what it said before is left."""
        with _told(self.file):
            with self._changing():
                self._base.execute(
                    "UPDATE memories SET subject = ?, attribute = ?, value = ?, words = ?, kind = ?, day = ?,"
                    " vector = NULL WHERE number = ?",
                    (*_values(fact), number),
                )
            self._clean()

    def forget(self, numbers: Sequence[int]) -> int:
        """Deletes these memories and every trace of them in the file; how many there were.

        What they superseded does not come back: it goes with them.
        """
        gone = set(numbers)
        with _told(self.file):
            while True:
                asked = ",".join(str(number) for number in gone)
                found = self._base.execute(f"SELECT number FROM memories WHERE superseded_by IN ({asked})")
                more = {int(row[0]) for row in found} - gone
                if not more:
                    break
                gone |= more
            count = self._with_room(lambda: self._delete(gone))
            self._with_room(self._clean)
        if self._reserve is not None:
            self._reserve.fill()
        return count

    def _delete(self, numbers: Iterable[int]) -> int:
        with self._changing():
            before = self._base.total_changes
            self._base.executemany("DELETE FROM memories WHERE number = ?", [(number,) for number in numbers])
            return self._base.total_changes - before

    def _with_room(self, job: Callable[[], T]) -> T:
        """The job's result; on a full disk the reserve goes, and it is tried once more."""
        try:
            return job()
        except sqlite3.Error as error:
            full = error.sqlite_errorcode & 0xFF in _NO_ROOM
            if not full or self._reserve is None or not self._reserve.release():
                raise
        return job()

    def _clean(self) -> None:
        """Afterwards the file holds what its rows hold, and nothing else."""
        self._base.execute("INSERT INTO phrases (phrases) VALUES ('rebuild')")
        self._base.execute("VACUUM")

    def _known(self, fact: Fact) -> bool:
        found = self._base.execute(
            "SELECT 1 FROM memories WHERE superseded_by = 0 AND subject = ? AND attribute = ? AND lower(value) = ?",
            (fact.subject, fact.attribute, fact.value.lower()),
        )
        return found.fetchone() is not None

    def _insert(self, fact: Fact, source: Source, vector: Samples | None) -> int:
        places = ", ".join("?" * 11)
        added = self._base.execute(
            "INSERT INTO memories (subject, attribute, value, words, kind, day, who, at, conversation, turn, vector)"
            f" VALUES ({places})",
            (
                *_values(fact),
                source.who,
                source.at.isoformat(timespec="seconds"),
                source.conversation,
                source.turn,
                None if vector is None else vector.astype(np.float16).tobytes(),
            ),
        )
        return int(added.lastrowid or 0)

    def _supersede(self, fact: Fact, number: int) -> None:
        """What the new memory contradicts holds no longer; a name makes what was said by it belong to its bearer."""
        attribute = {"likes": "dislikes", "dislikes": "likes"}.get(fact.attribute, fact.attribute)
        same, given = "", [number, fact.subject, attribute, number]
        if attribute in ("likes", "dislikes"):
            same = " AND lower(value) = ?"
            given.append(fact.value.lower())
        elif attribute in MANY:
            return
        self._base.execute(
            "UPDATE memories SET superseded_by = ?"
            f" WHERE superseded_by = 0 AND subject = ? AND attribute = ? AND number != ?{same}",
            given,
        )
        if fact.attribute == "name" and fact.subject != ME:
            self._base.execute(
                "UPDATE memories SET subject = ? WHERE subject = ?", (fact.subject, fact.value.lower())
            )

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._base.in_transaction:  # a full disk has rolled back already
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def switched_on(folder: Path) -> bool:
    """Whether the memory in ``folder`` is on, for whoever else keeps words; False if that cannot be told."""
    file = folder / FILE
    if not file.exists():
        return True
    try:
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as base:
            row = base.execute("SELECT state FROM switches WHERE name = 'memory'").fetchone()
    except sqlite3.Error:
        return False
    return row is None or row[0] == "on"


@contextlib.contextmanager
def _told(file: Path) -> Iterator[None]:
    """SQLite's and the system's complaints as ours."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise InputError(
            f"the memory cannot be used: {error}", where=str(file), mend="Is the disk full, or the file another's?"
        ) from error


def _values(fact: Fact) -> tuple[str, ...]:
    day = fact.day.isoformat() if fact.day else ""
    return fact.subject, fact.attribute, fact.value, fact.words, fact.kind, day


def _memory(row: tuple[Any, ...]) -> Memory:
    number, subject, attribute, value, words, kind, day, who, at, conversation, turn, superseded_by = row
    known: Kind = kind if kind in get_args(Kind) else "fact"
    when = datetime.date.fromisoformat(day) if day else None
    return Memory(
        number,
        Fact(subject, attribute, value, words, known, when),
        Source(who, datetime.datetime.fromisoformat(at), conversation, turn),
        superseded_by,
    )
