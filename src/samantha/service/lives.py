"""How often the service has begun again: a number in the runtime folder, which goes with the service.

systemd keeps that folder while it restarts the service, whoever asked for that, and deletes it when the service is
stopped. Where there is no systemd the number is taken away at an orderly end, so that it counts crashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from samantha.service.notify import Systemd
from samantha.service.paths import runtime_folder

NAME = "restarts"


def begun(env: Mapping[str, str]) -> int:
    """How many lives of the service came before this one, which is counted from now on."""
    file = runtime_folder(env) / NAME
    try:
        before = int(file.read_text("ascii")) + 1
    except (OSError, ValueError):
        before = 0
    with suppress(OSError):  # a number is not worth a service
        file.write_text(f"{before}\n", "ascii")
        file.chmod(0o600)
    return before


def ended(env: Mapping[str, str], systemd: Systemd) -> None:
    """The service has ended as it should."""
    if not systemd.here:
        (runtime_folder(env) / NAME).unlink(missing_ok=True)
