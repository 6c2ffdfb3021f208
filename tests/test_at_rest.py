"""Encryption at rest: what the system tells of disks is read right, and the way that the README describes holds."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.test_confidence import holding, terminal, typed

from samantha.service.at_rest import System, examine_rest, place
from samantha.service.settings import Settings


class Disks:
    """A made-up /proc and /sys."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.flags = 0
        self.known: dict[str, str] = {}
        self._mounts: list[str] = []
        (folder / "proc/self").mkdir(parents=True)
        (folder / "sys/dev/block").mkdir(parents=True)
        self.swap()

    @property
    def system(self) -> System:
        return System(self.root / "proc", self.root / "sys", lambda _: self.flags, self.known.get)

    def mount(self, point: str, kind: str, device: str = "0:50", source: str = "none") -> None:
        self._mounts.append(f"29 1 {device} / {point} rw,relatime shared:1 - {kind} {source} rw")
        (self.root / "proc/self/mountinfo").write_text("\n".join(self._mounts) + "\n")

    def swap(self, *names: str) -> None:
        lines = ["Filename Type Size Used Priority", *(f"{name} partition 1 0 -2" for name in names)]
        (self.root / "proc/swaps").write_text("\n".join(lines) + "\n")

    def disk(self, numbers: str, name: str, uuid: str = "", below: Sequence[str] = (), backing: str = "") -> None:
        """A device; ``name``: below /sys/devices, "sda/sda1" for a partition; ``below``: what it is made of."""
        folder = self.root / "sys/devices" / name
        for part, text in (("dm/uuid", uuid), ("loop/backing_file", backing), ("partition", "1" * ("/" in name))):
            if text:
                (folder / part).parent.mkdir(parents=True, exist_ok=True)
                (folder / part).write_text(f"{text}\n")
        (folder / "slaves").mkdir(parents=True, exist_ok=True) if "/" not in name else folder.mkdir(exist_ok=True)
        for one in below:
            (folder / "slaves" / Path(one).name).symlink_to(self.root / "sys/devices" / one)
        (self.root / "sys/dev/block" / numbers).symlink_to(folder)
        self.known[f"/dev/{Path(name).name}"] = numbers

    def state(self, path: str = "/") -> str:
        return place(Path(path), self.system).state


@pytest.fixture
def disks(tmp_path: Path) -> Disks:
    """A disk with two partitions, of which the second is opened as LUKS."""
    made = Disks(tmp_path / "system")
    made.disk("8:0", "sda")
    made.disk("8:1", "sda/sda1")
    made.disk("8:2", "sda/sda2")
    made.disk("253:0", "dm-0", "CRYPT-LUKS2-0a1b-luks", ["sda/sda2"])
    return made


def test_a_disk_is_encrypted_if_everything_below_it_is(disks: Disks) -> None:
    disks.mount("/", "ext4", "8:1", "/dev/sda1")
    assert disks.state() == "plain"
    disks.mount("/", "ext4", "253:0", "/dev/mapper/luks")
    assert place(Path("/"), disks.system).how == "LUKS2"
    disks.disk("253:1", "dm-1", "LVM-abc", ["dm-0"])
    disks.mount("/", "xfs", "253:1", "/dev/mapper/vg-root")
    assert disks.state() == "encrypted"
    disks.disk("9:0", "md0", below=["dm-0", "sda/sda1"])
    disks.mount("/", "xfs", "9:0", "/dev/md0")
    assert disks.state() == "plain"


def test_a_loop_device_is_as_the_file_behind_it(disks: Disks) -> None:
    disks.mount("/", "ext4", "8:1", "/dev/sda1")
    disks.disk("7:0", "loop0", backing="/home/image")
    disks.mount("/usr", "ext4", "7:0", "/dev/loop0")
    assert disks.state("/usr") == "plain"
    disks.mount("/home", "ext4", "253:0", "/dev/mapper/luks")
    assert disks.state("/usr") == "encrypted"


def test_a_btrfs_of_several_disks_is_as_its_weakest(disks: Disks) -> None:
    disks.disk("253:1", "dm-1", "CRYPT-LUKS2-2c3d-other")
    disks.mount("/", "btrfs", "0:30", "/dev/dm-0")
    assert disks.state() == "encrypted"
    members = disks.root / "sys/fs/btrfs/0a1b/devices"
    members.mkdir(parents=True)
    (members / "dm-0").symlink_to(disks.root / "sys/devices/dm-0")
    (members / "dm-1").symlink_to(disks.root / "sys/devices/dm-1")
    assert disks.state() == "encrypted"
    (members / "sda1").symlink_to(disks.root / "sys/devices/sda/sda1")
    assert disks.state() == "plain"


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("fuse.gocryptfs", "encrypted"),
        ("ecryptfs", "encrypted"),
        ("tmpfs", "encrypted"),
        ("overlay", "unknown"),
        ("nfs4", "unknown"),
        ("zfs", "unknown"),
    ],
)
def test_a_file_system_without_a_disk_is_known_by_its_kind(disks: Disks, kind: str, state: str) -> None:
    disks.mount("/", kind, "0:30", "somewhere:/x")
    assert disks.state() == state


