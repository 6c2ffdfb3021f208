"""The device that PulseAudio and PipeWire invent when the last real one has gone, so that nobody notices.

Both then move every stream to "auto_null", which plays into nothing and hears nothing: no error, no pause, and her
answer would be counted as heard. So whoever uses the server's usual devices asks for its name, when it opens them and
at every change that the server tells of. Where there is no such server nothing is ever said.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Collection

import anyio

from samantha.doors.devices import PLUG_IN, Direction
from samantha.errors import DeviceError

NAMES: dict[Direction, tuple[str, str]] = {
    "microphone": ("default_source_name", "auto_null.monitor"),
    "loudspeaker": ("default_sink_name", "auto_null"),
}
"""Of the usual device: its name in the server's answer, and that of the stand-in."""

PATIENCE_S = 1.0
"""A server that is slower has other troubles, and others tell of them."""

_CHANGE = b" on server "
"""In the line that tells of other usual devices."""


async def stands_in(directions: Collection[Direction]) -> DeviceError | None:
    """Why there is no real device of these, if the server only has a stand-in for one."""
    if not directions:
        return None
    try:
        with anyio.fail_after(PATIENCE_S):
            answer = await anyio.run_process(
                ["pactl", "--format=json", "info"], env=_environment(), stderr=subprocess.DEVNULL, check=False
            )
        info = json.loads(answer.stdout)
    except (OSError, TimeoutError, ValueError):
        return None
    for direction in directions:
        name, stand_in = NAMES[direction]
        if info.get(name) == stand_in:
            return DeviceError(f"no {direction} found", mend=PLUG_IN[direction])
    return None


async def until_one_stands_in(directions: Collection[Direction]) -> DeviceError:
    """Returns when the server has nothing but a stand-in for one of these; never where it cannot be asked."""
    if directions:
        try:
            async with await anyio.open_process(
                ["pactl", "subscribe"], env=_environment(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as changes:
                assert changes.stdout is not None
                async for told in changes.stdout:
                    if _CHANGE in told and (error := await stands_in(directions)) is not None:
                        changes.kill()
                        return error
        except OSError:
            pass  # there is no pactl
    await anyio.sleep_forever()
    raise AssertionError


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}
