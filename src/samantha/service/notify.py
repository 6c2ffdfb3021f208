"""What systemd is told, and what it keeps for the next life of the process: sd_notify(3) and the fd store.

The protocol is lines of text in a datagram, so it is written out here; a library would bring less than it costs
(docs/decisions/0013). The variables are taken out of the environment: a child process is not the service.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import time
from collections.abc import MutableMapping

log = logging.getLogger(__name__)

_FIRST_FD = 3
"""sd_listen_fds(3): where descriptors that are handed over begin."""

_VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID")


class Systemd:
    """The service manager above this process; everything is a word into the wind where there is none.

    watchdog_s: it wants to hear from us within so many seconds; None: it does not watch.
    """

    def __init__(self, env: MutableMapping[str, str]) -> None:
        said = {name: env.pop(name, "") for name in _VARIABLES}
        self._address = said["NOTIFY_SOCKET"]
        us = str(os.getpid())
        watched = said["WATCHDOG_USEC"].isdigit() and said["WATCHDOG_PID"] in ("", us)
        self.watchdog_s = int(said["WATCHDOG_USEC"]) / 1e6 if watched else None
        names = said["LISTEN_FDNAMES"].split(":") if said["LISTEN_PID"] == us and said["LISTEN_FDS"].isdigit() else []
        self._kept = {name: _FIRST_FD + n for n, name in enumerate(names[: int(said["LISTEN_FDS"] or 0)])}

    @property
    def here(self) -> bool:
        """Whether somebody listens."""
        return bool(self._address)

    def tell(self, *lines: str) -> None:
        """Sends "NAME=value" lines, such as READY=1."""
        self._send("\n".join(lines), [])

    def reloading(self) -> None:
        """From now on until READY=1 the service reads its settings again."""
        self.tell("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def keep(self, name: str, descriptor: int) -> None:
        """The next life of this service gets the descriptor under that name."""
        self._send(f"FDSTORE=1\nFDNAME={name}", [descriptor])

    def kept(self, name: str) -> socket.socket | None:
        """A listening local socket that an earlier life had kept under that name; None if there is none."""
        descriptor = self._kept.pop(name, None)
        if descriptor is None:
            return None
        try:
            found = socket.socket(fileno=descriptor)
            found.set_inheritable(False)
            listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError:
            return None
        if found.family != socket.AF_UNIX or not listens:
            found.close()
            return None
        return found

    def _send(self, text: str, descriptors: list[int]) -> None:
        if not self._address:
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)) as line:
            try:
                line.connect(address)  # Python's send_fds forgets an address it is given
                socket.send_fds(line, [text.encode()], descriptors)
            except OSError as error:
                log.warning("systemd cannot be told anything: %s", error.strerror)
