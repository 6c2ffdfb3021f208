"""Kills so many running conversations at random moments, and looks at what the journal holds: see tests/kills.py.

Typed ones, or with --sound the service at a desk with a sound server: then each number is spoken into the microphone,
and counts as answered when her first sound has left the loudspeaker.

    python bench/kills.py 500
    python bench/kills.py 50 --sound
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import tones
from tests.desk_user import DeskUser, at_the_desk
from tests.kills import Tally, checked, killed
from tests.pulse import environment_of, running_pulse, until

LATEST_S = 9.0
"""A service is killed so long after it has begun to listen, at the latest."""

BETWEEN_S = 0.5
"""Who speaks at once after her, in the same words, is taken for her echo."""


def spoken_and_killed(folder: Path, times: int, seed: int) -> Tally:
    """Raises AssertionError as soon as the journal does not hold what it must."""
    chance, tally = random.Random(seed), Tally()
    before, cut_off = list[str](), False
    with running_pulse() as pulse, environment_of(pulse):
        while tally.kills < times:
            with at_the_desk(pulse, folder, 'microphone = "room-ear"\nloudspeaker = "speaker"\n') as user:
                until(lambda: bool(user.status()), within_seconds=60)
                follower = user.follow()
                until(lambda: user.status()["state"] not in ("starting", "away"), within_seconds=60)
                _talk(user, len(before) + 1, time.monotonic() + chance.uniform(0, LATEST_S))
                user.process.kill()
                user.process.wait()
                follower.join(10)
            answered, opening = _came_of(user, len(before) + 1)
            assert not opening or (cut_off and "Sorry, I was gone".startswith(opening[:17])), opening
            if cut_off and answered:
                assert before[-1] in opening, "the thread was not taken up"
                tally.resumed += 1
            before, cut_off = checked(user.journal, before, answered)
            tally.kills, tally.acknowledged, tally.kept = (
                tally.kills + 1,
                tally.acknowledged + len(answered),
                len(before),
            )
    return tally


def _talk(user: DeskUser, number: int, end: float) -> None:
    """Says number after number, each a moment after she has ended, until it is time."""
    said = number - 1
    while (now := time.monotonic()) < end:
        over = {event["heard"]: at for at, event in user.events if event["event"] == "reply_ended"}
        last = tones.answered(said) if said >= number else next(iter(over), "")
        if (said < number == 1) or now - over.get(last, now) > BETWEEN_S:
            said += 1
            user.say(said)
        time.sleep(0.02)


def _came_of(user: DeskUser, first: int) -> tuple[list[str], str]:
    """The turns that she has begun to answer, and what she said before any of them."""
    clauses = [event["text"] for _, event in user.events if event["event"] == "clause"]
    answered = [tones.said(n) for n in range(first, tones.MOST) if tones.answered(n) in clauses]
    answers = {tones.answered(n) for n in range(first, first + len(answered))}
    return answered, " ".join(clause for clause in clauses if clause not in answers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int)
    parser.add_argument("--sound", action="store_true")
    given = parser.parse_args()
    seed, begun = time.time_ns() % 1_000_000, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = (spoken_and_killed if given.sound else killed)(Path(folder), given.times, seed)
    print(json.dumps({"seed": seed, "seconds": round(time.monotonic() - begun), **asdict(tally)}))


if __name__ == "__main__":
    main()
