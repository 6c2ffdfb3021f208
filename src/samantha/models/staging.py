"""A model while it arrives: ``.part`` files that grow step by step and can be taken up again after any interruption.

A source delivers in *steps* (one wheel, one file). When all bytes of a step are on the disk, a small record says
so: how many steps are done, and how long each part is and hashes to at that point. Bytes behind the record are cut
off at the next try; a part that is not what the record says is thrown away with the whole attempt. So a half step
is never built upon, and nothing has to be believed about how the last run ended.

Every source has its own folder, so trying the second one does not cost what the first had brought:
``<root>/.staging/<model>/<fingerprint of the source>/``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from samantha.models.catalog import File, Model, Source
from samantha.models.store import CHUNK_BYTES, Stamp, mark, private_folder, write_stamp, write_whole

RECORD_NAME = "record.json"


class SourceFailed(Exception):
    """This source did not deliver; another may. The message is the reason, without the model's name."""


class Finished(BaseModel):
    """What a part was at the end of the last whole step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    sha256: str


class Record(BaseModel):
    """How far the attempt has come."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: int = 0
    parts: dict[str, Finished] = {}


@dataclass
class Staging:
    """One attempt at one model from one source. Open it with ``resume``."""

    folder: Path
    model: Model
    steps_done: int = 0
    _streams: dict[str, IO[bytes]] = field(default_factory=dict)
    _hashes: dict[str, hashlib._Hash] = field(default_factory=dict)

    def scratch(self) -> Path:
        """An empty or half-filled folder for the step at hand; what another step left behind is gone."""
        mine = f"incoming-{self.steps_done}"
        for folder in self.folder.glob("incoming-*"):
            if folder.name != mine:
                shutil.rmtree(folder)
        return private_folder(self.folder / mine)

    def append(self, name: str, source: IO[bytes]) -> None:
        """All the source's bytes stand at the end of the part of file ``name``.

        Raises:
            SourceFailed: that would make it longer than the file is.
        """
        file = self._file(name)
        stream, digest = self._streams[name], self._hashes[name]
        while chunk := source.read(CHUNK_BYTES):
            if stream.tell() + len(chunk) > file.size:
                raise SourceFailed(f"{name} would be longer than the {file.size:,} bytes it should have")
            stream.write(chunk)
            digest.update(chunk)

    def commit(self) -> None:
        """The step is over: what has been appended so far survives a power cut."""
        for stream in self._streams.values():
            stream.flush()
            os.fsync(stream.fileno())
        self.steps_done += 1
        parts = {
            name: Finished(size=stream.tell(), sha256=self._hashes[name].hexdigest())
            for name, stream in self._streams.items()
        }
        write_whole(self.folder / RECORD_NAME, Record(steps=self.steps_done, parts=parts).model_dump_json().encode())
        shutil.rmtree(self.folder / f"incoming-{self.steps_done - 1}", ignore_errors=True)

    def check(self) -> None:
        """Every part is the whole file the catalog means.

        Raises:
            SourceFailed: one is not; the attempt is thrown away, for more of the same would not mend it.
        """
        for file in self.model.files:
            size, sha256 = self._streams[file.name].tell(), self._hashes[file.name].hexdigest()
            if size == file.size and sha256 == file.sha256:
                continue
            self.close()
            shutil.rmtree(self.folder)
            if size != file.size:
                raise SourceFailed(f"{file.name} came out {size:,} bytes long and should be {file.size:,}")
            raise SourceFailed(f"{file.name} is refused: its sha256 is {sha256[:12]}…, not {file.sha256[:12]}…")

    def install(self, target: Path) -> None:
        """After ``check``: the files lie in ``target``, each whole, with their stamp; the staging is gone."""
        self.close()
        private_folder(target)
        marks = {}
        for file in self.model.files:
            (self.folder / f"{file.name}.part").replace(target / file.name)
            marks[file.name] = mark(target / file.name, file.sha256)
        sync_folder(target)
        write_stamp(target, Stamp(files=marks))
        shutil.rmtree(self.folder.parent)

    def close(self) -> None:
        """Lets go of the open files."""
        for stream in self._streams.values():
            with contextlib.suppress(OSError):  # what could not be flushed now was never committed either
                stream.close()

    @property
    def staged_bytes(self) -> int:
        """Bytes of the model that are here already."""
        return sum(stream.tell() for stream in self._streams.values())

    def _file(self, name: str) -> File:
        return next(file for file in self.model.files if file.name == name)


def staging_folder(root: Path, model: Model, source: Source) -> Path:
    """Where an attempt at the model from the source is kept; another catalog entry means another folder."""
    facts = model.model_dump_json(include={"name", "files"}) + source.model_dump_json()
    return root / ".staging" / model.name / hashlib.sha256(facts.encode()).hexdigest()[:16]


def resume(root: Path, model: Model, source: Source) -> Staging:
    """The attempt as its last whole step left it, or a fresh one. Raises OSError."""
    folder = staging_folder(root, model, source)
    record = _read_record(folder)
    hashes = {file.name: _prefix_hash(folder, file, record) for file in model.files}
    known = {name: digest for name, digest in hashes.items() if digest is not None}
    if len(known) < len(hashes):
        shutil.rmtree(folder, ignore_errors=True)
        record = Record()
        known = {file.name: hashlib.sha256() for file in model.files}
    private_folder(folder)
    staging = Staging(folder, model, record.steps, {}, known)
    for file in model.files:
        part = record.parts.get(file.name)
        staging._streams[file.name] = _open_part(folder / f"{file.name}.part", part.size if part else 0)
    return staging


def sync_folder(folder: Path) -> None:
    """The folder's own entries are on the disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_record(folder: Path) -> Record:
    try:
        return Record.model_validate_json((folder / RECORD_NAME).read_bytes())
    except (OSError, ValidationError):
        return Record()


def _prefix_hash(folder: Path, file: File, record: Record) -> hashlib._Hash | None:
    """The hash of what the record says is there of the file, ready to go on; None if that is not there."""
    digest = hashlib.sha256()
    part = record.parts.get(file.name)
    if part is None:
        return digest if record.steps == 0 else None
    missing = part.size
    try:
        with (folder / f"{file.name}.part").open("rb") as stream:
            while missing and (chunk := stream.read(min(CHUNK_BYTES, missing))):
                digest.update(chunk)
                missing -= len(chunk)
    except OSError:
        return None
    return digest if not missing and digest.hexdigest() == part.sha256 else None


def _open_part(path: Path, size: int) -> IO[bytes]:
    """The part, cut to ``size`` bytes, to be written on from there."""
    stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "wb")
    stream.truncate(size)
    stream.seek(size)
    return stream
