"""Room kept back on the disk, to be given up when it is full: deleting needs some itself, and must always work."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

SIZE = 1 << 20
"""Bytes kept back. Deleting a batch of exchanges writes at most some hundred thousand."""


class Ballast:
    """A file in ``folder`` that takes up room."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def release(self) -> bool:
        """Gives the room back; False if there is none to give. Raises OSError."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        return True

    def fill(self) -> None:
        """Keeps room back again, if there is plenty."""
        with contextlib.suppress(OSError):
            if not self._file.exists() and shutil.disk_usage(self._file.parent).free > 4 * SIZE:
                descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(_noise())


def _noise() -> bytes:
    """Random, so that no file system could store it in less, and without a letter, so that a search of the files for
    a forgotten name finds none in it: a name of three letters is in every second random megabyte.
    """
    return bytes(byte | 0x80 for byte in os.urandom(SIZE))
