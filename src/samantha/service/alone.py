"""One of her at a time: whoever talks with the user in person holds a lock in the state folder.

Two of her would answer each other, ring every alarm twice and write the same files. The kernel lets go of the lock
when its holder ends, however it ends, so it is never stale.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping

from samantha.errors import InputError, ServiceError
from samantha.models.store import private_folder
from samantha.service.paths import state_folder


def running(env: Mapping[str, str]) -> int | None:
    """The process that holds the lock; None if nobody does."""
    try:
        descriptor = os.open(state_folder(env) / "running", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.pread(descriptor, 20, 0).strip()
        return int(who) if who.isdigit() else None
    finally:
        os.close(descriptor)
    return None


@contextlib.contextmanager
def alone(env: Mapping[str, str]) -> Iterator[None]:
    """Nobody else is running meanwhile. Raises ServiceError if somebody is."""
    path = state_folder(env) / "running"
    try:
        private_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise InputError(f"this folder cannot be used: {error.strerror}", where=str(path.parent)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = running(env)
            raise ServiceError(
                f"she is running already{f' (process {who})' if who else ''}",
                mend="`samantha stop` ends the service; a conversation in a terminal ends with Ctrl-C there.",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
