"""Copies of a database beside it, the newest few, and what becomes of a damaged one.

A backup is made with SQLite's own backup interface, so it is whole whoever writes meanwhile, and gets its name only
when it is on the disk. Backups are for damage by accident on the same disk, not for its loss.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from samantha.keep.database import settle, sound

KEPT = 3
"""Backups, and damaged files, that are kept; the oldest goes."""


class Backups:
    """The backups of the database ``file``, numbered upwards."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._folder = file.parent / "backups"

    @property
    def files(self) -> list[Path]:
        """The newest first."""
        return sorted(self._folder.glob("*.db"), reverse=True)

    def make(self, connection: sqlite3.Connection) -> None:
        """One more; the oldest goes when there are too many. Raises OSError, sqlite3.Error."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        part = self._folder / "next.part"
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            with contextlib.closing(sqlite3.connect(part)) as copy:
                copy.execute("PRAGMA journal_mode = OFF")
                connection.backup(copy)
            settle(part)
        except (OSError, sqlite3.Error):
            part.unlink(missing_ok=True)
            raise
        number = int(self.files[0].stem) + 1 if self.files else 1
        part.rename(self._folder / f"{number:08}.db")
        settle(self._folder)
        for old in self.files[KEPT:]:
            old.unlink()

    def drop(self) -> None:
        """There are none, and no damaged files either. Raises OSError."""
        for path in [*self._folder.glob("*"), *self._file.parent.glob("damaged-*")]:
            path.unlink()
        if self._folder.is_dir():
            settle(self._folder)

    def restore(self) -> bool:
        """Sets the file aside and puts the newest sound backup in its place; False if there is none.

        Raises OSError, sqlite3.Error.
        """
        good = next((copy for copy in self.files if sound(copy)), None)
        part = self._file.with_name("restored.part")
        if good is not None:
            part.unlink(missing_ok=True)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            part.write_bytes(good.read_bytes())
            settle(part)
        self._set_aside()
        if good is not None:
            part.rename(self._file)
        settle(self._file.parent)
        return good is not None

    def _set_aside(self) -> None:
        """The file under another name, with its logs: somebody may still read something out of it."""
        older = sorted(self._file.parent.glob("damaged-*.db"))
        number = int(older[-1].stem.partition("-")[2]) + 1 if older else 1
        for suffix in ("-wal", "-journal", ""):  # the logs first: alone, they would be taken for the next file's
            part = self._file.with_name(self._file.name + suffix)
            with contextlib.suppress(FileNotFoundError):
                part.rename(self._file.with_name(f"damaged-{number:04}.db{suffix}"))
        self._file.with_name(f"{self._file.name}-shm").unlink(missing_ok=True)
        for old in older[: -(KEPT - 1)]:
            old.unlink()
            for log in ("-wal", "-journal"):
                old.with_name(old.name + log).unlink(missing_ok=True)
