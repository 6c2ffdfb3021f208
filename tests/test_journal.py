"""The journal: nothing is lost, nothing is doubled, and what is forgotten is gone from every file."""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import anyio
import pytest
from tests.kills import killed

from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.floor import Floor
from samantha.core.notes import Note
from samantha.errors import KeepError
from samantha.keep.asked import ask
from samantha.keep.journal import KeptJournal
from samantha.keep.pages import LOST, RESTORED, Entry, Pages
from samantha.keep.reading import beside_the_writer, newest
from samantha.keep.schema import STEPS, migrate, version
from samantha.keep.thread import in_mind, taken_up
from samantha.mind.care import Care
from samantha.mind.helplines import lines
from samantha.mind.memory.store import MemoryStore
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.ports import Exchange, Journal
from samantha.service import settings
from samantha.service.keeping import Discreet, JournalRecord, begin, forget
from samantha.session.conversation import Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import (
    Say,
    ScriptedDetector,
    ScriptedDoor,
    ScriptedModel,
    ScriptedTranscriber,
    ScriptedVoice,
)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Pages]:
    with contextlib.closing(Pages(folder)) as pages:
        yield pages


def talked(pages: Pages, turns: int) -> None:
    for n in range(1, turns + 1):
        pages.add(
            [
                Entry(n, "turn", n, f"secret{n:05} {'x' * (n % 900)}"),
                Entry(n, "reply", n, f"answer{n:05}", "finished"),
            ]
        )


