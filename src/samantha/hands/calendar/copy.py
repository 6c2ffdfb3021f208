"""What a folder knows of the server's calendar that it is a copy of: the file ``.server.json`` in it.

For each file it holds the server's address and tag, and the hash of the text at which both sides agreed last. So what
has changed here, there, or on both sides is known without a log, whoever changed it and whenever.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from samantha.errors import InputError
from samantha.hands import files

FILE = ".server.json"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A file as both sides had it last."""

    address: str
    tag: str
    digest: str


@dataclass
class Copy:
    """name: as the server calls it. files: by name. at: when all was the same on both sides, None for never yet."""

    account: str
    url: str
    name: str
    read_only: bool = False
    at: datetime | None = None
    files: dict[str, Agreed] = field(default_factory=dict)


def load(folder: Path) -> Copy | None:
    """What the folder knows; None if it is no copy. Raises InputError."""
    text = files.read(folder / FILE)
    if not text:
        return None
    try:
        kept = json.loads(text)
        at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
        agreed = {name: Agreed(**one) for name, one in kept["files"].items()}
        return Copy(kept["account"], kept["url"], kept["name"], bool(kept["read_only"]), at, agreed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            "this is no record of a calendar's copy",
            where=str(folder / FILE),
            mend="Delete it: the next sync compares all events with the server's anew.",
        ) from error


def save(folder: Path, copy: Copy) -> None:
    """The folder knows this. Raises InputError."""
    files.write(folder / FILE, json.dumps(asdict(copy), default=datetime.isoformat, indent=1) + "\n")


def forget(folder: Path) -> None:
    """The folder is a calendar of its own from now on. Raises InputError."""
    files.remove(folder / FILE)


def digest(text: str) -> str:
    """Names a text."""
    return hashlib.sha256(text.encode()).hexdigest()
