from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from samantha.cli.models import ASKING_VOICE, app, pull_all
from samantha.errors import ModelError
from samantha.models.catalog import Catalog, File, Model, PathSource, load
from samantha.models.store import Store
from samantha.service.settings import Settings

run = CliRunner()


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store."""
    monkeypatch.setenv("SAMANTHA_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.mark.parametrize("command", ["list", "pull", "verify"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = run.invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: samantha models {command}" in result.output


def test_list_tells_what_is_not_here(root: Path) -> None:
    listed = json.loads(run.invoke(app, ["list", "--json"]).output)
    assert [entry["name"] for entry in listed] == list(load().names)
    assert {entry["state"] for entry in listed} == {"missing"}
    assert listed[0]["folder"] == str(root / "whisper-tiny.en")


def test_list_is_a_table_for_people() -> None:
    output = run.invoke(app, ["list"]).output
    assert "qwen2.5-coder-1.5b" in output
    assert "1117.3 MB" in output


def test_the_profiles_name_models_of_the_catalog() -> None:
    named = {name for profile in Settings().profiles.values() for name in (profile.ears, profile.mind)}
    assert named | {ASKING_VOICE} <= set(load().names)


def test_an_unknown_name_stops_a_pull_before_it_begins(root: Path) -> None:
    result = run.invoke(app, ["pull", "smart-turn-v3.2", "piper-jo"])
    assert isinstance(result.exception, ModelError)
    assert "Did you mean piper-joe?" in str(result.exception)
    assert not root.exists()


def test_verify_says_so_when_there_is_nothing_to_verify() -> None:
    result = run.invoke(app, ["verify"])
    assert result.exit_code == 0
    assert "samantha models pull" in result.output


def test_verify_names_the_damaged_file_and_fails(root: Path) -> None:
    size = load().model("smart-turn-v3.2").size
    (root / "smart-turn-v3.2").mkdir(parents=True)
    (root / "smart-turn-v3.2" / "smart-turn-v3.2-cpu.onnx").write_bytes(bytes(size))
    result = run.invoke(app, ["verify"])
    assert result.exit_code == ModelError.exit_code
    assert "smart-turn-v3.2-cpu.onnx: the file is damaged" in result.output


@pytest.fixture
def store(tmp_path: Path, root: Path) -> Store:
    """A store whose one model can be had from a folder."""
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "m.bin").write_bytes(b"weights")
    model = Model(
        name="tiny",
        kind="mind",
        licence="MIT",
        description="for tests",
        files=(File(name="m.bin", size=7, sha256=hashlib.sha256(b"weights").hexdigest()),),
        sources=(PathSource(folder=tmp_path / "stick"),),
    )
    return Store(root, Catalog(models=(model,)))


@pytest.mark.parametrize("terminal", [True, False])
def test_a_pull_shows_what_it_does_and_then_costs_nothing(store: Store, terminal: bool) -> None:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=terminal, width=100, _environ={"TERM": "xterm"})
    pull_all(store, ["tiny"], console)
    pull_all(store, ["tiny"], console)
    assert "tiny: fetched and verified" in shown.getvalue()
    assert "tiny: is here" in shown.getvalue()
    assert ("\x1b[" in shown.getvalue()) == terminal
