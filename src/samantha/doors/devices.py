"""Which microphones and loudspeakers there are, and which of them a name in the config means.

PortAudio is only ever asked inside a short-lived child process: the question itself hangs for ever when the audio
server is frozen, and a broken driver plugin may abort the process that asks. Nothing here imports ``sounddevice``,
so a machine without PortAudio can still run everything that needs no device.
"""

from __future__ import annotations

import difflib
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from samantha.errors import DeviceError

Direction = Literal["microphone", "loudspeaker"]

DIRECTIONS: tuple[Direction, ...] = ("microphone", "loudspeaker")

CHILD = (sys.executable, "-P", "-m", "samantha.doors.desk_child")
"""The process that may talk to PortAudio; ``-P`` keeps the user's folder from shadowing its imports."""

LIST_TIMEOUT_SECONDS = 5.0
"""Listing takes well under a second; an audio server that needs longer is frozen."""

PLUG_IN = {
    "microphone": "Plug one in, or check that the audio server is running (`pactl info`, `arecord -l`).",
    "loudspeaker": "Plug one in, or check that the audio server is running (`pactl info`, `aplay -l`).",
}


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One device as PortAudio sees it.

    index: PortAudio's number, good for one process only.
    inputs, outputs: how many channels it offers; default_rate: Hz.
    """

    index: int
    name: str
    host_api: str
    inputs: int
    outputs: int
    default_rate: float
    is_default_input: bool = False
    is_default_output: bool = False

    def serves(self, direction: Direction) -> bool:
        """Whether it has a channel in that direction."""
        return (self.inputs if direction == "microphone" else self.outputs) > 0

    def is_default(self, direction: Direction) -> bool:
        """Whether the system uses it when nobody chooses."""
        return self.is_default_input if direction == "microphone" else self.is_default_output


def list_devices(timeout_seconds: float = LIST_TIMEOUT_SECONDS) -> list[DeviceInfo]:
    """All devices PortAudio can open now; empty where there are none.

    Raises:
        DeviceError: PortAudio is not installed, or the audio server does not answer.
    """
    try:
        done = subprocess.run(
            [*CHILD, "--list", "--json"], stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_seconds
        )
    except subprocess.TimeoutExpired:
        raise frozen("listing the devices", timeout_seconds) from None
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        raise crashed(done.returncode, done.stderr) from None
    if "error" in answer:
        raise DeviceError(**answer["error"])
    return [DeviceInfo(**entry) for entry in answer["devices"]]


def has_microphone(timeout_seconds: float = LIST_TIMEOUT_SECONDS) -> bool:
    """Whether there is anything to listen with; False as well when the devices cannot be listed."""
    try:
        return any(device.serves("microphone") for device in list_devices(timeout_seconds))
    except DeviceError:
        return False


def choose(devices: Sequence[DeviceInfo], name: str, direction: Direction) -> DeviceInfo:
    """The one device that a part of a name means; "" is the system's default.

    Capitals do not matter. A full name wins over a part; the same full name twice is one device behind two
    sound systems, and the first is taken.

    Raises:
        DeviceError: no such device, none at all, or a part that fits several.
    """
    able = [device for device in devices if device.serves(direction)]
    if not able:
        raise DeviceError(f"no {direction} found", mend=PLUG_IN[direction])
    if not name:
        return next((device for device in able if device.is_default(direction)), able[0])
    wanted = name.casefold()
    for exact in (device for device in able if device.name.casefold() == wanted):
        return exact
    fitting = [device for device in able if wanted in device.name.casefold()]
    if len({device.name for device in fitting}) == 1:
        return fitting[0]
    if fitting:
        raise DeviceError(
            f"{name!r} fits several: {_listed(fitting)}", where=direction, mend="Write more of the name."
        )
    raise DeviceError(
        f"no device is called {name!r}", where=direction, mend=f"There are: {_listed(_nearest(able, wanted))}."
    )


def frozen(doing: str, seconds: float) -> DeviceError:
    """The audio server has not answered for that long."""
    return DeviceError(
        f"the audio server did not answer within {seconds:g} s while {doing}",
        mend="Restart it (`systemctl --user restart pipewire pipewire-pulse` or `pulseaudio -k`), then try again.",
    )


def crashed(returncode: int, stderr: bytes) -> DeviceError:
    """The audio process has ended without saying why: a signal's name and its last line of standard error must do."""
    printed = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    status = signal.Signals(-returncode).name if returncode < 0 else f"exit status {returncode}"
    reason = ": ".join([status, *printed[-1:]])
    return DeviceError(
        f"the audio process ended unexpectedly ({reason})",
        mend="Try again; if it stays so, choose another device in the config (`samantha doctor` lists them).",
    )


def gone(what: str, name: str) -> DeviceError:
    """A device that was there has stopped."""
    return DeviceError(
        f"the {what} has stopped", where=name, mend="Plug it in again or choose another, then start again."
    )


def _nearest(devices: Sequence[DeviceInfo], wanted: str, most: int = 8) -> list[DeviceInfo]:
    def likeness(device: DeviceInfo) -> float:
        return difflib.SequenceMatcher(None, wanted, device.name.casefold()).ratio()

    return sorted(devices, key=likeness, reverse=True)[:most]


def _listed(devices: Sequence[DeviceInfo]) -> str:
    return ", ".join(dict.fromkeys(repr(device.name) for device in devices))
