"""Puts the unit in its place and has systemd look at it: all that ``samantha service`` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from samantha.errors import InputError, ServiceError
from samantha.hands.calendar.accounts import accounts
from samantha.models.store import private_folder
from samantha.service.paths import (
    accounts_file,
    cache_folder,
    calendars_folder,
    config_folder,
    data_folder,
    lists_folder,
    state_folder,
)
from samantha.service.settings import Settings
from samantha.service.units import NAME, Place, system_unit, user_unit

SYSTEM_FOLDER = Path("/etc/systemd/system")


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a unit is, and how systemd is asked about it."""

    path: Path
    scope: Sequence[str]

    def systemctl(self, *arguments: str, check: bool = True) -> int:
        """Its exit code; what it prints is for the user. Raises ServiceError if it fails and is not to."""
        code = _run(["systemctl", *self.scope, "--no-pager", *arguments])
        if check and code:
            raise ServiceError(
                f"systemctl {' '.join(arguments)} failed",
                mend="`samantha service status` and `samantha service logs` may tell why.",
            )
        return code

    def logs(self, *, follow: bool) -> int:
        """Shows its newest lines, and those to come."""
        chosen = ["--follow"] if follow else ["--no-pager"]
        return _run(["journalctl", *self.scope, f"--unit={NAME}", "--lines=100", *chosen])


def unit(env: Mapping[str, str], *, system: bool) -> Unit:
    """The user's unit, or that of the whole system."""
    if system:
        return Unit(SYSTEM_FOLDER / NAME, [])
    return Unit(config_folder(env).parent / "systemd/user" / NAME, ["--user"])


def text(settings: Settings, env: Mapping[str, str], *, system: bool) -> str:
    """The unit for this program and these settings. Raises InputError for accounts that cannot be read."""
    if system:
        return system_unit(Place(program()))
    writable = [str(folder) for folder in folders(settings, env)]
    network = bool(accounts(accounts_file(env)) or settings.hands.mcp)
    return user_unit(Place(program(), writable, env, network))


def folders(settings: Settings, env: Mapping[str, str]) -> list[Path]:
    """Where she writes."""
    here = [
        config_folder(env),
        data_folder(env),
        state_folder(env),
        cache_folder(env),
        lists_folder(env, settings.hands.folder),
        calendars_folder(env, settings.calendar.folder),
    ]
    return list(dict.fromkeys(here))


def program() -> list[str]:
    """The command that is running, by its whole path."""
    beside = Path(sys.executable).with_name("samantha")
    return [str(beside)] if beside.is_file() else [sys.executable, "-P", "-m", "samantha"]


def install(settings: Settings, env: Mapping[str, str], *, system: bool) -> Path:
    """The unit is written and systemd starts it from the next login, or boot, on. Raises InputError, ServiceError."""
    _need_systemd()
    here = unit(env, system=system)
    if system:
        _readable_for_all(Path(program()[0]))
    written = text(settings, env, system=system)
    try:
        for folder in [] if system else folders(settings, env):
            private_folder(folder)  # systemd lets nobody write where nothing is
        here.path.parent.mkdir(parents=True, exist_ok=True)
        part = here.path.with_name(f"{NAME}.part")
        part.write_text(written, encoding="utf-8")
        part.replace(here.path)
    except OSError as error:
        mend = "Use sudo." if system else None
        where = str(error.filename or here.path)
        raise InputError(f"this cannot be written: {error.strerror}", where=where, mend=mend) from error
    here.systemctl("daemon-reload")
    here.systemctl("enable", NAME)
    return here.path


def uninstall(env: Mapping[str, str], *, system: bool) -> bool:
    """The service has ended and its unit is gone; whether there was one. Raises ServiceError, InputError."""
    here = unit(env, system=system)
    if not here.path.exists():
        return False
    here.systemctl("disable", "--now", NAME)
    try:
        here.path.unlink()
    except OSError as error:
        raise InputError(f"the unit cannot be deleted: {error.strerror}", where=str(here.path)) from error
    here.systemctl("daemon-reload")
    return True


def _readable_for_all(path: Path) -> None:
    """A user of her own must be able to run the program. Raises InputError."""
    for place in (path.resolve(), *path.resolve().parents):
        if not place.stat().st_mode & 0o001:
            raise InputError(
                "the service of the whole system runs as a user of its own, who cannot get here",
                where=str(place),
                mend="Put the program where everybody may read it, such as /opt/samantha.",
            )


def _need_systemd() -> None:
    if shutil.which("systemctl") is None or not Path("/run/systemd/system").exists():
        raise ServiceError("systemd does not run here", mend="`samantha serve` works without it.")


def _run(command: Sequence[str]) -> int:
    """Its exit code. Raises ServiceError where there is no systemd."""
    _need_systemd()
    try:
        return subprocess.run(command, check=False, env=os.environ).returncode
    except KeyboardInterrupt:
        return 0  # whoever follows the log has seen enough
