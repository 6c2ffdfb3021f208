"""What `samantha doctor` says of the service: the unit, the modes of files, open ports."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from samantha.service.alone import alone
from samantha.service.doctor import Finding
from samantha.service.doctor_service import examine_service
from samantha.service.installing import text, unit
from samantha.service.settings import Settings


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user with empty folders."""
    tmp_path.chmod(0o755)
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}


def found(env: dict[str, str], name: str) -> Finding:
    (finding,) = [each for each in examine_service(Settings(), env) if each.name == name]
    return finding


def test_a_unit_that_is_missing_is_no_problem_and_one_of_another_version_is(env: dict[str, str]) -> None:
    assert found(env, "unit").mark == "note"
    path = unit(env, system=False).path
    path.parent.mkdir(parents=True)
    path.write_text(text(Settings(), env, system=False), encoding="utf-8")
    assert found(env, "unit").mark == "ok"
    path.write_text("[Service]\nExecStart=/old/samantha\n", encoding="utf-8")
    assert found(env, "unit").mark == "warn"
    assert "samantha service install" in found(env, "unit").mend


def test_a_file_that_others_may_read_is_found_unless_its_folder_is_closed(env: dict[str, str]) -> None:
    folder = Path(env["HOME"]) / ".local/share/samantha/letters"
    folder.mkdir(parents=True)
    for place in (folder, *folder.parents[:3]):
        place.chmod(0o755)
    letter = folder / "catherine.json"
    letter.write_text("{}")
    letter.chmod(0o644)
    assert str(letter) in found(env, "file modes").said
    folder.chmod(0o700)
    assert found(env, "file modes").mark == "ok"


def test_a_port_that_the_running_process_listens_at_is_told(env: dict[str, str]) -> None:
    assert found(env, "network").mark == "note"
    with alone(env):
        assert found(env, "network").mark == "ok"
        with socket.create_server(("127.0.0.1", 0)) as server:
            warning = found(env, "network")
            assert warning.mark == "warn"
            assert warning.said.endswith(f"port {server.getsockname()[1]}")
