"""Which profile suits this machine: what `samantha doctor` measured last, kept in the cache, or a guess by memory."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from samantha.models.store import private_folder, write_whole
from samantha.service.paths import cache_folder

AUTO = "auto"
"""As the name of a profile: the one that suits this machine."""

PROFILES = ("full", "swift")
LEAST_BYTES = 4 << 30
"""Memory of a machine for which ``full`` is guessed: it takes 2.2 GiB, and other programs want some too."""


def suited(env: Mapping[str, str], memory_bytes: int | None = None) -> str:
    """The profile that suits this machine. memory_bytes: all it has; asks the system unless given."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        found = _file(env).read_text("utf-8").strip()
        if found in PROFILES:
            return found
    if memory_bytes is None:
        memory_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return "full" if memory_bytes >= LEAST_BYTES else "swift"


def remember(env: Mapping[str, str], profile: str) -> None:
    """From now on this one suits; a cache that cannot be written costs the measurement, nothing else."""
    with contextlib.suppress(OSError):
        private_folder(_file(env).parent)
        write_whole(_file(env), f"{profile}\n".encode())


def _file(env: Mapping[str, str]) -> Path:
    return cache_folder(env) / "profile"
