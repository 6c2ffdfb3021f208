"""``samantha memory`` from the command line."""

import datetime
from pathlib import Path

import anyio
import pytest
from typer.testing import CliRunner

from samantha.cli.app import app
from samantha.errors import InputError
from samantha.keep.journal import KeptJournal
from samantha.keep.pages import Pages
from samantha.mind.memory.reading import read
from samantha.mind.memory.rows import Source
from samantha.mind.memory.store import MemoryStore

AT = datetime.datetime(2026, 11, 2, 9, 30)


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    store = MemoryStore(tmp_path / "data/samantha")
    for turn, text in enumerate(("My sister lives in Boston.", "My brother's name is Paul.", "Paul likes chess.")):
        store.add(read(text, AT.date(), {"paul": "brother"}).facts, Source("", AT, "one", turn))
    store.close()
    return {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }


def run(home: dict[str, str], *arguments: str) -> str:
    result = CliRunner().invoke(app, ["memory", *arguments], env=home, catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_memories_are_listed_found_and_shown(home: dict[str, str]) -> None:
    assert "Your brother likes chess." in run(home, "list")
    assert "Boston" in run(home, "search", "boston")
    assert "chess" not in run(home, "search", "boston")
    shown = run(home, "show", "1")
    assert "My sister lives in Boston." in shown
    assert "2026-11-02 09:30" in shown
    with pytest.raises(InputError, match="no memory 99"):
        run(home, "show", "99")


def test_an_edit_leaves_nothing_of_the_old_words(home: dict[str, str], tmp_path: Path) -> None:
    assert "Your sister lives in Chicago." in run(home, "edit", "1", "My sister lives in Chicago.")
    assert b"Boston" not in (tmp_path / "data/samantha/memory.sqlite3").read_bytes()


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_forgetting_reaches_the_journal_also_while_a_conversation_keeps_it(
    home: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "state/samantha/journal"
    journal = KeptJournal(Pages(folder), lambda: 1.0)
    for turn, words in enumerate(("Paul likes chess.", "It is cold today."), 1):
        journal.turn(turn, words)
    anyio.run(journal.kept)
    run(home, "forget", "--about", "Paul")
    journal.close()
    assert b"Paul likes chess" not in everything(folder)
    assert b"It is cold today" in everything(folder)
    run(home, "forget", "--everything")
    assert b"It is cold today" not in everything(folder)


def test_forgetting_by_number_by_name_and_all(home: dict[str, str]) -> None:
    assert run(home, "forget", "1") == "Forgotten: 1.\n"
    assert run(home, "forget", "--about", "Paul") == "Forgotten: 2.\n"
    assert run(home, "list") == "Nothing.\n"
    with pytest.raises(InputError, match="nothing to forget"):
        run(home, "forget")


def test_export_and_import(home: dict[str, str], tmp_path: Path) -> None:
    assert "3 memories" in run(home, "export", str(tmp_path / "out"))
    run(home, "forget", "--everything")
    assert run(home, "import", str(tmp_path / "out/memories.json")) == "Taken in: 3.\n"
    assert "chess" in run(home, "list")


def test_off_and_on(home: dict[str, str]) -> None:
    run(home, "off")
    assert "The memory is off." in run(home, "list")
    run(home, "on")
    assert "off" not in run(home, "list")
