from __future__ import annotations

import re
from pathlib import Path

import pytest

from samantha.errors import ConfigError, ModelError
from samantha.models.catalog import HubSource, WheelsSource, load, nearest

ENTRY = """
[[models]]
name = "small"
kind = "mind"
licence = "MIT"
description = "for tests"
files = [{ name = "a.bin", size = 3, sha256 = "%s" }]

[[models.sources]]
kind = "path"
folder = "/nowhere"
""" % ("0" * 64)


def written(folder: Path, text: str) -> Path:
    path = folder / "catalog.toml"
    path.write_text(text)
    return path


def test_the_catalog_that_comes_with_the_package_is_sound() -> None:
    catalog = load()
    assert set(catalog.names) == {
        "whisper-tiny.en",
        "whisper-base",
        "qwen2.5-coder-1.5b",
        "qwen2.5-coder-0.5b",
        "smollm2-135m",
        "piper-joe",
        "smart-turn-v3.2",
        "minilm-l6-v2",
    }
    assert all(any(isinstance(source, WheelsSource) for source in model.sources) for model in catalog.models)


def test_parts_are_joined_in_the_order_of_their_numbers() -> None:
    for model in load().models:
        for source in model.sources:
            if isinstance(source, WheelsSource):
                parts = [re.search(r"part(\d+)(\.bin)?$", member.path) for member in source.members]
                numbers = [int(part[1]) for part in parts if part]
                assert numbers == sorted(numbers), model.name
                assert numbers in ([], list(range(1, len(source.packages) + 1))), model.name


def test_the_catalog_names_no_address() -> None:
    catalog = load()
    assert "://" not in catalog.model_dump_json()
    assert all(
        source.revision for model in catalog.models for source in model.sources if isinstance(source, HubSource)
    )


def test_an_unknown_model_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(ModelError) as caught:
        load().model("whisper-bse")
    assert "whisper-bse" in str(caught.value)
    assert "Did you mean whisper-base?" in str(caught.value)


def test_a_name_like_no_other_gets_no_suggestion() -> None:
    assert nearest("zzzz", load().names) == []


@pytest.mark.parametrize("asked", ["qwen", "Qwen2.5-Coder-1.5B", "qwen-1.5b"])
def test_a_part_of_a_name_or_another_case_is_enough_for_a_suggestion(asked: str) -> None:
    assert "qwen2.5-coder-1.5b" in nearest(asked, load().names)


def test_a_catalog_of_ones_own_is_read(tmp_path: Path) -> None:
    assert load(written(tmp_path, ENTRY)).model("small").size == 3


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[[models]]", "[[models", "cannot be read"),
        ('licence = "MIT"', 'license = "MIT"', "licence"),
        ('kind = "path"', 'kind = "ftp"', "sources"),
        ("size = 3", "size = 0", "size"),
        ('"a.bin"', '"../a.bin"', "name"),
        ("sha256 = ", 'sha256 = "abc" #', "cannot be read"),
        ('kind = "path"\nfolder = "/nowhere"', 'kind = "hub"\nrepository = "a/b"\nrevision = "main"\nmembers = '
         '[{ path = "x", file = "b.bin" }]', "brings ['b.bin'], not ['a.bin']"),
        ("[[models]]", ENTRY + "[[models]]", "named twice"),
    ],
)  # fmt: skip
def test_an_impossible_catalog_is_refused_with_its_place(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    path = written(tmp_path, ENTRY.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_catalog_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        load(tmp_path / "nowhere.toml")