def everything(folder: Path) -> bytes:
    """All bytes on disk."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_was_told_is_there_again_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with opened(folder) as pages:
        talked(pages, 3)
        assert pages.cut_off
        pages.end(9)
    with opened(folder) as pages:
        assert next((e.turn, e.heard, e.ended) for e in pages.exchanges()) == (1, "answer00001", "finished")
        assert [e.turn for e in pages.newest(2)] == [2, 3]
        assert not pages.cut_off
        for path in [folder, *folder.rglob("*")]:
            assert path.stat().st_mode & 0o077 == 0, path


def test_there_is_one_writer(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(KeepError, match="another conversation"):
        Pages(tmp_path)


def test_a_turn_is_not_written_twice(tmp_path: Path) -> None:
    with opened(tmp_path) as pages:
        talked(pages, 1)
        with pytest.raises(KeepError):
            pages.add([Entry(1, "turn", 2, "again")])


def test_what_is_forgotten_is_in_no_file_any_more(tmp_path: Path) -> None:
    with opened(tmp_path) as pages:
        talked(pages, 400)
    (tmp_path / "damaged-0001.db").write_bytes(b"secret00007")
    with opened(tmp_path) as pages:
        found = pages.exchanges()
        gone = random.Random(1).sample(found, 300)
        assert pages.forget([e.id for e in gone]) == 300
        left = everything(tmp_path)
        assert not [e.turn for e in gone if b"secret%05d" % e.turn in left or b"answer%05d" % e.turn in left]
        assert len(pages.exchanges()) == 100
        pages.forget_all()
        left = everything(tmp_path)
        assert b"secret" not in left and b"answer" not in left
        assert pages.exchanges() == []


def test_a_damaged_journal_is_set_aside_and_the_newest_good_copy_takes_its_place(tmp_path: Path) -> None:
    with opened(tmp_path) as pages:
        talked(pages, 5)
    (tmp_path / "backups" / "00000009.db").write_bytes(b"no database" * 99)
    (tmp_path / "journal.db").write_bytes(b"no database either" * 999)
    with opened(tmp_path) as pages:
        assert pages.damage == RESTORED
        assert len(pages.exchanges()) == 5
        assert (tmp_path / "damaged-0001.db").exists()


def test_without_a_good_copy_a_new_one_is_begun(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database" * 999)
    with opened(tmp_path) as pages:
        assert pages.damage == LOST
        assert pages.exchanges() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
def test_on_a_full_disk_it_says_so_and_deleting_still_works(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", tmp_path], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with opened(tmp_path / "state") as pages:
            talked(pages, 50)
            with contextlib.suppress(OSError), (tmp_path / "filler").open("wb") as filler:
                while True:
                    filler.write(bytes(4096))
                    filler.flush()
            with pytest.raises(KeepError, match="Make room"):
                for n in range(100, 2000):
                    pages.add([Entry(n, "turn", n, "y" * 4000)])
            ids = [e.id for e in pages.exchanges() if e.turn <= 50]
            assert pages.forget(ids) == 50
            assert b"secret" not in everything(tmp_path / "state")
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_step_that_fails_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    with opened(tmp_path) as pages:
        talked(pages, 2)
    with contextlib.closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as connection:
        with pytest.raises(sqlite3.Error):
            migrate(connection, [*STEPS, ("CREATE TABLE more (x)", "nonsense")])
        assert version(connection) == len(STEPS)
        migrate(connection, [*STEPS, ("CREATE TABLE more (x)",)])
    with pytest.raises(KeepError, match="newer program"):
        Pages(tmp_path)


def test_a_journal_of_the_first_schema_opens(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "journal.db")) as connection:
        connection.executescript((Path(__file__).parent / "journals" / "1.sql").read_text())
    with opened(tmp_path) as pages:
        assert [(e.said, e.heard, e.ended) for e in pages.exchanges()] == [("Hello.", "Hi there.", "finished")]


def exchange(at: float, said: str, heard: str = "Yes.", ended: str = "finished") -> Exchange:
    return Exchange(int(at), 1, int(at), at, said, heard, ended)


def test_the_thread_is_what_was_said_without_a_long_break() -> None:
    past = [exchange(0, "Old."), exchange(10_000, "New."), exchange(10_060, "Newer.")]
    assert [e.said for e in in_mind(past, 10_100, 10)] == ["New.", "Newer."]
    assert in_mind(past, 20_000, 10) == []


def test_after_being_gone_she_repeats_what_she_was_told() -> None:
    assert taken_up([exchange(0, "I saw Amy.")], 60, 30).endswith("You were telling me: I saw Amy.")
    assert "had not answered" in taken_up([exchange(0, "I saw Amy.", "", "")], 60, 30)
    assert taken_up([exchange(0, "I saw Amy.")], 3600, 30) == ""


def test_kill_9_of_a_running_conversation_loses_and_doubles_no_answered_turn(tmp_path: Path) -> None:
    tally = killed(tmp_path, 50, seed=5)
    assert tally.kills > 20 and tally.acknowledged > 50 and tally.resumed > 5, tally


class SlowDisk:
    """A journal over the real pages whose disk takes a second, of virtual time."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._told: list[Entry] = []

    def turn(self, turn: int, words: str) -> None:
        self._told.append(Entry(turn, "turn", 1.0, words))

    def clause(self, turn: int, words: str) -> None:
        self._told.append(Entry(turn, "clause", 1.0, words))

    def reply(self, turn: int, heard: str, ended: str) -> None:
        self._pages.add([*self._told, Entry(turn, "reply", 1.0, heard, ended)])
        self._told.clear()

    async def kept(self) -> str:
        await anyio.sleep(1.0)
        if self._told:
            self._pages.add(self._told)
        self._told.clear()
        return ""


def talk(
    door: ScriptedDoor,
    mind: LocalMind,
    journal: Journal | None,
    opening: Sequence[str] = (),
    watch: Callable[[Note], None] = lambda _: None,
) -> None:
    conversation = Conversation(
        door=door,
        detector=ScriptedDetector(),
        transcriber=ScriptedTranscriber(),
        mind=mind,
        voice=ScriptedVoice(),
        floor=Floor(),
        journal=journal,
        opening=opening,
        watch=watch,
    )
    virtual_time.run(conversation.run)


