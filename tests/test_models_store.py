from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from samantha.errors import ModelError
from samantha.models.catalog import Catalog, File, Model, PathSource, load
from samantha.models.store import STAMP_NAME, Stamp, Store, default_root, mark, read_stamp, write_stamp

WORDS = b"weights and weights" * 1000
NOTES = b"{}"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    model = Model(
        name="small",
        kind="mind",
        licence="MIT",
        description="for tests",
        files=(
            File(name="a.bin", size=len(WORDS), sha256=digest(WORDS)),
            File(name="notes.json", size=len(NOTES), sha256=digest(NOTES)),
        ),
        sources=(PathSource(folder=Path("/nowhere")),),
    )
    folder = tmp_path / "models" / "small"
    folder.mkdir(parents=True)
    (folder / "a.bin").write_bytes(WORDS)
    (folder / "notes.json").write_bytes(NOTES)
    return Store(tmp_path / "models", Catalog(models=(model,)))


def flip_a_byte(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.seek(500)
        byte = stream.read(1)[0]
        stream.seek(500)
        stream.write(bytes([byte ^ 1]))


def test_a_whole_model_is_handed_out(store: Store) -> None:
    assert store.path("small") == store.root / "small"
    assert store.file("small").read_bytes() == WORDS
    assert store.state("small") == "ready"


def test_the_stamp_is_private(store: Store) -> None:
    store.path("small")
    assert (store.root / "small" / STAMP_NAME).stat().st_mode & 0o777 == 0o600


def test_a_flipped_byte_is_found_after_the_model_was_known_good(store: Store) -> None:
    store.path("small")
    flip_a_byte(store.root / "small" / "a.bin")
    with pytest.raises(ModelError) as caught:
        store.path("small")
    assert "a.bin: the file is damaged" in str(caught.value)
    assert "samantha models pull small" in str(caught.value)
    with pytest.raises(ModelError, match="damaged"):
        store.verify("small")


def test_a_flipped_byte_under_an_old_date_is_found(store: Store) -> None:
    store.path("small")
    path = store.root / "small" / "a.bin"
    facts = path.stat()
    flip_a_byte(path)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(ModelError, match="damaged"):
        store.path("small")


def test_only_verify_reads_what_the_stamp_vouches_for(store: Store) -> None:
    store.path("small")
    folder = store.root / "small"
    flip_a_byte(folder / "a.bin")
    forged = {**read_stamp(folder).files, "a.bin": mark(folder / "a.bin", digest(WORDS))}
    write_stamp(folder, Stamp(files=forged))
    assert store.path("small") == folder
    with pytest.raises(ModelError, match=r"a\.bin: the file is damaged"):
        store.verify("small")


@pytest.mark.parametrize("nonsense", [b"", b"{", b'{"files": {"a.bin": {"size": "x"}}}', b"\xff"])
def test_a_broken_stamp_costs_a_hashing_and_nothing_else(store: Store, nonsense: bytes) -> None:
    (store.root / "small" / STAMP_NAME).write_bytes(nonsense)
    assert store.state("small") == "unverified"
    store.path("small")
    assert store.state("small") == "ready"


def test_a_missing_file_is_named(store: Store) -> None:
    (store.root / "small" / "notes.json").unlink()
    assert store.state("small") == "missing"
    with pytest.raises(ModelError, match=r"notes\.json: the file is missing"):
        store.path("small")


def test_a_half_file_is_never_handed_out(store: Store) -> None:
    os.truncate(store.root / "small" / "a.bin", len(WORDS) // 2)
    assert store.state("small") == "damaged"
    with pytest.raises(ModelError, match=r"a\.bin: the file is 9,500 bytes long and should be 19,000"):
        store.path("small")


def test_an_unknown_name_is_refused(store: Store) -> None:
    with pytest.raises(ModelError, match="Did you mean small"):
        store.path("smal")


def test_models_lie_in_the_users_data_folder_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SAMANTHA_MODELS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_root() == tmp_path / "samantha" / "models"
    monkeypatch.setenv("SAMANTHA_MODELS", str(tmp_path / "elsewhere"))
    assert default_root() == tmp_path / "elsewhere"


@pytest.mark.real
@pytest.mark.parametrize("name", ["whisper-base", "qwen2.5-coder-1.5b", "piper-joe"])
def test_the_default_models_are_what_the_catalog_says(name: str) -> None:
    store = Store()
    assert store.file(name).stat().st_size == load().model(name).files[0].size
