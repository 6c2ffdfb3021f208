"""Copies of her memory beside it, for the day its file is damaged; what is forgotten goes from them too.

They are made and put back as those of the journal are (``keep.backups``).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import anyio

from samantha.errors import KeepError
from samantha.keep.backups import Backups
from samantha.keep.database import connect_reading, sound
from samantha.mind.memory.forgetting import Mentions

EVERY_S = 6 * 3600.0

RESTORED = "What I remember was damaged, so I went back to a copy of it. The newest of it may be missing."
LOST = "What I remember was damaged, and I have no good copy of it, so I begin anew."


class Copies:
    """The copies of the memory in ``file``. Run ``keep`` beside a conversation."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._backups = Backups(file)

    def mend(self) -> str:
        """A damaged memory is set aside for the newest good copy; what is to be said of that, "" if it was whole.

        Raises KeepError.
        """
        try:
            if not self._file.exists() or sound(self._file):
                return ""
            return RESTORED if self._backups.restore() else LOST
        except (OSError, sqlite3.Error) as error:
            raise KeepError(f"the memory cannot be mended: {error}", where=str(self._file)) from error

    async def keep(self) -> None:
        """Makes a copy now and then."""
        while True:
            await self.make_if_new()
            await anyio.sleep(EVERY_S)

    async def make_if_new(self) -> None:
        """There is a copy of everything that is remembered now."""
        await anyio.to_thread.run_sync(self._make_if_new)

    async def forget(self, mentions: Mentions) -> None:
        """Afterwards the copies, and memories that were damaged, hold nothing that the memory does not hold."""
        await anyio.to_thread.run_sync(self._renew)

    def _make_if_new(self) -> None:
        with suppress(OSError):
            newest = max((copy.stat().st_mtime_ns for copy in self._backups.files), default=0)
            if self._file.stat().st_mtime_ns > newest:
                self._make()

    def _renew(self) -> None:
        try:
            self._backups.drop()
        except OSError as error:
            raise KeepError(
                f"copies of the memory cannot be deleted: {error}", where=str(self._file.parent)
            ) from error
        self._make()

    def _make(self) -> None:
        """A missing copy is no reason to disturb anybody."""
        with suppress(OSError, sqlite3.Error), closing(connect_reading(self._file)) as connection:
            self._backups.make(connection)
