"""The units: what they forbid, and a whole life of the service under a real ``systemd --user`` in a namespace."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.pulse import Pulse, running_pulse, until
from tests.test_desk_talk import MODELS

from samantha.service.units import EXAMPLE, Place, system_unit, user_unit

CONFIG = Path(__file__).parents[1] / "config"
SAMANTHA = Path(sys.executable).with_name("samantha")
WATCHDOG_S = 8

# ---------------------------------------------------------------------------------------------- units


def test_the_files_in_config_are_what_would_be_installed() -> None:
    assert (CONFIG / "samantha.service").read_text(encoding="utf-8") == user_unit(EXAMPLE)
    assert (CONFIG / "samantha-system.service").read_text(encoding="utf-8") == system_unit(EXAMPLE)


@pytest.mark.parametrize("name", ["samantha.service", "samantha-system.service"])
def test_both_units_are_right_and_expose_little(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    unit = tmp_path / name  # with a program that is here, for verify looks for it
    unit.write_text((CONFIG / name).read_text(encoding="utf-8").replace("/usr/local/bin/samantha", "/bin/true"))
    scope = [] if "system" in name else ["--user"]
    verify = ["systemd-analyze", *scope, "--man=no", "verify", str(unit)]
    security = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)]
    for command in (verify, security):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert not subprocess.run(verify, capture_output=True, text=True, check=False).stderr


def test_only_a_calendar_server_opens_the_network_and_only_a_program_in_tmp_opens_tmp() -> None:
    closed = user_unit(EXAMPLE)
    assert "PrivateNetwork=yes" in closed
    assert "RestrictAddressFamilies=AF_UNIX\n" in closed
    assert "PrivateTmp=yes" in closed
    opened = user_unit(Place(("/tmp/x/samantha",), network=True))
    assert "PrivateNetwork" not in opened
    assert "AF_INET" in opened
    assert "PrivateTmp=no" in opened


def test_paths_with_spaces_and_signs_are_quoted_as_systemd_reads_them() -> None:
    unit = user_unit(Place(("/opt/my $x/samantha",), ('/home/amy/100% "mine"',), {"SAMANTHA_MODELS": "/a b"}))
    assert 'ExecStart="/opt/my $$x/samantha" serve' in unit
    assert 'ReadWritePaths="/home/amy/100%% \\"mine\\""' in unit
    assert 'Environment="SAMANTHA_MODELS=/a b"' in unit


# ------------------------------------------------------------------------------------- a real systemd

BOOT = """
set -e
mount -t tmpfs tmpfs /home
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/user/0 /run/systemd/system /run/systemd/inaccessible/dir /home/theodore
chmod 700 /run/user/0
cd /run/systemd/inaccessible
touch reg && mkfifo fifo && mknod chr c 0 0 && mknod blk b 0 0
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p "/sys/fs/cgroup/$1"
echo $$ > "/sys/fs/cgroup/$1/cgroup.procs"
/lib/systemd/systemd --user &
wait
"""
"""A systemd of one user, in a mount and process namespace: an empty home, an empty /run, a group of its own."""

CLEAN = 'mount -t cgroup2 cgroup2 /sys/fs/cgroup && find "/sys/fs/cgroup/$1" -depth -type d -exec rmdir {} +'
NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
HOME = "/home/theodore"


@dataclass
class Session:
    """A login of a user: whatever runs in it sees his home and his systemd."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    @property
    def inside(self) -> int:
        """A process in it, seen from outside; 0 while there is none yet."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else 0

    @property
    def there(self) -> bool:
        """Whether it can be asked for something."""
        if not self.inside or self.process.poll() is not None:
            return False
        return self.run("systemctl", "--user", "is-system-running", check=False).strip() == "running"

    def run(self, *command: str | Path, check: bool = True) -> str:
        entered = ["nsenter", f"--target={self.inside}", "--mount", "--pid", *map(str, command)]
        done = subprocess.run(
            entered, env=self.environment, capture_output=True, text=True, timeout=120, cwd="/", check=False
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def systemctl(self, *arguments: str) -> str:
        return self.run("systemctl", "--user", *arguments)

    def show(self, name: str) -> str:
        return self.systemctl("show", "--value", f"--property={name}", "samantha").strip()

    def samantha(self, *arguments: str) -> str:
        return self.run(SAMANTHA, *arguments)

    def file(self, path: str) -> Path:
        """A file of the session, seen from outside."""
        return Path(f"/proc/{self.inside}/root{path}")


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    for program in ("unshare", "nsenter", "systemctl"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed (apt-get install systemd util-linux)")
    if not Path("/lib/systemd/systemd").exists():
        pytest.skip("systemd is not installed (apt-get install systemd)")
    if os.geteuid() != 0 or subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("a systemd of its own needs the right to make namespaces (run the tests as root)")
    group = f"samantha-test-{os.getpid()}"
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    environment |= {"HOME": HOME, "XDG_RUNTIME_DIR": "/run/user/0", "SAMANTHA_MODELS": str(MODELS)}
    process = subprocess.Popen([*NAMESPACE, "bash", "-c", BOOT, "bash", group], env=environment)
    found = Session(process, environment)
    try:
        until(lambda: found.there, within_seconds=20)
        yield found
    finally:
        process.kill()
        process.wait()
        clean = ["unshare", "--mount", "bash", "-c", CLEAN, "bash", group]
        until(lambda: subprocess.run(clean, capture_output=True, check=False).returncode == 0)  # when all have gone


@contextlib.contextmanager
def never_refused(path: Path) -> Iterator[list[str]]:
    """Somebody calls at the socket again and again; afterwards the list holds every refusal, and "called" once."""
    refusals: list[str] = []
    over = threading.Event()

    def call() -> None:
        while not over.wait(0.02):
            with socket.socket(socket.AF_UNIX) as line:
                try:
                    line.connect(str(path))
                except OSError as error:
                    refusals.append(str(error))

    caller = threading.Thread(target=call)
    caller.start()
    try:
        yield refusals
    finally:
        over.set()
        caller.join()


def installed(session: Session, pulse: Pulse) -> None:
    """The service as the user installs it, with this sound server and a watchdog that does not wait for long."""
    settings = 'profile = "swift"\n[desk]\nmicrophone = "room-ear"\nloudspeaker = "speaker"\n'
    session.run("mkdir", "-p", f"{HOME}/.config/samantha", f"{HOME}/.config/systemd/user/samantha.service.d")
    session.file(f"{HOME}/.config/samantha/samantha.toml").write_text(settings, encoding="utf-8")
    here = {name: pulse.environment[name] for name in ("PULSE_SERVER", "ALSA_CONFIG_PATH")}
    lines = [f"Environment={name}={value}" for name, value in here.items()]
    lines += [f"BindPaths={pulse.environment['HOME']}", f"WatchdogSec={WATCHDOG_S}"]
    drop_in = session.file(f"{HOME}/.config/systemd/user/samantha.service.d/test.conf")
    drop_in.write_text("\n".join(["[Service]", *lines, ""]), encoding="utf-8")
    session.samantha("service", "install")
    assert session.systemctl("is-enabled", "samantha").strip() == "enabled"


def thaws_by_watchdog(session: Session) -> float:
    """Freezes the service; seconds from its last sign of life to the start of the next one."""
    frozen = session.show("MainPID")
    session.run("kill", "-STOP", frozen)
    fed = int(session.show("WatchdogTimestampMonotonic"))
    until(lambda: session.show("MainPID") not in ("0", frozen), within_seconds=WATCHDOG_S + 20)
    started = int(session.show("ExecMainStartTimestampMonotonic"))
    until(lambda: session.show("ActiveState") == "active", within_seconds=60)
    return (started - fed) / 1e6


@pytest.mark.real
def test_a_life_of_the_service_under_systemd(session: Session) -> None:
    with running_pulse() as pulse:
        installed(session, pulse)
        pulse.server.kill()
        pulse.server.wait()
        session.systemctl("start", "--no-block", "samantha")
        until(lambda: session.show("StatusText").startswith("Waiting for devices"), within_seconds=60)
        assert session.show("ActiveState") == "activating"
        pulse.restart()
        session.samantha("service", "start")  # returns at READY
        assert session.show("StatusText") == "Listening"
        assert '"state": "listening"' in session.samantha("status", "--json")

        session.systemctl("reload", "samantha")
        until(lambda: '"reloads": 0' not in session.samantha("status", "--json"))
        assert session.show("ActiveState") == "active"

        assert min(_until_quick(session)) <= WATCHDOG_S + 2
        restarts = int(session.show("NRestarts"))
        assert restarts > 0

        control = session.file("/run/user/0/samantha/control")
        before = control.stat().st_ino
        with never_refused(control) as refusals:
            session.systemctl("restart", "samantha")
        assert not refusals
        assert control.stat().st_ino == before
        assert session.show("StatusText") == "Listening"
        status = json.loads(session.samantha("status", "--json"))
        assert status["state"] == "listening"
        assert status["counters"]["restarts"] == restarts + 1  # that which was asked for
        assert status["network_given_up"]

        session.samantha("service", "stop")
        assert session.show("ActiveState") == "inactive"
        assert session.show("Result") == "success"
        assert not session.file("/run/user/0/samantha").exists()
        session.samantha("service", "uninstall")
        assert not session.file(f"{HOME}/.config/systemd/user/samantha.service").exists()


def _until_quick(session: Session) -> list[float]:
    """How long it took each time, up to three: another load on the machine may be in the way once."""
    taken: list[float] = []
    while not taken or (min(taken) > WATCHDOG_S + 2 and len(taken) < 3):
        taken.append(thaws_by_watchdog(session))
    return taken
