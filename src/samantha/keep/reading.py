"""Reading in the journal: its entries as exchanges. Changes nothing, and may be done beside a writer."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from samantha.errors import KeepError
from samantha.keep.database import connect_reading
from samantha.ports import Exchange

FILE = "journal.db"

_EXCHANGES = """
    SELECT MIN(id) AS first, conversation, turn FROM entry WHERE kind != 'end' GROUP BY conversation, turn
"""
_ENTRIES = """
    SELECT first, conversation, turn, at, kind, words, ended FROM ({chosen}) JOIN entry USING (conversation, turn)
    WHERE kind != 'end' ORDER BY first, id
"""


def exchanges(connection: sqlite3.Connection, *, after: int = 0, most: int = 1000) -> list[Exchange]:
    """Those with a greater id than ``after``, oldest first."""
    chosen = f"{_EXCHANGES} HAVING first > ? ORDER BY first LIMIT ?"
    return _exchanges(connection.execute(_ENTRIES.format(chosen=chosen), (after, most)).fetchall())


def every(connection: sqlite3.Connection) -> Iterator[Exchange]:
    """All of them, oldest first, a thousand at a time."""
    after = 0
    while page := exchanges(connection, after=after):
        yield from page
        after = page[-1].id


def newest(connection: sqlite3.Connection, most: int) -> list[Exchange]:
    """The newest of them, oldest first."""
    chosen = f"{_EXCHANGES} ORDER BY first DESC LIMIT ?"
    return _exchanges(connection.execute(_ENTRIES.format(chosen=chosen), (most,)).fetchall())


@contextlib.contextmanager
def beside_the_writer(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to the journal in ``folder`` that only reads; None if there is no journal. Raises KeepError."""
    if not (folder / FILE).exists():
        yield None
        return
    try:
        with contextlib.closing(connect_reading(folder / FILE)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise KeepError(
            f"the journal cannot be read: {error}", where=str(folder), mend="It is mended at the next conversation."
        ) from error


class _Row(NamedTuple):
    first: int
    conversation: int
    turn: int
    at: float
    kind: str
    words: str
    ended: str


def _exchanges(rows: Sequence[Sequence[object]]) -> list[Exchange]:
    typed = [_Row(*row) for row in rows]  # type: ignore[arg-type]  # SQLite keeps the columns' types
    return [_exchange(list(group)) for _, group in groupby(typed, key=lambda row: row.first)]


def _exchange(rows: Sequence[_Row]) -> Exchange:
    """What an exchange comes to. Clauses count only where she did not come to note what was heard of them."""
    said, heard, begun, ended = "", [], [], ""
    for row in rows:
        match row.kind:
            case "turn":
                said = row.words
            case "clause":
                begun.append(row.words)
                ended = ""
            case _:
                heard.append(row.words)
                begun, ended = [], row.ended
    words = " ".join(words for words in [*heard, *begun] if words)
    first = rows[0]
    return Exchange(first.first, first.conversation, first.turn, first.at, said, words, ended)
