"""Whether what is hers is encrypted on the disk, as far as the system tells.

A folder is encrypted if its file system encrypts (gocryptfs, eCryptfs and their like), if the folder itself carries
a policy of fscrypt, or if every disk below its file system is an opened dm-crypt device (LUKS, systemd-homed), also
through LVM, RAID, loop devices and btrfs. Read are /proc/self/mountinfo (proc(5)), /sys/dev/block and the folder's
flags (ioctl_iflags(2)); nothing needs to be root. A drive that encrypts by itself cannot be seen from here.
"""

from __future__ import annotations

import fcntl
import os
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from samantha.service.doctor import Finding
from samantha.service.paths import (
    cache_folder,
    calendars_folder,
    config_folder,
    data_folder,
    lists_folder,
    state_folder,
)
from samantha.service.settings import Settings

State: TypeAlias = Literal["encrypted", "plain", "unknown"]

_GET_FLAGS: Final = 0x80086601
"""FS_IOC_GETFLAGS of linux/fs.h where a long has 8 bytes."""
_ENCRYPTED_FLAG: Final = 0x800

_ENCRYPTING = frozenset(
    "ecryptfs fuse.gocryptfs fuse.cryfs fuse.encfs fuse.securefs fuse.rclone-crypt fuse.cppcryptfs".split()
)
_IN_MEMORY = frozenset(("tmpfs", "ramfs"))
_MOST_DEEP = 16

MEND = (
    "The README says how, under Encryption: the whole home by LUKS or systemd-homed, or these folders alone by"
    " gocryptfs."
)


@dataclass(frozen=True, slots=True)
class Place:
    """How a folder lies on the disk. how: by what it is encrypted, or why that cannot be told."""

    state: State
    how: str


@dataclass(frozen=True, slots=True)
class System:
    """Where the system tells of itself.

    flags: of a folder, as its file system gives them; 0 if it gives none. numbers: major and minor ("253:0") of a
    device's name, None if it is none.
    """

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    flags: Callable[[Path], int] = lambda folder: _flags(folder)
    numbers: Callable[[str], str | None] = lambda name: _numbers(name)


def examine_rest(settings: Settings, env: Mapping[str, str], system: System | None = None) -> Finding:
    """Where all that is kept of the user lies: memory, journal, letters, lists, calendars, passwords, caches."""
    system = system or System()
    folders = dict.fromkeys(
        [
            data_folder(env),
            state_folder(env),
            config_folder(env),
            cache_folder(env),
            lists_folder(env, settings.hands.folder),
            calendars_folder(env, settings.calendar.folder),
        ]
    )
    places = {folder: place(folder, system) for folder in folders}
    plain = [folder for folder, found in places.items() if found.state == "plain"]
    if plain:
        more = f" and {len(plain) - 1} more" if len(plain) > 1 else ""
        return Finding("service", "encryption", "warn", f"not encrypted on the disk: {plain[0]}{more}", MEND)
    unknown = next((found for found in places.values() if found.state == "unknown"), None)
    if unknown is not None:
        return Finding("service", "encryption", "note", f"whether it is cannot be told: {unknown.how}")
    how = ", ".join(dict.fromkeys(found.how for found in places.values()))
    if swap := _plain_swap(system):
        mend = "Encrypt it too, or use zram: `man crypttab`, option swap."
        return Finding("service", "encryption", "warn", f"{how}, but swap on {swap} is not encrypted", mend)
    return Finding("service", "encryption", "ok", f"what is kept of you is encrypted on the disk: {how}")


def place(folder: Path, system: System) -> Place:
    """How the folder lies on the disk, or where it would be made."""
    for path in (folder, *folder.absolute().parents):
        if path.is_symlink() and not path.exists():
            return Place("unknown", f"{path} is a link to nowhere, as to an encrypted folder that is not open")
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists()).resolve()
    if system.flags(there) & _ENCRYPTED_FLAG:
        return Place("encrypted", "fscrypt")
    return _of_path(there, system, 0)


