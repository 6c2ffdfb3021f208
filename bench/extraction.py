"""Does taking in what was told delay a reply? The same typed conversations with it and without it, by turns.

    python bench/extraction.py [--profile swift] [--pairs 3]

Each pair is one conversation that is taken into the memory while it goes on, and one that is not, in changing order;
both say the same eight turns, all of which tell something, the next as soon as the reply to the last has ended. Mind,
language model, memory and its model of meaning are the real ones; nothing is recalled in either, so that both prompts
are the same. Measured is the time from the committed turn to the reply's first clause, by the wall clock. What is
taken in has to be there at the end, and is counted. Prints the medians, and the median of the ratios turn by turn.
"""

from __future__ import annotations

import argparse
import datetime
import io
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import anyio

from samantha.core import notes
from samantha.core.notes import Note
from samantha.doors.keyboard import KeyboardDoor
from samantha.engines.silent import Deaf, Silent
from samantha.ports import LanguageModel
from samantha.service import compose, loading, remembering
from samantha.service.config import load
from samantha.service.loading import Engines
from samantha.service.paths import models_folder
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice

TURNS = (
    "My sister Catherine lives in Denver. She's a nurse, and she has two little boys who love trains.",
    "I'm allergic to walnuts, and my brother Paul can't stand the smell of fish.",
    "We moved to Harbor Road in March. It's quiet there, and the garden has an old pear tree.",
    "My boss is called Charles. He's retiring in June, and I might get his job.",
    "I play the cello in an amateur orchestra. We rehearse on Tuesdays, and the concert is on the 14th of December.",
    "My car broke down on the bridge yesterday. The repair costs four hundred dollars, and I'm angry about it.",
    "I promised Amy to help her with the move. She's got a piano, and her new flat is on the fourth floor.",
    "My father turned eighty last week. He still swims every morning, and he hates birthday parties.",
)


class Paced(io.StringIO):
    """Lines, each when the reply to the one before has ended."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self.answered = threading.Semaphore(1)

    def __next__(self) -> str:
        self.answered.acquire()
        return super().__next__()


class Clock:
    """Milliseconds from each committed turn to the reply's first clause."""

    def __init__(self, lines: Paced) -> None:
        self._lines = lines
        self._turn_at = 0.0
        self.waits_ms: list[float] = []

    def watch(self, note: Note) -> None:
        if isinstance(note, notes.Turn):
            self._turn_at = time.perf_counter()
        elif isinstance(note, notes.ReplyStarted):
            self.waits_ms.append((time.perf_counter() - self._turn_at) * 1000)
        elif isinstance(note, notes.ReplyEnded):
            self._lines.answered.release()


async def nothing(_: str) -> Sequence[str]:
    """Brings nothing to mind."""
    return ()


async def hold(settings: Settings, model: LanguageModel, *, taking_in: bool) -> tuple[list[float], int]:
    """One conversation: how long each turn waited, and how many memories it left."""
    with tempfile.TemporaryDirectory() as root:
        for name in ("DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = f"{root}/{name.lower()}"
        mind = loading.new_mind(settings, model, datetime.date(2026, 11, 27))
        engines = Engines(Deaf(), Deaf(), mind, ChangingVoice(Silent()))
        lines = Paced(TURNS)
        clock = Clock(lines)
        async with AsyncExitStack() as stack:
            mine = await remembering.open_memory(settings, mind)
            mind.remember_with(nothing)
            await mind.warm()
            await stack.enter_async_context(mine.memory.taking_in())

            def tell(note: Note) -> None:
                clock.watch(note)
                if taking_in:
                    mine.skill.watch(note)

            await compose.converse(settings, engines, KeyboardDoor(lines), tell).run()
        return clock.waits_ms, len(mine.memory.rows)


async def measure(profile: str, pairs: int) -> None:
    given = {"profile": profile, "mind.seed": 1, "mind.sentences": 1, "models.folder": str(models_folder(os.environ))}
    settings = load(overrides=given).settings
    model = await loading.load_model(settings, loading.store(settings))
    await hold(settings, model, taking_in=True)  # warms up what is loaded late
    waits: dict[bool, list[float]] = {True: [], False: []}
    kept = 0
    for pair in range(pairs):
        for taking_in in (True, False) if pair % 2 == 0 else (False, True):
            found, count = await hold(settings, model, taking_in=taking_in)
            waits[taking_in] += found
            kept += count
            print("with" if taking_in else "without", [round(wait) for wait in found], count, flush=True)
    ratios = [one / other for one, other in zip(waits[True], waits[False], strict=True)]
    with_it, without = (statistics.median(waits[one]) for one in (True, False))
    print(
        f"{len(ratios)} turns each, {kept} memories taken in: median {with_it:.0f} ms with, {without:.0f} ms without,"
    )
    print(f"ratio of the medians {with_it / without:.3f}, median of the ratios {statistics.median(ratios):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="swift")
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args()
    anyio.run(measure, given.profile, given.pairs)


if __name__ == "__main__":
    main()
