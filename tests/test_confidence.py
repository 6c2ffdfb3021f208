"""A typed conversation in a terminal, with the real program: kept by default, and not what stays between the two."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.real


def typed(home: Path, *turns: str) -> list[str]:
    """What she answers to the turns, one by one."""
    ours, theirs = pty.openpty()
    env = {name: str(home / name.lower()) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    models = os.environ.get("SAMANTHA_MODELS") or str(Path.home() / ".local/share/samantha/models")
    answers = []
    with subprocess.Popen(
        [sys.executable, "-m", "samantha", "talk", "--keyboard", "--profile", "swift"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **env, "SAMANTHA_MODELS": models},
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        for turn in turns:
            os.write(ours, f"{turn}\n".encode())
            answers.append(process.stdout.readline().strip("> \n"))
        os.write(ours, b"\x04")
        assert process.wait(60) == 0
    os.close(ours)
    return answers


def holding(home: Path, word: bytes) -> list[str]:
    return [str(file) for file in home.rglob("*") if file.is_file() and word in file.read_bytes()]


def test_what_is_typed_is_kept_and_what_stays_between_us_is_in_no_file(tmp_path: Path) -> None:
    typed(tmp_path, "My brother's name is Paul.")
    assert len(holding(tmp_path, b"Paul")) >= 2, "neither journal nor memory hold it: the rest would prove nothing"
    answers = typed(
        tmp_path,
        "My sister's name is Catherine.",
        "This stays between us.",
        "Catherine lives in Boston.",
        "Forget everything about Paul.",
    )
    assert answers[1].startswith("It stays between us. I keep nothing of this conversation")
    assert answers[3].startswith("It's gone")
    assert [holding(tmp_path, word) for word in (b"Catherine", b"Boston", b"Paul")] == [[], [], []]
