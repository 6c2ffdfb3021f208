"""Signs of life for systemd, given only while she is alive: this event loop and the stream of frames, both.

Before she is ready nothing is watched; she only asks for more time, for as long as her models or her devices take.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import anyio

from samantha.service.notify import Systemd

log = logging.getLogger(__name__)

EXTEND_S = 30
"""So much more time she asks for, again and again."""

BEATS = 3
"""Signs of life in the time that systemd waits for one."""


async def beat(systemd: Systemd, ready: Callable[[], bool], frames: Callable[[], int | None]) -> None:
    """Goes on until it is cancelled. frames: how many have come through so far; None: no door is open now."""
    every_s = (systemd.watchdog_s or EXTEND_S) / BEATS
    before: int | None = None
    while True:
        now = frames()
        if not ready():
            systemd.tell(f"EXTEND_TIMEOUT_USEC={EXTEND_S * 1_000_000}")
        elif now is None or now != before:
            systemd.tell("WATCHDOG=1")
        else:
            log.error("no sound has come through for %.0f s", every_s)
        before = now
        await anyio.sleep(every_s)
