"""The place of the control socket, and how a service comes to listen there.

One that a former life of the service has left with systemd is taken over: who called while nobody was there is
answered. Otherwise a new one is made beside it and moved into its place. A socket file that nobody listens to any
more needs no test: whoever binds holds the lock of ``alone``.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from samantha.errors import InputError, ServiceError
from samantha.models.store import private_folder
from samantha.service.notify import Systemd
from samantha.service.paths import runtime_folder

NAME = "control"
SYSTEM = Path("/run/samantha") / NAME
"""Of the service of the whole system."""

LONGEST = 107
"""Bytes the path of a socket may have on Linux."""

WAITING_CALLS = 16


def listening(env: Mapping[str, str], systemd: Systemd) -> socket.socket:
    """The control socket, listening, mode 0600, and kept by systemd where there is one.

    Raises:
        InputError: its folder cannot be used.
    """
    path = runtime_folder(env) / NAME
    kept = systemd.kept(NAME)
    if kept is not None:
        if Path(kept.getsockname()).parent == path.parent and path.is_socket():  # its own name was that of its making
            return kept
        kept.close()  # nobody can reach it any more
        systemd.tell("FDSTOREREMOVE=1", f"FDNAME={NAME}")
    if len(os.fsencode(path)) > LONGEST - len(".new"):
        raise InputError("this path is too long for a socket", where=str(path), mend="Set XDG_RUNTIME_DIR.")
    try:
        private_folder(path.parent)
        path.parent.chmod(0o700)
        made = _bound(path)
    except OSError as error:
        raise InputError(f"the control socket cannot be made: {error.strerror}", where=str(path)) from error
    systemd.keep(NAME, made.fileno())
    return made


def _bound(path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    new = path.with_name(f"{NAME}.new")
    try:
        new.unlink(missing_ok=True)
        made.bind(str(new))
        new.chmod(0o600)
        made.listen(WAITING_CALLS)
        new.replace(path)
    except BaseException:
        made.close()
        raise
    return made


def gone(env: Mapping[str, str], systemd: Systemd) -> None:
    """The service has ended; what systemd keeps stays."""
    if not systemd.here:
        (runtime_folder(env) / NAME).unlink(missing_ok=True)


def called(env: Mapping[str, str], patience_s: float) -> socket.socket:
    """A line to the running service: the user's own, or else that of the whole system. Raises ServiceError."""
    refused = ""
    for path in (runtime_folder(env) / NAME, SYSTEM):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience_s)
        try:
            line.connect(str(path))
        except PermissionError:
            refused = str(path)
        except OSError:
            pass
        else:
            return line
        line.close()
    if refused:
        raise ServiceError("this service is not yours to ask", where=refused, mend="Ask it with sudo.")
    raise ServiceError("no service is running", mend="`samantha service start`, or `samantha serve` in a terminal.")


def answers(env: Mapping[str, str]) -> bool:
    """Whether somebody listens at the control socket."""
    with suppress(ServiceError), closing(called(env, 1.0)):
        return True
    return False
