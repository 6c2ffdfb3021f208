"""Objects as lines of JSON over a local socket, for two processes of hers."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any

import anyio

MOST_BYTES = 1 << 16


class Lines:
    """One end. Any number of tasks may write, one at a time may read; what is cancelled loses nothing."""

    def __init__(self, line: socket.socket) -> None:
        line.setblocking(False)
        self._line = line
        self._rest = b""
        self._writing = anyio.Lock()

    async def read(self) -> dict[str, Any] | None:
        """The next object; None when the other end is gone."""
        while b"\n" not in self._rest:
            await anyio.wait_readable(self._line)
            try:
                data = self._line.recv(MOST_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                return None
            if not data:
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        read: dict[str, Any] = json.loads(line)
        return read

    async def write(self, message: Mapping[str, object]) -> None:
        """The other end will read it. Raises OSError if it is gone."""
        data = json.dumps(message).encode() + b"\n"
        with anyio.CancelScope(shield=True):  # half a line would spoil the next
            async with self._writing:
                while data:
                    try:
                        data = data[self._line.send(data) :]
                    except BlockingIOError:
                        await anyio.wait_writable(self._line)
