"""The one part of the service that may use the network: a process begun before the rest gives it up (``walls``).

It only waits, and takes little. Asked for a sync of the calendars it has that done by a process of its own, which
loads what it needs, ends with it, and answers in a line of JSON. At the first question to a server of the user's it
begins the process that holds those (``mcp_child``), and gives it the socket on which it was asked. No model is ever
loaded in any of them.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samantha.errors import SamanthaError, ServerError

if TYPE_CHECKING:
    from samantha.hands.calendar.syncing import Outcome

COMMAND = (sys.executable, "-P", "-m", "samantha.service.outside")
"""With "wait", a descriptor and the file of settings it waits; with "sync" and a folder it brings the calendars there
in step. ``-P``: as for the sound process."""

GONE = b'{"gone": true}\n'
"""Told to whoever waits for an answer of the process that held the servers."""


class Outside:
    """It is there from now on, until ``close``. file: of settings, None: the user's.

    tools: leads to the process that holds the user's servers, as ``mcp.Servers`` wants it.
    """

    def __init__(self, env: Mapping[str, str], file: Path | None = None) -> None:
        self.tools, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*COMMAND, "wait", str(theirs.fileno()), str(file or "")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=dict(env),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._one_at_a_time = threading.Lock()

    def sync(self, folder: Path) -> list[Outcome]:
        """One sync of the calendars in ``folder`` with all accounts; blocks. What is wrong is in the outcomes."""
        from samantha.hands.calendar.syncing import Outcome

        assert self._process.stdin is not None and self._process.stdout is not None
        with self._one_at_a_time:
            try:
                self._process.stdin.write(json.dumps(str(folder)).encode() + b"\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
            except OSError:
                answer = b""
        if not answer:
            gone = ServerError("the process that keeps calendars in step has ended", mend="Restart the service.")
            return [Outcome("", error=gone)]
        return [
            Outcome(**{**entry, "error": entry["error"] and ServerError(**entry["error"])})
            for entry in json.loads(answer)
        ]

    def close(self) -> None:
        """It has ended; whoever waits for it is answered. The servers end as soon as they notice."""
        self.tools.close()
        self._process.kill()
        self._process.wait()


def _wait(tools: socket.socket, file: str) -> None:
    """Has one sync after another done, until nobody asks any more."""
    threading.Thread(target=_hold, args=(tools, file), daemon=True).start()
    for line in sys.stdin:
        done = subprocess.run([*COMMAND, "sync", json.loads(line)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        failed = json.dumps([_told("", ServerError(f"the sync ended with status {done.returncode}"))])
        sys.stdout.write(f"{done.stdout.decode().strip() or failed}\n")
        sys.stdout.flush()


def _hold(tools: socket.socket, file: str) -> None:
    """Has a process hold the servers from the first question on, and another one after it has died."""
    command = [sys.executable, "-P", "-m", "samantha.service.mcp_child", file]
    with suppress(OSError):  # nobody is there any more
        while tools.recv(1, socket.MSG_PEEK):
            subprocess.run(command, stdin=tools.fileno(), stdout=subprocess.DEVNULL, check=False)
            with suppress(BlockingIOError):
                while tools.recv(1 << 16, socket.MSG_DONTWAIT):  # it may have been what it died of
                    pass
            tools.setblocking(True)  # the other one has changed that for both
            tools.sendall(GONE)


def _sync(folder: Path) -> str:
    from tzlocal import get_localzone

    from samantha.hands.calendar.shelf import Shelf
    from samantha.service.abilities import now
    from samantha.service.calendars import syncing
    from samantha.service.settings import Settings

    try:
        outcomes = syncing(Settings(), Shelf(folder, get_localzone), os.environ, now).once()
    except SamanthaError as error:  # the file of accounts
        return json.dumps([_told("", error)])
    return json.dumps([_told(one.account, one.error, one.sent, one.fetched, one.told) for one in outcomes])


def _told(
    account: str, error: SamanthaError | None, sent: int = 0, fetched: int = 0, told: list[str] | None = None
) -> dict[str, Any]:
    """An outcome as JSON has it."""
    wrong = error and {
        "what": error.what,
        "where": error.where,
        "mend": error.mend,
        "offline": getattr(error, "offline", False),
    }
    return {"account": account, "sent": sent, "fetched": fetched, "told": told or [], "error": wrong}


if __name__ == "__main__":
    if sys.argv[1] == "sync":
        print(_sync(Path(sys.argv[2])))
    else:
        _wait(socket.socket(fileno=int(sys.argv[2])), sys.argv[3])
