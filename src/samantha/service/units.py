"""The systemd units: for one user, where PipeWire and PulseAudio live, and for the whole system, with ALSA.

Both give her what she needs and no more. She needs to read models and the program, to write her own folders, a local
socket to the sound server or ALSA's devices, and, only if calendars are kept in step or tools are asked for, the
network. What else a unit can forbid it forbids; ``systemd-analyze security`` counts what is left. One thing cannot be
forbidden: PortAudio's callbacks are made in memory that is written and then executed (MemoryDenyWriteExecute).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NAME = "samantha.service"

_PASSED_ON = (
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "SAMANTHA_CONFIG",
    "SAMANTHA_MODELS",
)
"""Variables that say where her things are; the unit is given those that are set when it is made."""

_SHARED = """\
# As long as the devices and the models need: she asks for more time herself.
TimeoutStartSec=60
# To end a sentence and say goodbye.
TimeoutStopSec=30
# Fed only while the event loop turns and sound comes through.
WatchdogSec=20
Restart=on-failure
RestartSec=1
# Not for a mistake in the settings, a model that is missing, or one of her that runs already.
RestartPreventExitStatus=2 3 8
# The sound process must outlive the signal, or she could not say that she goes.
KillMode=mixed
# Who calls at the control socket while she restarts is answered afterwards.
FileDescriptorStoreMax=1
RuntimeDirectory=samantha
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=restart
UMask=0077
# What was said must not end up in a core file.
LimitCORE=0
# Whoever is spoken to answers first: ten times the share of other services and of whatever the user has running.
CPUWeight=1000

NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
PrivateUsers=yes
PrivateIPC=yes
PrivateMounts=yes
DevicePolicy=closed
DeviceAllow=char-alsa rw
ProtectSystem=strict
ProtectProc=invisible
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
# seccomp: she gives up more herself, the network above all.
SystemCallFilter=@system-service seccomp
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
"""

_OFFLINE = """\
PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX
IPAddressDeny=any
"""

_ONLINE = """\
# Processes apart from the models keep your calendars in step with a server, or hold servers of tools; without any
# `samantha service install` takes the network away from them too.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What a unit depends on. program: the command as a list. writable: folders she may write, they exist.

    env: variables of the one who installs it. network: whether a server is to be reached.
    """

    program: Sequence[str]
    writable: Sequence[str] = ()
    env: Mapping[str, str] | None = None
    network: bool = False


EXAMPLE = Place(
    ("/usr/local/bin/samantha",),
    ("-%h/.config/samantha", "-%h/.local/share/samantha", "-%h/.local/state/samantha", "-%h/.cache/samantha"),
)
"""What the files in config/ show."""


def user_unit(place: Place) -> str:
    """The unit for one user."""
    return "\n".join(
        [
            "# Samantha for one user: `samantha service install` writes this with your own paths.",
            "[Unit]",
            "Description=Samantha, a voice assistant that lives on this computer",
            "After=pipewire-pulse.socket pipewire.socket pulseaudio.socket",
            "StartLimitIntervalSec=0",
            "",
            "[Service]",
            *_begin(place),
            *(f"Environment={_quoted(f'{name}={value}')}" for name, value in _passed_on(place)),
            _SHARED + _walls(place),
            "ProtectHome=read-only",
            *(f"ReadWritePaths={_quoted(path)}" for path in place.writable),
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        ]
    )


def system_unit(place: Place) -> str:
    """The unit for the whole system: a user of its own, and ALSA instead of a user's sound server."""
    return "\n".join(
        [
            "# Samantha for the whole system, with ALSA: `samantha service install --system` writes this.",
            "# Her settings are in /etc/samantha, all else in /var/lib/samantha and /var/cache/samantha.",
            "[Unit]",
            "Description=Samantha, a voice assistant that lives on this computer",
            "After=sound.target",
            "StartLimitIntervalSec=0",
            "",
            "[Service]",
            *_begin(place),
            "DynamicUser=yes",
            "SupplementaryGroups=audio",
            "ConfigurationDirectory=samantha",
            "ConfigurationDirectoryMode=0755",
            "StateDirectory=samantha",
            "StateDirectoryMode=0700",
            "CacheDirectory=samantha",
            "CacheDirectoryMode=0700",
            "Environment=HOME=/var/lib/samantha XDG_CONFIG_HOME=/etc XDG_DATA_HOME=/var/lib",
            "Environment=XDG_STATE_HOME=/var/lib XDG_CACHE_HOME=/var/cache",
            _SHARED + _walls(place),
            "ProtectHome=yes",
            "",
            "[Install]",
            "WantedBy=multi-user.target",
            "",
        ]
    )


def _begin(place: Place) -> list[str]:
    command = " ".join(_quoted(word) for word in (*place.program, "serve"))
    return ["Type=notify", "NotifyAccess=main", f"ExecStart={command}", "ExecReload=/bin/kill -HUP $MAINPID"]


def _walls(place: Place) -> str:
    """Who lives in a folder for temporary files must be allowed to see it."""
    there = [*place.program, *place.writable, *(value for _, value in _passed_on(place))]
    in_tmp = any(Path(path).is_relative_to(tmp) for path in there for tmp in ("/tmp", "/var/tmp"))
    return (_ONLINE if place.network else _OFFLINE) + f"PrivateTmp={'no' if in_tmp else 'yes'}"


def _passed_on(place: Place) -> list[tuple[str, str]]:
    env = place.env or {}
    return [(name, env[name]) for name in _PASSED_ON if env.get(name)]


def _quoted(word: str) -> str:
    """As systemd reads it back; %h and the like in a path that begins with them stay."""
    if not word.startswith(("-%", "%")):
        word = word.replace("%", "%%").replace("$", "$$")
    if not set(word) & set(" \t\"'\\;"):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