def _of_path(path: Path, system: System, deep: int) -> Place:
    mount = _mount(path, system)
    if mount is None:
        return Place("unknown", "no file system is mounted there")
    kind, device, source = mount
    if kind in _ENCRYPTING:
        return Place("encrypted", kind.removeprefix("fuse."))
    if kind in _IN_MEMORY:
        return Place("encrypted", "in memory only")
    numbers = device if not device.startswith("0:") else system.numbers(source)
    if numbers is None or deep > _MOST_DEEP:
        return Place("unknown", f"it lies on {kind}")
    blocks = _members(system.sys / "dev/block" / numbers, system)
    found = [_of_block(block, system, deep + 1) for block in blocks]
    return next((one for one in found if one.state == "plain"), None) or next(
        (one for one in found if one.state == "unknown"), found[0]
    )


def _of_block(block: Path, system: System, deep: int) -> Place:
    """What a device of /sys/dev/block or /sys/block is."""
    if not block.is_dir() or deep > _MOST_DEEP:
        return Place("unknown", "its disk is not shown here")
    uuid = _read(block / "dm/uuid")
    if uuid.startswith("CRYPT-"):
        return Place("encrypted", uuid.split("-")[1].strip())
    if backing := _read(block / "loop/backing_file").strip():
        return _of_path(Path(backing), system, deep + 1)
    if (block / "partition").exists():
        return _of_block(block.resolve().parent, system, deep + 1)
    below = sorted((block / "slaves").iterdir()) if (block / "slaves").is_dir() else []
    found = [_of_block(one, system, deep + 1) for one in below]
    return next((one for one in found if one.state != "encrypted"), found[0]) if found else _PLAIN


_PLAIN = Place("plain", "")


def _mount(path: Path, system: System) -> tuple[str, str, str] | None:
    """Kind, device and source of the file system that the path lies on."""
    best: tuple[int, tuple[str, str, str]] | None = None
    for line in _read(system.proc / "self/mountinfo").splitlines():
        left, _, right = line.partition(" - ")
        fields, (kind, source, *_) = left.split(), [*right.split(), "", ""]
        point = Path(_plain(fields[4]))
        if path.is_relative_to(point) and (best is None or len(point.parts) >= best[0]):  # the last one covers
            best = len(point.parts), (kind, fields[2], _plain(source))
    return best[1] if best is not None else None


def _members(block: Path, system: System) -> list[Path]:
    """The device and, where it is one of several of a btrfs, the others."""
    name = block.resolve().name
    for folder in (system.sys / "fs/btrfs").glob("*/devices"):
        names = [one.name for one in folder.iterdir()]
        if name in names:
            return [folder / one for one in sorted(names)]
    return [block]


def _numbers(source: str) -> str | None:
    """Major and minor number of a device by its name."""
    if not source.startswith("/"):
        return None
    try:
        status = Path(source).stat()
    except OSError:
        return None
    return f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}" if status.st_rdev else None


def _plain_swap(system: System) -> str:
    """The first swap space that is not encrypted, "" for none."""
    for name in _swaps(system):
        if re.match(r"/dev/zram\d+$", name):
            continue
        numbers = system.numbers(name)
        found = (
            _of_block(system.sys / "dev/block" / numbers, system, 0)
            if numbers is not None
            else _of_path(Path(name), system, 0)
        )
        if found.state == "plain":
            return name
    return ""


def _swaps(system: System) -> Iterator[str]:
    for line in _read(system.proc / "swaps").splitlines()[1:]:
        yield _plain(line.split()[0])


def _plain(field: str) -> str:
    """A field of the kernel's without its escapes ("\\040" is a space)."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)


def _flags(folder: Path) -> int:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return 0
    try:
        return int(struct.unpack("l", fcntl.ioctl(descriptor, _GET_FLAGS, bytes(struct.calcsize("l"))))[0])
    except OSError:
        return 0
    finally:
        os.close(descriptor)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
