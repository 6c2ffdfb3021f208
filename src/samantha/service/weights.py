"""Weights in the form that suits a profile: made when models are fetched, taken when they are there.

They lie in a folder of that name beside the file they were made from, with a stamp as fetched models have: what was
changed since is not taken. A fetched model that is replaced takes them with it. Nobody ever waits for them at a
start; without them the fetched weights do the same, more slowly.
"""

from __future__ import annotations

import os
from pathlib import Path

from samantha.engines.requantised import Form, requantise
from samantha.errors import ModelError
from samantha.models.store import Stamp, mark, private_folder, read_stamp, sha256_of, write_stamp


def in_form(file: Path, form: Form) -> Path | None:
    """The verified model's file in that form, whole; None if it has not been made."""
    made = _place(file, form)
    known = read_stamp(made.parent).files.get(made.name)
    try:
        return made if known is not None and known == mark(made, known.sha256) else None
    except OSError:
        return None


def make(file: Path, form: Form) -> None:
    """The verified model is there in that form as well; takes about a minute. Raises ModelError."""
    made = _place(file, form)
    part = made.with_suffix(".part")
    try:
        private_folder(made.parent)
        requantise(file, part, form)
        part.chmod(0o600)
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        part.replace(made)
        write_stamp(made.parent, Stamp(files={made.name: mark(made, sha256_of(made))}))
    except OSError as error:
        raise ModelError(
            f"cannot be written: {error.strerror or error}",
            where=str(made),
            mend="See to its permissions and the room on the disk.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _place(file: Path, form: Form) -> Path:
    return file.parent / form / file.name
