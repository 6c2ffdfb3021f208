"""profile = "auto": what the doctor measured, or a guess by memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from samantha.service.config import load
from samantha.service.paths import cache_folder
from samantha.service.suited import remember, suited

GIB = 1 << 30


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_CONFIG_HOME": str(tmp_path)}


@pytest.mark.parametrize(("memory", "profile"), [(2, "swift"), (4, "full"), (16, "full")])
def test_before_anything_was_measured_memory_decides(env: dict[str, str], memory: int, profile: str) -> None:
    assert suited(env, memory * GIB) == profile


def test_what_was_measured_counts_more(env: dict[str, str]) -> None:
    remember(env, "swift")
    assert suited(env, 16 * GIB) == "swift"
    assert (cache_folder(env) / "profile").stat().st_mode & 0o777 == 0o600


def test_a_damaged_file_is_none(env: dict[str, str]) -> None:
    remember(env, "\x00nonsense")
    assert suited(env, 16 * GIB) == "full"


def test_auto_in_the_settings_is_the_one_that_suits(env: dict[str, str]) -> None:
    remember(env, "swift")
    loaded = load(env=env | {"SAMANTHA_PROFILE": "auto"})
    assert (loaded.settings.profile, loaded.origins["profile"]) == ("swift", "SAMANTHA_PROFILE")
    assert loaded.settings.mind_model == "qwen2.5-coder-0.5b"
