"""Brings a model from the first of its sources that delivers it into the store.

One pull at a time works on a store (a file lock; it is gone with its holder, however that ends). The room on the
disk is looked at before the first byte. A source's failure is told and the next is tried; a full disk or a folder
that cannot be written is the user's to mend and ends the pull.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from samantha.errors import ModelError
from samantha.models.arrival import Report, steps_of
from samantha.models.catalog import Model, PathSource, Source
from samantha.models.staging import SourceFailed, Staging, resume
from samantha.models.store import ROOT_VARIABLE, Store, private_folder

LOCK_NAME = ".lock"

Progress = Callable[[int, int], None]
"""Told bytes done and bytes in all, both of the finished model's size."""

Say = Callable[[str], None]
"""Told in one line what the user may want to know."""

FreeBytes = Callable[[Path], int]
"""Bytes that may still be written where the folder lies."""


def disk_free(folder: Path) -> int:
    """Bytes free for us on the folder's disk. Raises OSError."""
    return shutil.disk_usage(folder).free


def pull(
    store: Store,
    name: str,
    *,
    folder: Path | None = None,
    progress: Progress = lambda done, total: None,
    say: Say = lambda line: None,
    free_bytes: FreeBytes = disk_free,
) -> bool:
    """Afterwards the model is in the store and verified. True if that took fetching, False if it was there.

    folder: a folder to look into before the catalog's sources.

    Raises:
        ModelError: the name is unknown, no source delivered, or the disk is full or not to be written.
    """
    model = store.catalog.model(name)
    if _is_there(store, name):
        return False
    sources: Sequence[Source] = model.sources
    if folder is not None:
        sources = [PathSource(folder=folder), *sources]
    try:
        with _locked(private_folder(store.root), say):
            if _is_there(store, name):  # whoever held the lock brought it
                return False
            _from_any(store, model, sources, progress, say, free_bytes)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _too_little_room(store.root, model.size, free_bytes(store.root)) from error
        raise ModelError(
            f"cannot be written: {error.strerror or error}",
            where=str(error.filename or store.root),
            mend=f"See to its permissions, or set {ROOT_VARIABLE} to a folder of yours.",
        ) from error
    return True


def check_room(store: Store, names: Sequence[str], *, free_bytes: FreeBytes = disk_free) -> None:
    """There is room for all of these models that are not in the store yet, before anything is fetched.

    Raises:
        ModelError: there is not; it says how much is needed, how much is free, and where.
    """
    missing = [store.catalog.model(name) for name in names if store.state(name) in ("missing", "damaged")]
    if not missing:
        return
    needed = sum(model.size for model in missing) + max(_room(model, model.sources[0]) for model in missing)
    needed -= sum(_staged_bytes(store.root, model) for model in missing)
    _require_room(store.root, needed, free_bytes)


def _is_there(store: Store, name: str) -> bool:
    try:
        store.path(name)
    except ModelError:
        return False
    return True


@contextmanager
def _locked(root: Path, say: Say) -> Iterator[None]:
    with os.fdopen(os.open(root / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another pull is at work in {root}; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _from_any(
    store: Store, model: Model, sources: Sequence[Source], progress: Progress, say: Say, free_bytes: FreeBytes
) -> None:
    reasons = []
    for number, source in enumerate(sources, start=1):
        try:
            with closing(resume(store.root, model, source)) as staging:
                _from_one(store, staging, source, progress, free_bytes)
            return
        except SourceFailed as failure:
            reasons.append(f"{source.kind}: {failure}")
            if number < len(sources):
                say(f"{model.name}: {reasons[-1]}; trying the next source.")
    raise ModelError(
        "could not be fetched\n  " + "\n  ".join(reasons),
        where=model.name,
        mend=f"See to the network and try again, or name a folder that holds the files: "
        f"`samantha models pull {model.name} --from FOLDER`.",
    )


def _from_one(store: Store, staging: Staging, source: Source, progress: Progress, free_bytes: FreeBytes) -> None:
    model = staging.model
    _require_room(store.root, model.size - staging.staged_bytes + _room(model, source), free_bytes)
    steps = steps_of(model, source)
    weights = [step.weight for step in steps]
    for number in range(staging.steps_done, len(steps)):
        report = _scaled(progress, model.size, sum(weights[:number]), weights[number], sum(weights))
        report(0)
        steps[number].run(staging, report)
        staging.commit()
    staging.check()
    staging.install(store.folder(model.name))
    progress(model.size, model.size)


def _scaled(progress: Progress, size: int, before: int, weight: int, whole: int) -> Report:
    """Bytes fetched within one step, told as bytes of the finished model."""

    def report(fetched: int) -> None:
        progress(size * (before + min(fetched, weight)) // whole, size)

    return report


def _room(model: Model, source: Source) -> int:
    """Bytes the source needs for a while besides the model itself."""
    return max(step.room for step in steps_of(model, source))


def _staged_bytes(root: Path, model: Model) -> int:
    """Bytes of the model that an earlier attempt left behind, at most its size."""
    parts = (root / ".staging" / model.name).glob("*/*.part")
    return min(model.size, sum(part.stat().st_size for part in parts))


def _require_room(root: Path, needed: int, free_bytes: FreeBytes) -> None:
    free = free_bytes(_existing(root))
    if free < needed:
        raise _too_little_room(root, needed, free)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _too_little_room(root: Path, needed: int, free: int) -> ModelError:
    return ModelError(
        f"the disk is full: {_readable(needed)} are needed, {_readable(free)} are free",
        where=str(root),
        mend=f"Make room for {_readable(max(needed - free, 0))} more there, "
        f"or set {ROOT_VARIABLE} to a folder on a larger disk.",
    )


def _readable(size: int) -> str:
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{max(size / 1e6, 0.1):.1f} MB"
