"""Copies of her memory: a damaged file is replaced by one, and what is forgotten is in none."""

from __future__ import annotations

import datetime
from pathlib import Path

import anyio
import pytest

from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.reading import read
from samantha.mind.memory.rows import Source
from samantha.mind.memory.store import FILE, MemoryStore
from samantha.service.copies import LOST, RESTORED, Copies

AT = datetime.datetime(2026, 11, 2, 9, 30)


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    """Of a memory of two things, copied once."""
    store = MemoryStore(tmp_path)
    for turn, text in enumerate(("My sister lives in Boston.", "My brother's name is Paul.")):
        store.add(read(text, AT.date(), {}).facts, Source("", AT, "one", turn))
    store.close()
    found = Copies(tmp_path / FILE)

    anyio.run(found.make_if_new)
    assert list((tmp_path / "backups").glob("*.db"))
    return found


def words(folder: Path) -> list[str]:
    store = MemoryStore(folder)
    try:
        return [row.fact.words for row in store.rows()]
    finally:
        store.close()


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_damaged_memory_is_set_aside_for_the_newest_good_copy(copies: Copies, tmp_path: Path) -> None:
    assert copies.mend() == ""
    (tmp_path / FILE).write_bytes(b"no database" * 999)
    (tmp_path / f"{FILE}-journal").write_bytes(b"of the damaged one")
    assert copies.mend() == RESTORED
    assert words(tmp_path) == ["My sister lives in Boston.", "My brother's name is Paul."]
    assert (tmp_path / "damaged-0001.db").exists()


def test_without_a_good_copy_she_begins_anew(copies: Copies, tmp_path: Path) -> None:
    for file in [tmp_path / FILE, *(tmp_path / "backups").glob("*.db")]:
        file.write_bytes(b"no database" * 999)
    assert copies.mend() == LOST
    assert words(tmp_path) == []


def test_what_is_forgotten_or_edited_is_in_no_copy(copies: Copies, tmp_path: Path) -> None:
    (tmp_path / "damaged-0001.db").write_bytes(b"Paul")
    memory = MemoryOfUser(tmp_path, None, clock=lambda: AT, conversation="two", traces=[copies])

    async def run() -> None:
        await memory.forget_about("Paul")
        (old,) = memory.rows.values()
        await memory.edit(old, read("My sister lives in Chicago.", AT.date(), {}).facts[0])

    anyio.run(run)
    memory.store.close()
    left = everything(tmp_path)
    assert b"Paul" not in left and b"Boston" not in left and b"Chicago" in left
    assert list((tmp_path / "backups").glob("*.db"))
