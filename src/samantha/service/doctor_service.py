"""What ``samantha doctor`` says of the background service, and of who else could read or reach what is hers."""

from __future__ import annotations

import re
import stat
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from samantha.errors import SamanthaError, ServiceError
from samantha.service import installing
from samantha.service.alone import running
from samantha.service.at_rest import examine_rest
from samantha.service.caller import ask
from samantha.service.doctor import Finding
from samantha.service.paths import config_folder, data_folder, models_folder, state_folder
from samantha.service.settings import Settings

MOST_EXPOSURE = 2.0
"""As ``systemd-analyze security`` counts it, from 0 to 10."""

_LISTENS = "0A"
"""A socket's state in /proc/net/tcp."""


def examine_service(settings: Settings, env: Mapping[str, str], proc: Path = Path("/proc")) -> list[Finding]:
    """The unit, the modes of the files, whether they lie on an encrypted disk, and the ports that are open."""
    return [*_unit(settings, env), _modes(settings, env), examine_rest(settings, env), _ports(env, proc)]


def _unit(settings: Settings, env: Mapping[str, str]) -> list[Finding]:
    path = installing.unit(env, system=False).path
    if not path.exists():
        return [Finding("service", "unit", "note", "not installed; `samantha service install` has systemd run her")]
    mend = "`samantha service install` writes it anew."
    try:
        current = path.read_text("utf-8") == installing.text(settings, env, system=False)
    except (OSError, SamanthaError) as error:
        return [Finding("service", "unit", "warn", f"{path}: {error}", mend)]
    said = f"installed, {path}"
    if not current:
        return [Finding("service", "unit", "warn", f"{said}, but made for other settings or another version", mend)]
    return [Finding("service", "unit", "ok", said), *_exposure(path)]


def _exposure(path: Path) -> list[Finding]:
    """How much of the machine the unit leaves open, by systemd's own count; [] where that cannot be asked."""
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(path)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return []
    found = re.search(r"Overall exposure level .*: (\d+\.\d)", told)
    if found is None:
        return []
    said = f"{found[1]} of 10, by systemd's count"
    if float(found[1]) > MOST_EXPOSURE:
        mend = f"A drop-in beside {path} opens more than she needs: `systemctl --user cat {path.name}`."
        return [Finding("service", "exposure", "warn", said, mend)]
    return [Finding("service", "exposure", "ok", said)]


def _modes(settings: Settings, env: Mapping[str, str]) -> Finding:
    models = models_folder(env, settings.models.folder)
    folders = [config_folder(env), data_folder(env), state_folder(env)]
    # What lies in a folder that only its owner may enter is closed by that.
    reached = [path for folder in folders for path in _open_to_others(folder, models)]
    if not reached:
        return Finding("service", "file modes", "ok", "what is yours is readable by you alone")
    more = f" and {len(reached) - 1} more" if len(reached) > 1 else ""
    mend = f"chmod -R go= {' '.join(str(folder) for folder in folders if folder.exists())}"
    return Finding("service", "file modes", "warn", f"others may read {reached[0]}{more}", mend)


def _open_to_others(folder: Path, but: Path) -> Iterator[Path]:
    try:
        inside = folder.stat().st_mode & 0o011 and folder != but
        entries = sorted(folder.iterdir()) if inside else []
    except OSError:
        return
    for entry in entries:
        try:
            mode = entry.lstat().st_mode
        except OSError:
            continue  # gone meanwhile
        if stat.S_ISDIR(mode):
            yield from _open_to_others(entry, but)
        elif stat.S_ISREG(mode) and mode & 0o044:
            yield entry


def _ports(env: Mapping[str, str], proc: Path) -> Finding:
    who = running(env)
    if who is None:
        return Finding("service", "network", "note", "she is not running")
    open_ports = sorted(_listening(proc / str(who)))
    if open_ports:
        said = f"process {who} listens at port {', '.join(map(str, open_ports))}"
        return Finding("service", "network", "warn", said, "Please report this: nothing of hers should.")
    said = f"process {who} listens at no port"
    with suppress(ServiceError):
        if ask("status", env).get("network_given_up"):
            said += " and can reach no network"
    return Finding("service", "network", "ok", said)


def _listening(process: Path) -> Iterator[int]:
    """The TCP ports at which it listens."""
    held: set[str] = set()
    try:
        for descriptor in (process / "fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                held.add(str(descriptor.readlink()))
        tables = [line.split() for name in ("tcp", "tcp6") for line in _lines(process / "net" / name)]
    except OSError:
        return  # not ours to look into, or gone meanwhile
    for fields in tables:
        if len(fields) > 9 and fields[3] == _LISTENS and f"socket:[{fields[9]}]" in held:
            yield int(fields[1].rpartition(":")[2], 16)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").splitlines()[1:]
    except FileNotFoundError:
        return []
