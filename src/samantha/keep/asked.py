"""What is to be forgotten and is not gone yet: a file beside the journal that goes when the words are gone.

It is written before anything is deleted, so that after a crash the next start finishes it; and by another program,
since only the one that holds the journal's lock may write in it. It names exchanges by number and holds no words.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from samantha.keep.database import settle

EVERYTHING = None
"""Instead of numbers: all that was ever said."""


def ask(folder: Path, ids: Iterable[int] | None) -> Path:
    """The file that asks for these exchanges to be forgotten, on the disk. Raises OSError."""
    file = folder / f"forget-{os.getpid()}-{os.urandom(4).hex()}.json"
    part = file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(EVERYTHING if ids is None else sorted(ids), stream)
    settle(part)
    part.rename(file)
    settle(file)
    return file


def asked(folder: Path) -> Iterator[tuple[Path, list[int] | None]]:
    """The files that ask, and what for; one that cannot be understood asks for nothing."""
    for file in sorted(folder.glob("forget-*.json")):
        try:
            wanted = json.loads(file.read_bytes())
        except (OSError, ValueError):
            wanted = []
        if wanted is None:
            yield file, EVERYTHING
        else:
            yield file, [one for one in wanted if isinstance(one, int)] if isinstance(wanted, list) else []
