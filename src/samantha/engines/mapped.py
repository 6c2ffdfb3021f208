"""Gives back what a model's loader has read of its mapped file and will not read again.

llama.cpp maps a model's file and rearranges most of its weights into memory of its own; the pages it has read for
that stay counted as this process's, a second copy of the model. They can be dropped: whatever is needed again is read
again from the system's cache, sixteen pages at a time. On systems other than Linux nothing is done.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_DONT_NEED = 4
"""MADV_DONTNEED of madvise(2): for a mapping of a file that nobody writes to, only a matter of memory."""


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
