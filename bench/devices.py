"""Takes the running service's sound away in every way there is, and tells how soon it talks again.

The faults of tests/sound_faults.py, one after the other in one life of the service, each in the middle of an answer;
then all of it stands still at once, sound server, service and sound process, as a suspended computer does.

    python bench/devices.py --rounds 5 --seconds 20
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import tones
from tests.desk_user import DeskUser, at_the_desk
from tests.pulse import Pulse, environment_of, running_pulse, until
from tests.sound_faults import FAULTS, Recovery, kill, outlived, talked, usual

TOLD_S = 5.0
"""She may have something to say of it first."""


def begun(pulse: Pulse, user: DeskUser) -> float:
    """There is no server at first; seconds from its start until she listens."""
    until(lambda: user.status().get("state") == "away", within_seconds=60)
    pulse.restart()
    usual(pulse)
    repaired = time.monotonic()
    until(lambda: user.status()["state"] == "listening", within_seconds=60)
    return time.monotonic() - repaired


def stood_still(user: DeskUser, number: int, lasts_s: float) -> float:
    """Everything stops in the middle of her answer; seconds from its going on until the answer had been said."""
    before = len(user.events)
    user.say(number, FAULTS[-1].hears)
    user.when(before, lambda event: event["event"] == "reply_started")
    child = int(Path(f"/proc/{user.process.pid}/task/{user.process.pid}/children").read_text().split()[0])
    all_of_it = (user.pulse.server.pid, user.process.pid, child)
    for pid in all_of_it:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(lasts_s)
    for pid in all_of_it:
        os.kill(pid, signal.SIGCONT)
    goes_on = time.monotonic()
    return user.when(before, lambda event: event.get("heard") == tones.answered(number), 30) - goes_on


def one_round(lasts_s: float, folder: Path, taken: dict[str, list[Recovery]]) -> None:
    """A life of the service. Raises AssertionError if anything is lost in it."""
    with running_pulse() as pulse, environment_of(pulse):
        kill(pulse)
        with at_the_desk(pulse, folder, "") as user:
            taken["no server at start"].append(Recovery(0.0, begun(pulse, user), 0.0))
            user.follow()
            talked(user, 1)
            number, hears = 2, "room"
            for fault in FAULTS:
                taken[fault.name].append(outlived(user, fault, number, lasts_s, hears))
                talked(user, number + 1, fault.hears, fault.plays)
                number, hears = number + 2, fault.hears
            said = stood_still(user, number, lasts_s)
            taken["everything stood still"].append(Recovery(0.0, 0.0, said))
            time.sleep(TOLD_S)
            talked(user, number + 1, FAULTS[-1].hears, FAULTS[-1].plays)
            user.process.send_signal(signal.SIGTERM)
            assert user.process.wait(30) == 0
            assert user.kept() == [tones.said(n) for n in range(1, number + 2)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20, help="how long each fault lasts")
    given = parser.parse_args()
    taken: dict[str, list[Recovery]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.rounds):
            one_round(given.seconds, Path(folder) / str(number), taken)
            print(f"round {number + 1}: nothing lost", flush=True)
    print("\n| fault | noticed after, s | microphone after, s | answer said after, s |\n|---|---|---|---|")
    for name, recoveries in taken.items():
        columns = zip(*((one.noticed, one.back, one.said) for one in recoveries), strict=True)
        told = " | ".join(f"{statistics.median(column):.1f} (most {max(column):.1f})" for column in columns)
        print(f"| {name} | {told} |")


if __name__ == "__main__":
    main()
