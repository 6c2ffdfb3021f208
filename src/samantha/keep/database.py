"""A SQLite file as the journal needs it: durable, private, one writer, and nothing left of what was deleted.

WAL with synchronous=FULL: a transaction is on disk when COMMIT returns, for one fsync. SQLite up to 3.51.2 may,
rarely, damage a WAL when two connections write or checkpoint at once, so a lock beside the file lets in one writer;
readers are harmless. ``secure_delete`` overwrites what is deleted, and a truncating checkpoint takes it out of
the WAL.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from samantha.errors import KeepError

WAIT_FOR_READERS_S = 5.0
"""So long a checkpoint waits for somebody who reads."""

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""A full disk shows as any of these, depending on which of SQLite's files wanted to grow."""


class InUse(KeepError):
    """Another program has the journal open for writing."""


def connect(path: Path) -> sqlite3.Connection:
    """A writer's connection; the file is made if need be, for its owner only. Raises OSError, sqlite3.Error."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=WAIT_FOR_READERS_S, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("secure_delete = ON", "journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def connect_reading(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing, whoever writes meanwhile. Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_FOR_READERS_S)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it happens, and is on disk, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back already
            connection.execute("ROLLBACK")
        raise


def wipe_log(connection: sqlite3.Connection) -> None:
    """Nothing stands in the WAL any more. Raises KeepError while somebody reads what it holds."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise KeepError(
            "somebody is reading the journal, so its log still holds what was deleted", mend="Forget it again."
        )


def sound(path: Path) -> bool:
    """Whether the file, with the WAL beside it, is a whole database. Raises sqlite3.Error if that cannot be told."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=WAIT_FOR_READERS_S)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error tells of a damaged file."""
    return _code(error) in _DAMAGE


def is_no_room(error: sqlite3.Error) -> bool:
    """Whether more room on the disk might help."""
    return _code(error) in _NO_ROOM


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # errors of the module itself have none


def private_folder(folder: Path) -> None:
    """The folder is there and only its owner can look into it. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def lock(path: Path) -> int:
    """A descriptor that holds the lock until it is closed, or the process ends. Raises InUse if another does."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise InUse(
            "another conversation keeps its journal there now", where=str(path.parent), mend="End that one first."
        ) from None
    return descriptor


def settle(path: Path) -> None:
    """The file and its name are on the disk. Raises OSError."""
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
