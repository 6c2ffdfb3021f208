"""The journal's tables, and the way to them from every schema that was ever released.

A journal's schema is a number, SQLite's ``user_version``: how many of these steps it has been through. A released
step never changes again; what is to be different is another step at the end. tests/journals/ holds a journal of each.

The journal is a log: entries are added and, when the user asks for it, deleted, but never changed. One exchange is
all entries of one conversation with the same turn: the user's words (``turn``), what she began to say (``clause``),
and what was heard of each reply (``reply``, with the reason of its end). ``end`` says that the program ended as it
should; a conversation without it was cut off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from samantha.errors import KeepError
from samantha.keep.database import transaction

STEPS: Sequence[Sequence[str]] = (
    (
        "CREATE TABLE conversation (id INTEGER PRIMARY KEY AUTOINCREMENT, began REAL NOT NULL)",
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation (id),
            turn INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('turn', 'clause', 'reply', 'end')),
            at REAL NOT NULL,
            words TEXT NOT NULL DEFAULT '',
            ended TEXT NOT NULL DEFAULT ''
        )""",
        "CREATE INDEX exchange ON entry (conversation, turn)",
        "CREATE UNIQUE INDEX once ON entry (conversation, turn) WHERE kind = 'turn'",
    ),
)


def version(connection: sqlite3.Connection) -> int:
    """Which schema the journal has; 0 is an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Afterwards the journal has the newest schema, or, if a step fails, the one it had.

    Raises:
        KeepError: a newer program has written it.
    """
    found = version(connection)
    if found > len(steps):
        raise KeepError(
            f"the journal has schema {found} and this program knows {len(steps)}", mend="Use the newer program."
        )
    with transaction(connection):
        for step in steps[found:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
