"""Which country this computer stands in, by its time zone: whom to call depends on it.

A language says little ("en_US" is the default of half the world); a time zone is set to the place where one lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LOCALTIME = Path("/etc/localtime")
ZONES = Path("/usr/share/zoneinfo/zone.tab")


def country(env: Mapping[str, str], localtime: Path = LOCALTIME, zones: Path = ZONES) -> str:
    """Two small letters, "" where the time zone does not tell."""
    zone = env.get("TZ", "").removeprefix(":") or _name(localtime)
    try:
        rows = [line.split("\t") for line in zones.read_text("utf-8").splitlines() if not line.startswith("#")]
    except (OSError, UnicodeDecodeError):
        return ""
    return next((row[0].lower() for row in rows if len(row) > 2 and row[2] == zone), "")


def _name(localtime: Path) -> str:
    """ "Europe/Dublin", from the link that names it."""
    return str(localtime.resolve()).partition("zoneinfo/")[2]
