"""Memories of every released schema open, with all that is in them; those of a newer program do not."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from samantha.errors import InputError
from samantha.mind.memory.store import FILE, MemoryStore

RELEASED = sorted((Path(__file__).parent / "memories").glob("*.sql"))
WORDS = "My sister Amy lives in Boston."


@pytest.mark.parametrize("schema", RELEASED, ids=lambda path: path.stem)
def test_a_memory_of_an_older_schema_opens(tmp_path: Path, schema: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as base:
        base.executescript(schema.read_text(encoding="utf-8"))
    for _ in range(2):  # the second time it is today's
        with contextlib.closing(MemoryStore(tmp_path)) as store:
            (memory,) = store.rows()
            assert (memory.fact.value, memory.fact.words, memory.source.turn) == ("Boston", WORDS, 3)
            assert list(store.matches(["sister"])) == [1]
            assert store.on


def test_a_memory_of_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    MemoryStore(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (len(RELEASED),), "tests/memories lacks a schema"
        base.execute("PRAGMA user_version = 99")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(InputError, match="schema 99"):
        MemoryStore(tmp_path)
    assert (tmp_path / FILE).read_bytes() == before
