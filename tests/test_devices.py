"""One life of the service through everything that may happen to its sound; scripted engines, all else is real."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import anyio
import pytest
from tests import tones
from tests.desk_user import at_the_desk
from tests.pulse import despite_dropouts, environment_of, running_pulse, until
from tests.sound_faults import FAULTS, kill, outlived, talked, usual

from samantha.core import notes
from samantha.service.absence import LEFT_S, TALKING_S, Absence
from samantha.testing import virtual_time

FROZEN_S = 3.0


@pytest.mark.real
@despite_dropouts
def test_whatever_happens_to_its_sound_the_service_talks_on_and_no_turn_is_lost(tmp_path: Path) -> None:
    with running_pulse() as pulse, environment_of(pulse):  # of its own in each attempt
        kill(pulse)
        with at_the_desk(pulse, tmp_path / os.urandom(4).hex(), "") as user:
            until(lambda: user.status().get("state") == "away", within_seconds=30)
            assert "no microphone" in user.status()["trouble"]
            pulse.restart()
            usual(pulse)
            until(lambda: user.status()["state"] == "listening", within_seconds=10)
            user.follow()
            talked(user, 1)
            number, hears = 2, "room"
            for fault in FAULTS:
                outlived(user, fault, number, FROZEN_S if fault.name == "server frozen" else 0.0, hears)
                number, hears = number + 1, fault.hears
                if not fault.away:
                    talked(user, number, fault.hears, fault.plays)
                    number += 1
            assert user.status()["counters"]["devices_lost"] == sum(fault.away for fault in FAULTS)
            user.process.send_signal(signal.SIGTERM)
            assert user.process.wait(20) == 0
            assert user.kept() == [tones.said(n) for n in range(1, number)]


def said_of(absences: list[tuple[float, float]]) -> list[str]:
    """What is said of absences: so long after the last words, and for so long, in s."""
    said: list[str] = []
    clock_s = [1000.0]

    async def announce(text: str) -> None:
        said.append(text)

    async def run() -> None:
        absence = Absence(lambda: clock_s[0])
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(absence.attend, announce)
            for after_s, gone_s in absences:
                absence.watch(notes.Turn(0, 1, "Hello."))
                clock_s[0] += after_s
                absence.lost()
                clock_s[0] += gone_s / 2
                absence.lost()  # another reason
                clock_s[0] += gone_s / 2
                absence.back()
                await anyio.sleep(1)
            tasks.cancel_scope.cancel()

    virtual_time.run(run)
    return said


def test_only_who_was_talking_and_is_still_there_is_told_that_the_sound_was_gone() -> None:
    said = said_of([(1, 20), (TALKING_S + 1, 20), (1, LEFT_S + 1), (1, 0.4)])
    assert said == [
        f"The sound was gone for {length}. I can hear you again." for length in ("20 seconds", "1 second")
    ]
