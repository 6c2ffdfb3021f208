"""What becomes of a conversation when its journal is damaged, its disk is full, or a model's file is gone."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO, cast

import anyio
import pytest

from samantha.core import notes
from samantha.core.notes import Note
from samantha.doors.keyboard import KeyboardDoor
from samantha.engines.silent import Deaf, Silent
from samantha.keep.ballast import Ballast
from samantha.keep.journal import CANNOT_KEEP
from samantha.keep.pages import LOST, RESTORED, Pages
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill
from samantha.mind.mind import LocalMind
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.service import compose
from samantha.service.keeping import begin
from samantha.service.loading import Engines
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice
from samantha.testing.fakes import ScriptedModel


def typed(folder: Path, turns: Sequence[str], before: Callable[[int], None] = lambda _: None) -> list[str]:
    """What she says in a typed conversation with journal and memory on a real disk; ``before`` each turn is asked.

    The journal is in ``folder``/state, the memory in ``folder``/data; the language model says "I see.".
    """
    heard: list[str] = []

    def lines() -> Iterator[str]:
        for n, turn in enumerate(turns):
            before(n)
            yield turn

    async def run() -> None:
        kept = begin(Settings().journal, folder / "state", folder / "data", time.time)
        memory = MemoryOfUser(
            folder / "data",
            None,
            clock=datetime.datetime.now,
            conversation="one",
            record=kept.record,
            reserve=Ballast(folder / "data"),
        )
        skill = MemorySkill(memory)

        def watch(note: Note) -> None:
            skill.watch(note)
            if isinstance(note, notes.ReplyEnded):
                heard.append(note.heard)

        mind = LocalMind(ScriptedModel(lambda _: "I see."), Persona())
        engines = Engines(Deaf(), Deaf(), mind, ChangingVoice(Silent()))
        async with memory.taking_in():
            await compose.converse(
                Settings(), engines, KeyboardDoor(cast(TextIO, lines())), watch, [skill], kept
            ).run()
        kept.close()
        memory.store.close()

    anyio.run(run)
    return heard


def holding(folder: Path, word: bytes) -> list[str]:
    """The files in which the word is."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if word in file.read_bytes()]


@pytest.mark.parametrize(("copies", "told"), [(True, RESTORED), (False, LOST)])
def test_a_damaged_journal_is_set_aside_and_she_says_what_became_of_it(
    tmp_path: Path, copies: bool, told: str
) -> None:
    assert typed(tmp_path, ["Tea is hot."]) == ["I see."]
    if not copies:
        shutil.rmtree(tmp_path / "state/backups")
    (tmp_path / "state/journal.db").write_bytes(b"no database" * 999)
    assert typed(tmp_path, ["I like cake."]) == [told, "I see."]
    with contextlib.closing(Pages(tmp_path / "state")) as pages:
        assert [one.said for one in pages.exchanges() if one.said] == ["Tea is hot."] * copies + ["I like cake."]
    assert (tmp_path / "state/damaged-0001.db").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MiB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", tmp_path], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_on_a_full_disk_she_talks_on_says_so_once_and_still_forgets(small_disk: Path) -> None:
    filler = small_disk / "filler"

    def fill_or_free(turn: int) -> None:
        if turn == 2:
            with contextlib.suppress(OSError), filler.open("wb") as stream:
                while True:
                    stream.write(bytes(4096))
                    stream.flush()
        elif turn == 6:
            filler.unlink()

    story = [f"On day {n} it happened. {'It was a very long day. ' * 150}" for n in range(3)]
    turns = ["My brother's name is Paul.", "Tea is hot.", *story, "Forget everything about Paul.", "It is cold."]
    heard = typed(small_disk, turns, fill_or_free)
    assert heard.count(CANNOT_KEEP) == 1
    heard.remove(CANNOT_KEEP)
    assert heard[:5] == ["I see."] * 5
    assert heard[5].startswith("It's gone")
    assert heard[6] == "I see."
    assert not holding(small_disk, b"Paul")
    with contextlib.closing(Pages(small_disk / "state")) as pages:
        said = [one.said for one in pages.exchanges()]
    assert [words[:11] for words in said if words] == ["Tea is hot.", *(words[:11] for words in story), "It is cold."]


@pytest.mark.real
def test_a_model_that_goes_while_she_runs_stops_nothing_and_the_next_start_names_the_command(tmp_path: Path) -> None:
    models = tmp_path / "models"
    for name in ("whisper-tiny.en", "qwen2.5-coder-0.5b", "minilm-l6-v2"):
        shutil.copytree(Store().path(name), models / name, copy_function=os.symlink)
    command = [sys.executable, "-m", "samantha", "talk", "--keyboard", "--profile", "swift"]
    environment = {**os.environ, "SAMANTHA_MODELS": str(models)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for _ in range(2):
            process.stdin.write("What is a cat?\n")
            process.stdin.flush()
            assert "cat" in process.stdout.readline().lower()
            shutil.rmtree(models / "qwen2.5-coder-0.5b", ignore_errors=True)
        process.stdin.close()
        assert process.wait(60) == 0
    again = subprocess.run(
        command, input="Hello.\n", capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert again.returncode == 3
    assert "samantha models pull qwen2.5-coder-0.5b" in again.stderr