def test_a_turn_is_on_disk_before_the_answer_sounds_and_the_next_conversation_takes_up_the_thread(
    tmp_path: Path,
) -> None:
    on_disk: list[list[str]] = []

    def look(note: Note) -> None:
        if isinstance(note, notes.ReplyStarted):
            with beside_the_writer(tmp_path) as connection:
                on_disk.append([one.said for one in newest(connection, 5)] if connection is not None else [])

    question = Say(samples(500), tuple((number, samples(320)) for number in (1, 2, 3)))
    with opened(tmp_path) as pages:
        talk(
            ScriptedDoor([question], after=samples(60_000)),
            LocalMind(ScriptedModel(lambda _: "So it is."), Persona()),
            SlowDisk(pages),
            watch=look,
        )
        assert on_disk == [["w1 w2 w3"]]
        assert [(one.said, one.heard, one.ended) for one in pages.newest(5)] == [
            ("w1 w2 w3", "So it is.", "finished")
        ]

    kept = begin(settings.Journal(), tmp_path, tmp_path, lambda: 61.0)
    model = ScriptedModel(lambda _: "I see.")
    mind, seen = LocalMind(model, Persona()), list[Note]()
    kept.bring_to(mind)
    talk(
        ScriptedDoor([(samples(20_000), "Amy called.")], after=samples(60_000)),
        mind,
        kept.journal,
        kept.opening,
        seen.append,
    )
    kept.close()
    line = "Sorry, I was gone for a moment. You were telling me: w1 w2 w3"
    assert [note.heard for note in seen if isinstance(note, notes.ReplyEnded)] == [line, "I see."]
    prompt = " | ".join(message.content for message in model.prompts[-1])
    assert "w1 w2 w3 | So it is." in prompt and prompt.endswith("Amy called.")
    with opened(tmp_path) as pages:
        assert not pages.cut_off
        assert {one.heard for one in pages.newest(5)} == {"So it is.", line, "I see."}


def told(journal: Journal, *turns: str, first: int = 1) -> None:
    for turn, words in enumerate(turns, first):
        journal.turn(turn, words)
        journal.reply(turn, f"She hears: {words}", "finished")


@contextlib.asynccontextmanager
async def kept_in(folder: Path, allowed: Callable[[], bool] = lambda: True) -> AsyncIterator[KeptJournal]:
    journal = KeptJournal(Pages(folder), lambda: 1.0, allowed)
    try:
        yield journal
    finally:
        journal.close()


def said_in(folder: Path) -> list[str]:
    with opened(folder) as pages:
        return [one.said for one in pages.exchanges()]


def test_the_journal_forgets_what_the_memory_forgets(tmp_path: Path) -> None:
    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(journal, "Paul lives in Oslo.", "I like tea.")
            await JournalRecord(journal).forget(lambda text: "Paul" in text)

    anyio.run(run)
    assert b"Oslo" not in everything(tmp_path)
    assert said_in(tmp_path) == ["I like tea."]


def test_what_stays_between_us_is_in_no_file_and_neither_is_what_comes_after_it(tmp_path: Path) -> None:
    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(journal, "I like tea.")
        async with kept_in(tmp_path) as journal:
            told(journal, "I met Paul.", "Nobody knows it.", "This stays between us.")
            await JournalRecord(journal).keep_nothing()
            told(journal, "Paul lives in Oslo.", first=4)
            await journal.keep_again()
            told(journal, "It is cold.", first=5)

    anyio.run(run)
    left = everything(tmp_path)
    assert not [word for word in (b"Paul", b"Nobody", b"between", b"Oslo") if word in left]
    assert said_in(tmp_path) == ["I like tea.", "It is cold."]


def test_a_thread_that_was_taken_up_in_confidence_is_not_taken_up_again(tmp_path: Path) -> None:
    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(journal, "Paul called.")
            await journal.keep_nothing()

    with opened(tmp_path) as pages:
        talked(pages, 1)
        assert pages.cut_off
    anyio.run(run)
    with opened(tmp_path) as pages:
        assert not pages.cut_off


