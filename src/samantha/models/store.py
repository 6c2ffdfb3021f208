"""Where models lie, and the promise that a path handed out leads to exactly the catalog's bytes.

Layout: ``<root>/<model>/<file>``, by default in the user's XDG data folder, shared by all checkouts.

Hashing a gigabyte at every start would cost seconds, so a *stamp* beside the files remembers for each of them the
sha256 that was found and the file's size, mtime, ctime and inode at that moment. Whoever changes a byte changes the
ctime, which no ordinary program can set back; only when all four still agree is the hash taken as read. ``verify``
never does.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, ValidationError

from samantha.errors import ModelError
from samantha.models import catalog as catalogs
from samantha.models.catalog import Catalog, File, Model

ROOT_VARIABLE = "SAMANTHA_MODELS"
STAMP_NAME = ".verified.json"
CHUNK_BYTES = 1 << 20

State = Literal["ready", "unverified", "damaged", "missing"]


class Mark(BaseModel):
    """What a file looked like when its hash was computed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    sha256: str


class Stamp(BaseModel):
    """The marks of one model's files, by file name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: dict[str, Mark] = {}


def default_root() -> Path:
    """``$SAMANTHA_MODELS``, else ``samantha/models`` in the XDG data folder."""
    chosen = os.environ.get(ROOT_VARIABLE)
    return Path(chosen).expanduser() if chosen else user_data_path("samantha") / "models"


@dataclass(frozen=True, slots=True)
class Store:
    """The models on this machine."""

    root: Path = field(default_factory=default_root)
    catalog: Catalog = field(default_factory=catalogs.load)

    def folder(self, name: str) -> Path:
        """Where the model's files belong, there or not. Raises ModelError for an unknown name."""
        return self.root / self.catalog.model(name).name

    def path(self, name: str) -> Path:
        """The folder with the model's files, each of them known to be the catalog's, byte for byte.

        To be asked before anything parses a model's file.

        Raises:
            ModelError: the model is unknown, or a file is missing, of the wrong size or of the wrong content.
        """
        return self._checked(self.catalog.model(name), trust=True)

    def file(self, name: str) -> Path:
        """The model's main file (the catalog's first), checked like ``path``."""
        return self.path(name) / self.catalog.model(name).files[0].name

    def verify(self, name: str) -> Path:
        """Like ``path``, but reads and hashes every byte whatever the stamp says."""
        return self._checked(self.catalog.model(name), trust=False)

    def state(self, name: str) -> State:
        """How things stand, told in microseconds: nothing is hashed, ``unverified`` is what ``path`` would hash."""
        model = self.catalog.model(name)
        folder = self.root / model.name
        stamp = read_stamp(folder)
        states: set[State] = {_state(folder / file.name, file, stamp) for file in model.files}
        worst: tuple[State, ...] = ("missing", "damaged", "unverified")
        return next((state for state in worst if state in states), "ready")

    def _checked(self, model: Model, *, trust: bool) -> Path:
        folder = self.root / model.name
        before = read_stamp(folder)
        marks = {file.name: _mark_of(folder, model, file, before if trust else Stamp()) for file in model.files}
        after = Stamp(files=marks)
        if after != before:
            with contextlib.suppress(OSError):  # a folder we may not write in costs the hashing again, nothing else
                write_stamp(folder, after)
        return folder


def read_stamp(folder: Path) -> Stamp:
    """The stamp in a model's folder; an empty one if there is none or it makes no sense."""
    try:
        return Stamp.model_validate_json((folder / STAMP_NAME).read_bytes())
    except (OSError, ValidationError):
        return Stamp()


def write_stamp(folder: Path, stamp: Stamp) -> None:
    """The stamp lies in the folder, whole. Raises OSError."""
    write_whole(folder / STAMP_NAME, stamp.model_dump_json(indent=1).encode())


def mark(path: Path, sha256: str) -> Mark:
    """The file as it is now, known to have that hash. Raises OSError."""
    facts = path.stat()
    return Mark(
        size=facts.st_size,
        mtime_ns=facts.st_mtime_ns,
        ctime_ns=facts.st_ctime_ns,
        inode=facts.st_ino,
        sha256=sha256,
    )


def sha256_of(path: Path) -> str:
    """Hash of the file's content, hexadecimal. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Afterwards ``path``, mode 0600, holds the content, or still what it held before. Raises OSError."""
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def private_folder(folder: Path) -> Path:
    """The folder exists; whatever of it had to be made has mode 0700. Raises OSError."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _state(path: Path, file: File, stamp: Stamp) -> State:
    try:
        now = mark(path, file.sha256)
    except OSError:
        return "missing"
    if now.size != file.size:
        return "damaged"
    return "ready" if stamp.files.get(file.name) == now else "unverified"


def _mark_of(folder: Path, model: Model, file: File, stamp: Stamp) -> Mark:
    """The file's mark; it is the catalog's file. Raises ModelError."""
    path = folder / file.name
    try:
        now = mark(path, file.sha256)
        if now.size != file.size:
            raise _refused(model, path, f"the file is {now.size:,} bytes long and should be {file.size:,}")
        if stamp.files.get(file.name) == now:
            return now
        found = sha256_of(path)
    except FileNotFoundError:
        raise _refused(model, path, "the file is missing") from None
    except OSError as error:
        raise _refused(model, path, f"the file cannot be read: {error.strerror}") from error
    if found != file.sha256:
        raise _refused(model, path, f"the file is damaged (sha256 {found[:12]}…, not {file.sha256[:12]}…)")
    return now


def _refused(model: Model, path: Path, what: str) -> ModelError:
    return ModelError(what, where=str(path), mend=f"Fetch it again: `samantha models pull {model.name}`.")
