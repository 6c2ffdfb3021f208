"""A typed conversation in a terminal, with the real program: what it keeps, and how it ends."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from samantha.keep.pages import Pages
from samantha.service.copies import RESTORED
from samantha.service.farewell import GOODBYE
from samantha.service.paths import journal_folder

pytestmark = pytest.mark.real


@contextlib.contextmanager
def terminal(
    home: Path, places: Mapping[str, Path] | None = None
) -> Iterator[tuple[subprocess.Popen[str], Callable[[str], None]]]:
    """The program in a terminal, and what types there. places: its folders, of its own in ``home`` unless given."""
    ours, theirs = pty.openpty()
    usual = {name: home / name.lower() for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    env = {name: str(folder) for name, folder in (places or usual).items()}
    models = os.environ.get("SAMANTHA_MODELS") or str(Path.home() / ".local/share/samantha/models")
    with subprocess.Popen(
        [sys.executable, "-m", "samantha", "talk", "--keyboard", "--profile", "swift"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **env, "SAMANTHA_MODELS": models},
    ) as process:
        os.close(theirs)

        def type_in(text: str) -> None:
            os.write(ours, text.encode())

        yield process, type_in
    os.close(ours)


def line(process: subprocess.Popen[str]) -> str:
    """The next thing she says."""
    assert process.stdout is not None
    return process.stdout.readline().strip("> \n")


def typed(home: Path, *turns: str, places: Mapping[str, Path] | None = None) -> list[str]:
    """What she answers to the turns, one by one; places: see ``terminal``."""
    answers = []
    with terminal(home, places) as (process, keys):
        for turn in turns:
            keys(f"{turn}\n")
            answers.append(line(process))
        keys("\x04")
        assert process.wait(60) == 0
    return answers


def holding(home: Path, word: bytes) -> list[str]:
    """The files in which the word is."""
    files = [file for file in home.rglob("*") if file.is_file()]
    return [str(file) for file in files if word in file.read_bytes()]


def test_what_is_typed_is_kept_and_what_stays_between_us_is_in_no_file(tmp_path: Path) -> None:
    typed(tmp_path, "My brother's name is Paul.")
    assert len(holding(tmp_path, b"Paul")) >= 2, "neither journal nor memory hold it: the rest would prove nothing"
    (tmp_path / "xdg_data_home/samantha/memory.sqlite3").write_bytes(b"no database" * 999)
    damage, *answers = typed(
        tmp_path,
        "",
        "My sister's name is Catherine.",
        "This stays between us.",
        "Catherine lives in Boston.",
        "Forget everything about Paul.",
    )
    assert damage == RESTORED
    assert answers[1].startswith("It stays between us. I keep nothing of this conversation")
    assert answers[3].startswith("It's gone")
    assert [holding(tmp_path, word) for word in (b"Catherine", b"Boston", b"Paul")] == [[], [], []]


@pytest.mark.parametrize(("number", "last"), [(signal.SIGTERM, GOODBYE), (signal.SIGHUP, "")])
def test_told_to_go_she_says_so_and_leaves_everything_in_order(
    tmp_path: Path, number: signal.Signals, last: str
) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # ignored where nohup has started the tests
    with terminal(tmp_path) as (process, keys):
        signal.signal(number, before)
        keys("Are you a person?\n")
        assert "program" in line(process)
        process.send_signal(number)
        assert line(process) == last
        assert process.wait(30) == 128 + number
    with contextlib.closing(Pages(journal_folder({"XDG_STATE_HOME": str(tmp_path / "xdg_state_home")}))) as pages:
        assert [one.said for one in pages.exchanges() if one.said] == ["Are you a person?"]
        assert not pages.cut_off
