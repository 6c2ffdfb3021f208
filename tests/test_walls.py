"""The process that loads models reaches no network, and the calendars are kept in step all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.test_calendar_sync import LUNCH, SECRET, Radicale, server

from samantha.hands.calendar.accounts import Account, keep
from samantha.service.paths import accounts_file

__all__ = ["server"]


def printed(program: str, env: dict[str, str], *arguments: str) -> list[object]:
    """What it prints, line by line."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


REACHES = """
import json, socket, subprocess, sys, threading
from samantha.service.walls import give_up_network, network_is_given_up
begin, told = threading.Event(), []
thread = threading.Thread(target=lambda: (begin.wait(), told.append(network_is_given_up())))
thread.start()
print(json.dumps([network_is_given_up(), give_up_network(), network_is_given_up()]))
begin.set()
thread.join()
for kind in (socket.AF_INET, socket.AF_INET6, socket.AF_PACKET, socket.AF_UNIX):
    try:
        socket.socket(kind, socket.SOCK_DGRAM).close()
        told.append(kind.name)
    except OSError as error:
        told.append(error.errno)
socket.socketpair()
told.append(subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], stderr=-3).returncode)
print(json.dumps(told))
"""


def test_no_thread_and_no_child_of_a_process_that_gave_up_the_network_has_one() -> None:
    before_and_after, told = printed(REACHES, dict(os.environ))
    assert before_and_after == [False, True, True]
    assert told == [True, 97, 97, 97, "AF_UNIX", 1]


SYNCS = """
import json, os, sys
from pathlib import Path
from samantha.service.outside import Outside
from samantha.service.walls import give_up_network, network_is_given_up
outside = Outside(os.environ)
give_up_network()
assert network_is_given_up()
for _ in range(2):
    (one,) = outside.sync(Path(sys.argv[1]))
    print(json.dumps([one.account, one.fetched, one.error and one.error.what]))
outside.close()
(one,) = outside.sync(Path(sys.argv[1]))
print(json.dumps(one.error.what))
"""


def test_the_calendars_are_kept_in_step_by_a_process_of_their_own(tmp_path: Path, server: Radicale) -> None:
    assert server.request("PUT", "lunch.ics", LUNCH).status_code == 201
    env = os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    accounts_file(env).parent.mkdir(parents=True)
    keep(accounts_file(env), [Account("home", server.url, "theodore", SECRET)])
    first, second, gone = printed(SYNCS, env, str(tmp_path / "calendars"))
    assert first == ["home", 1, None]
    assert second == ["home", 0, None]
    assert gone == "the process that keeps calendars in step has ended"
    assert "Lunch with Amy" in "".join(file.read_text() for file in (tmp_path / "calendars").rglob("*.ics"))

    accounts_file(env).chmod(0o644)
    (told, *_) = printed(SYNCS, env, str(tmp_path / "calendars"))
    assert told == ["", 0, "others can read your passwords"]
