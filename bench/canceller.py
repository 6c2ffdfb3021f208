"""What the echo canceller costs a reply: the same work, with and without it beside.

    python bench/canceller.py [--profile swift] [--rounds 40] [--json FILE]

Between a turn's end and her first sound lie a transcript, the first words of the answer and a clause of speech. Here
they follow each other for the same recordings, the same prompts and the same clause, the model without chance, so
that nothing differs but what goes on beside them: windows of the microphone, one every 32 ms on the same event loop,
that pass as they are, go through a canceller at rest (nothing has been played for two seconds) or through one at work
on an echo. Turn about, in changing order. At the desk it has a process of its own; here is the harder case.

``samantha bench talk --cancel-echo`` measures whole turns; there a transcript that comes some milliseconds sooner or
later may fall to either side of a pause, and the same program differs from itself by more than is looked for here.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import numpy as np

from samantha.audio.chime import chime
from samantha.audio.echo import EchoCanceller
from samantha.audio.pcm import Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.loudspeaker import PLAY_WINDOW
from samantha.ports import Message
from samantha.service import bench
from samantha.service.config import load
from samantha.testing.bench.corpus import script, spoken
from samantha.testing.room import MADE, Coupling, Room, made

WINDOW_S = WINDOW / HEAR_RATE
CLAUSE = "That is a good question, let me think about it."
TOKENS = 12
BESIDE = ("no canceller", "at rest", "at work")
RESAMPLED = 4000


class Microphone:
    """Windows at real pace, through a canceller in one of the ways of ``BESIDE``."""

    def __init__(self, beside: str) -> None:
        self._beside = beside
        self._canceller = EchoCanceller()
        self._room = Coupling(Room("office", made("office", *MADE["office"]), delay_ms=100))
        self._chance = np.random.default_rng(1)
        rung = chime()
        for window in np.pad(rung, (0, -len(rung) % PLAY_WINDOW)).reshape(-1, PLAY_WINDOW):
            self._hear(window)
        for _ in range(4 * HEAR_RATE // WINDOW if beside == "at rest" else 0):
            self._hear(np.zeros(PLAY_WINDOW, np.float32))
        self._prepared = deque(self._played() for _ in range(64))
        self._heard = deque(self._room.hear(played) for played in self._prepared)

    def window(self) -> None:
        """One more, 32 ms of it. The room is reckoned before, so that only the canceller is beside the work."""
        if self._beside != "no canceller":
            self._canceller.process(self._heard[0], self._prepared[0])
        self._heard.rotate(-1)
        self._prepared.rotate(-1)

    def _played(self) -> Samples:
        if self._beside == "at rest":
            return np.zeros(PLAY_WINDOW, np.float32)
        return (0.1 * self._chance.standard_normal(PLAY_WINDOW)).astype(np.float32)

    def _hear(self, played: Samples) -> None:
        self._canceller.process(self._room.hear(played), played)


@asynccontextmanager
async def open_microphone(beside: str) -> AsyncIterator[None]:
    microphone = Microphone(beside)

    async def deliver() -> None:
        due = time.perf_counter()
        while True:
            microphone.window()
            due += WINDOW_S
            await anyio.sleep(max(0.0, due - time.perf_counter()))

    async with anyio.create_task_group() as group:
        group.start_soon(deliver)
        await anyio.sleep(0.2)
        yield
        group.cancel_scope.cancel()


async def reply_ms(mine: bench.Bench, heard: Pcm) -> float:
    """From the recording to the sound of a clause."""
    began = time.perf_counter()
    text = (await mine.engines.transcriber.transcribe(heard)).text
    async with mine.model.stream([Message("user", text)], max_tokens=TOKENS) as pieces:
        async for _ in pieces:
            pass
    await mine.voice.speak(CLAUSE)
    return 1000 * (time.perf_counter() - began)


async def measure(profile: str, rounds: int) -> list[dict[str, float]]:
    mine = await bench.load(load(overrides={"profile": profile, "mind.temperature": 0.0}).settings)
    people = await bench.people(mine.settings)
    lines = script(list(people), rounds, 1)
    found: list[dict[str, float]] = []
    for number, line in enumerate(lines):
        item = await spoken(line, people[line.who], 1)
        heard = Pcm(np.concatenate(list(item.windows(item.speech_end // WINDOW + 1))), HEAR_RATE)
        in_turn = deque(BESIDE)
        in_turn.rotate(number)
        times: dict[str, float] = {}
        for beside in in_turn:
            await mine.forget()
            async with open_microphone(beside):
                times[beside] = await reply_ms(mine, heard)
        found.append(times)
    return found


def say(found: list[dict[str, float]]) -> None:
    first = BESIDE[0]
    print(f"{first}: {statistics.median(one[first] for one in found):.0f} ms (median of {len(found)})")
    chance = np.random.default_rng(1)
    for beside in BESIDE[1:]:
        more = np.array([one[beside] - one[first] for one in found])
        means = [np.mean(chance.choice(more, len(more))) for _ in range(RESAMPLED)]
        low, high = np.quantile(means, (0.025, 0.975))
        print(f"{beside}: {more.mean():+.1f} ms ({low:+.1f} to {high:+.1f}), median {np.median(more):+.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="swift")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = anyio.run(measure, given.profile, given.rounds)
    say(found)
    if given.json is not None:
        given.json.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