def test_a_conversation_goes_on_in_another_sitting_that_counts_its_turns_anew(tmp_path: Path) -> None:
    async def run() -> None:
        kept = begin(settings.Journal(), tmp_path, tmp_path / "data", lambda: 61.0)
        assert kept.journal is not None
        told(kept.journal, "I like tea.", "I like cake.")
        kept = kept.for_another_sitting()
        assert kept.journal is not None
        told(kept.journal, "I met Paul.", "It is cold.")
        await kept.journal.forget_turn(1)
        kept.close()

    anyio.run(run)
    assert said_in(tmp_path) == ["I like tea.", "I like cake.", "It is cold."]
    with opened(tmp_path) as pages:
        assert len({one.conversation for one in pages.exchanges()}) == 1


def test_one_turn_is_forgotten_alone(tmp_path: Path) -> None:
    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(journal, "I like tea.", "I kissed Amy.", "Forget that.")
            record = JournalRecord(journal)
            assert await record.forget_turn(2)
            assert not await record.forget_turn(2)

    anyio.run(run)
    assert b"kissed" not in everything(tmp_path)
    assert said_in(tmp_path) == ["I like tea.", "Forget that."]


def test_while_the_memory_is_off_nothing_is_kept_and_nothing_comes_to_mind(tmp_path: Path) -> None:
    store = MemoryStore(tmp_path / "data")

    async def run() -> None:
        kept = begin(settings.Journal(), tmp_path / "state", tmp_path / "data", lambda: 61.0)
        assert not kept.exchanges and not kept.opening
        assert kept.journal is not None
        told(kept.journal, "I met Paul.")
        await kept.journal.kept()
        store.switch(True)
        told(kept.journal, "I like cake.", first=2)
        kept.close()

    with opened(tmp_path / "state") as pages:
        talked(pages, 1)
    store.switch(False)
    anyio.run(run)
    assert said_in(tmp_path / "state")[1:] == ["I like cake."]
    assert b"Paul" not in everything(tmp_path / "state")


def test_dictated_letters_and_words_of_crisis_are_not_taken_down(tmp_path: Path) -> None:
    care = Care(lines("us"))

    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(Discreet(journal, [care]), "I like tea.", "I want to kill myself.", "It is cold today.")

    anyio.run(run)
    assert b"kill" not in everything(tmp_path)
    assert said_in(tmp_path) == ["I like tea.", "It is cold today."]


def test_a_running_conversation_forgets_for_another_program(tmp_path: Path) -> None:
    async def run() -> None:
        async with kept_in(tmp_path) as journal:
            told(journal, "I like tea.", "I met Paul.")
            assert not await journal.kept()
            with beside_the_writer(tmp_path) as connection:
                assert connection is not None
                (gone,) = [one.id for one in newest(connection, 9) if "Paul" in one.said]
            await forget(tmp_path, [gone])
            assert b"Paul" not in everything(tmp_path)
            told(journal, "I like cake.", first=3)
            assert not await journal.kept()
            await forget(tmp_path, None)
            left = everything(tmp_path)
            assert b"tea" not in left and b"cake" not in left
            told(journal, "It is cold.", first=4)

    anyio.run(run)
    assert said_in(tmp_path) == ["It is cold."]


def test_a_forgetting_that_was_cut_off_is_finished_at_the_next_start(tmp_path: Path) -> None:
    with opened(tmp_path) as pages:
        talked(pages, 5)
        ask(tmp_path, [one.id for one in pages.exchanges() if one.turn == 3])
    with opened(tmp_path) as pages:
        assert [one.turn for one in pages.exchanges()] == [1, 2, 4, 5]
    assert b"secret00003" not in everything(tmp_path)
    assert not list(tmp_path.glob("forget-*"))
