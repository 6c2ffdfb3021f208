"""Files that are hers to keep: written aside, synced and renamed, readable by the user alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samantha.errors import InputError


def read(path: Path) -> str:
    """The file's text, "" if there is none. Raises InputError."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the file cannot be read", where=str(path), mend=_reason(error)) from error


def write(path: Path, text: str) -> None:
    """The file holds this text, or still the old one. Raises InputError."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(  # noqa: PTH123  # a descriptor, made with its mode
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise InputError("the file cannot be written", where=str(path), mend=_reason(error)) from error


def remove(path: Path) -> None:
    """The file is gone. Raises InputError."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("the file cannot be removed", where=str(path), mend=_reason(error)) from error


@contextmanager
def alone(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Whether this process alone holds the lock that this file is; not to wait may mean that it does not.

    Raises InputError.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise InputError("the file cannot be written", where=str(path), mend=_reason(error)) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _reason(error: Exception) -> str:
    return f"{getattr(error, 'strerror', None) or 'It is not UTF-8 text'}."
