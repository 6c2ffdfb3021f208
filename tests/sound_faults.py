"""What may happen to sound in the middle of her answer, and what must have become of the conversation afterwards.

The user has chosen no devices, so the system's usual ones are used, as nearly everywhere. tests/test_devices.py goes
through the faults, bench/devices.py also tells how long she took.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests import tones
from tests.desk_user import DeskUser
from tests.pulse import RATE, SINKS, Pulse, until


@dataclass(frozen=True, slots=True)
class Fault:
    """away: she is without sound in between. hears, plays: the sinks of the room afterwards."""

    name: str
    breaks: Callable[[Pulse], None]
    mends: Callable[[Pulse], None]
    away: bool = True
    hears: str = "room"
    plays: str = "speaker"


@dataclass(frozen=True, slots=True)
class Recovery:
    """Seconds. noticed: from the fault until she told of it; back: from the repair to the microphone's first frame;
    said: from there until the rest of her answer had been said. Without a loss the first two are 0.
    """

    noticed: float
    back: float
    said: float


def usual(pulse: Pulse, hears: str = "room", plays: str = "speaker") -> None:
    """These are the system's usual devices, if there is a server."""
    until(lambda: pulse.pactl("info").returncode == 0)
    assert pulse.pactl("set-default-source", f"{hears}.monitor").returncode == 0
    assert pulse.pactl("set-default-sink", plays).returncode == 0


def load(pulse: Pulse, sink: str, rate: int = RATE) -> None:
    arguments = (f"sink_name={sink}", f"rate={rate}", "norewinds=1")
    assert pulse.pactl("load-module", "module-null-sink", *arguments).returncode == 0


def unload(pulse: Pulse, sink: str) -> None:
    for line in pulse.pactl("list", "short", "modules").stdout.splitlines():
        if f"sink_name={sink} " in line:
            assert pulse.pactl("unload-module", line.split()[0]).returncode == 0


def kill(pulse: Pulse) -> None:
    pulse.server.kill()
    pulse.server.wait()


def _unplug_all(pulse: Pulse) -> None:
    """With a stand-in in their place, as desktops have it."""
    assert pulse.pactl("load-module", "module-always-sink").returncode == 0
    pulse.unplug()


def _plug_in(pulse: Pulse) -> None:
    for sink in SINKS:
        load(pulse, sink)
    usual(pulse)
    assert pulse.pactl("unload-module", "module-always-sink").returncode == 0


def _start(pulse: Pulse) -> None:
    pulse.restart()
    usual(pulse)


def _unplug_both(pulse: Pulse) -> None:
    unload(pulse, "room")
    unload(pulse, "speaker")


def _plug_in_at_other_rates(pulse: Pulse) -> None:
    load(pulse, "room", 44_100)
    load(pulse, "speaker", 16_000)


def _nothing(pulse: Pulse) -> None:
    pass


FAULTS = (
    Fault("all devices removed", _unplug_all, _plug_in),
    Fault("server killed", kill, _start),
    Fault(
        "server frozen",
        lambda pulse: pulse.server.send_signal(signal.SIGSTOP),
        lambda pulse: pulse.server.send_signal(signal.SIGCONT),
    ),
    Fault("both devices exchanged for some of other rates", _unplug_both, _plug_in_at_other_rates, away=False),
    Fault("default devices changed", lambda pulse: usual(pulse, "hall", "room"), _nothing, False, "hall", "room"),
)


def outlived(user: DeskUser, fault: Fault, number: int, lasts_s: float, hears: str = "room") -> Recovery:
    """Breaks and mends it in the middle of her answer to ``number``.

    hears: where the microphone is before. Raises AssertionError if anything of the conversation is lost.
    """
    before = len(user.events)
    user.say(number, hears)
    user.when(before, lambda event: event["event"] == "reply_started")
    broken = time.monotonic()
    fault.breaks(user.pulse)
    if fault.away:
        noticed = user.when(before, lambda event: event["event"] == "devices" and not event["working"])
        assert user.status()["state"] == "away"
        assert user.status()["trouble"]
    time.sleep(lasts_s)
    repaired = time.monotonic()
    fault.mends(user.pulse)
    if fault.away:
        until(lambda: user.pulse.pactl("info").returncode == 0)
        with user.hearing(fault.plays) as heard:
            back = user.when(before, lambda event: event["event"] == "devices" and event["working"], 30)
            said = user.when(before, lambda event: event["event"] == "reply_ended")
            until(lambda: heard()[:1] == [number])
        user.when(before, lambda event: event.get("heard", "").startswith("The sound was gone for"))
        recovery = Recovery(noticed - broken, back - repaired, said - back)
    else:
        said = user.when(before, lambda event: event["event"] == "reply_ended")
        recovery = Recovery(0.0, 0.0, said - broken)
    ended = [event for _, event in user.events[before:] if event["event"] == "reply_ended"]
    assert (ended[0]["reason"], ended[0]["heard"]) == ("finished", tones.answered(number))
    return recovery


def talked(user: DeskUser, number: int, hears: str = "room", plays: str = "speaker") -> None:
    """She answers the number, aloud."""
    before = len(user.events)
    with user.hearing(plays) as heard:
        user.say(number, hears)
        user.when(before, lambda event: event.get("heard") == tones.answered(number))
        until(lambda: number in heard())