def test_the_file_system_that_covers_the_path_counts_and_a_policy_of_the_folder_before_it(disks: Disks) -> None:
    disks.mount("/", "ext4", "8:1", "/dev/sda1")
    point = disks.root / "my home"
    point.mkdir()
    disks.mount(str(point).replace(" ", "\\040"), "ext4", "253:0", "/dev/mapper/luks")
    assert disks.state(str(point / "not yet")) == "encrypted"
    assert disks.state(str(disks.root)) == "plain"
    disks.flags = 0x800
    assert disks.state(str(disks.root)) == "encrypted"


def env(home: Path) -> dict[str, str]:
    return {"HOME": str(home)}


def test_the_doctor_says_where_it_is_not_and_what_to_do(disks: Disks) -> None:
    home = disks.root / "home"
    (home / ".local").mkdir(parents=True)
    disks.mount("/", "ext4", "8:1", "/dev/sda1")
    disks.mount(str(home), "ext4", "253:0", "/dev/mapper/luks")
    found = examine_rest(Settings(), env(home), disks.system)
    assert (found.mark, found.mend) == ("ok", "") and "LUKS2" in found.said
    lists = Settings.model_validate({"hands": {"folder": str(disks.root / "lists")}})
    found = examine_rest(lists, env(home), disks.system)
    assert found.mark == "warn" and str(disks.root / "lists") in found.said and "Encryption" in found.mend
    disks.swap("/dev/zram0", "/dev/dm-0")
    assert examine_rest(Settings(), env(home), disks.system).mark == "ok"
    disks.swap("/dev/zram0", "/dev/sda1")
    found = examine_rest(Settings(), env(home), disks.system)
    assert found.mark == "warn" and "swap on /dev/sda1" in found.said
    disks.swap()
    disks.mount(str(home), "overlay", "0:60", "overlay")
    assert examine_rest(Settings(), env(home), disks.system).mark == "note"


def test_of_this_machine_something_is_told(tmp_path: Path) -> None:
    found = examine_rest(Settings(), env(tmp_path))
    assert found.name == "encryption" and found.said and (found.mark == "warn") == bool(found.mend)


# ------------------------------------------------------------------------------------------ gocryptfs, for real


def in_readme() -> tuple[str, str, str]:
    """The commands of the README: make the folder, open it, move her into it."""
    text = (Path(__file__).parents[1] / "README.md").read_text()
    block = re.search(r"```console\n(\$ mkdir ~/\.samantha\.locked .*?)```", text, re.DOTALL)
    assert block is not None
    make, folder, rest = block[1].split("\n$ ", 2)
    return make.removeprefix("$ "), folder, rest.replace("\n> ", "\n")


@contextlib.contextmanager
def opened(home: Path, command: str) -> Iterator[None]:
    """The folder is open meanwhile."""
    subprocess.run(["bash", "-ec", f"{command} -extpass 'echo secret'"], env=with_home(home), check=True)
    try:
        yield
    finally:
        subprocess.run(["fusermount3", "-u", str(home / ".samantha")], check=True)


def with_home(home: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(home)}


@pytest.mark.real
@pytest.mark.skipif(
    not (shutil.which("gocryptfs") and shutil.which("fusermount3") and os.access("/dev/fuse", os.R_OK | os.W_OK)),
    reason="needs gocryptfs and FUSE",
)
def test_in_a_gocryptfs_folder_nothing_is_readable_and_closed_she_writes_nowhere_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    places = {
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_STATE_HOME": home / ".local/state",
        "XDG_CACHE_HOME": home / ".cache",
    }
    home.mkdir()
    make, open_it, move = in_readme()
    subprocess.run(["bash", "-ec", f"{make} -extpass 'echo secret'"], env=with_home(home), check=True)
    with opened(home, open_it):
        subprocess.run(["bash", "-ec", move], env=with_home(home), check=True)
        assert examine_rest(Settings(), env(home)).said.endswith(": gocryptfs")
        typed(home, "My brother's name is Paul.", places=places)
        assert holding(home / ".samantha", b"Paul")
    assert holding(home, b"Paul") == []
    before = sorted(home.rglob("*"))
    assert "link to nowhere" in examine_rest(Settings(), env(home)).said
    with terminal(home, places) as (process, keys):
        keys("My sister's name is Catherine.\n\x04")
        assert process.wait(60) == 2
    assert sorted(home.rglob("*")) == before and holding(home, b"Catherine") == []
    with opened(home, open_it):
        assert "Paul" in typed(home, "What's my brother's name?", places=places)[0]
