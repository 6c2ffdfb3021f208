"""Gives back what a model's loader has read of its mapped file and will not read again.

llama.cpp maps a model's file and rearranges most of its weights into memory of its own; the pages it has read for
that stay counted as this process's, a second copy of the model. They can be dropped: whatever is needed again is read
again from the system's cache, sixteen pages at a time. That is done while the loader is at work, so that there is
never a moment at which both copies are there. On systems other than Linux nothing is done.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_DONT_NEED = 4
"""MADV_DONTNEED of madvise(2): for a mapping of a file that nobody writes to, only a matter of memory."""

_EVERY_S = 0.6
"""So often while it is loaded. What is not read yet goes too and is fetched again: more often costs time."""


@contextmanager
def giving_back(file: Path) -> Iterator[None]:
    """Drops what is read of this file's mapping again and again, and once more behind the block."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(_EVERY_S):
            let_go(file)

    thread = threading.Thread(target=work, name="giving back", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        let_go(file)


def let_go(file: Path) -> None:
    """Drops the pages of this file that are mapped into this process."""
    try:
        lines = _MAPS.read_text(encoding="utf-8", errors="replace").splitlines()
        madvise = ctypes.CDLL(None).madvise
    except (OSError, AttributeError):
        return
    madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for line in lines:
        where, access, *rest = line.split(maxsplit=5)
        if rest[-1] == str(file.resolve()) and "w" not in access:
            start, end = (int(number, 16) for number in where.split("-"))
            madvise(start, end - start, _DONT_NEED)
