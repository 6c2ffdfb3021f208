"""Fits what speaks for a memory as an answer (``WEIGHTS`` of samantha.mind.memory.finding) to opened conversations.

    python bench/memory_weights.py [--sets dev,open,...] [--apart]

Every question of the sets is asked of the real memory on its day, and what speaks for each row that comes to mind is
taken down, with whether the row has the right words. A conditional logistic regression then weighs the rows against
each other and against no answer: the likelihood of a right row where something was told, of none where nothing was.
``--apart`` leaves out one set after the other, fits the rest and says how many questions of the one left out the
weights decide rightly: the only figures that say something of other people's questions.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

from memory import HERE, Line, Story, stories
from samantha.core import notes
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import Question, question
from samantha.mind.memory.finding import LEAST, SURE, WEIGHTS, eligible, features
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill
from samantha.models.store import Store

OPENED = "dev,open,apart,further,other,another,stranger,everyday"
NEVER_COUNTS = 2.0
"""That something is told which was never said counts so much."""

RIDGE = 0.3
STEPS = 1500
RATE = 0.03


@dataclass(frozen=True, slots=True)
class Case:
    """A question. signs: (rows, weights) what speaks for each row; right: (rows,) whether it has the right words."""

    of: str
    line: Line
    signs: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def told(self) -> bool:
        return self.line.kind != "never"


async def cases(name: str, embedder: MiniLM) -> list[Case]:
    """All questions of a set."""
    found: list[Case] = []
    for story in stories(HERE / f"{name}.txt"):
        with tempfile.TemporaryDirectory() as folder:
            async for memory, _, line in lived(Path(folder), embedder, story):
                if line.kind in ("told", "never", "changed"):
                    found.append(await case(name, memory, line))
    return found


async def lived(folder: Path, embedder: MiniLM, story: Story) -> AsyncIterator[tuple[MemoryOfUser, int, Line]]:
    """Each line of a conversation, with the memory of its day and the number of its turn, before it is said."""
    for day, lines in story.days:
        clock = partial(datetime.datetime.combine, day, datetime.time(12))
        memory = MemoryOfUser(folder, embedder, clock=clock, conversation=str(day))
        skill = MemorySkill(memory)
        await memory.on()
        for turn, line in enumerate(lines, 1):
            yield memory, turn, line
            act = skill.understands(line.text)
            skill.watch(notes.Turn(0, turn, line.text))
            if act is not None:
                await act()
            await memory.settle()


async def case(name: str, memory: MemoryOfUser, line: Line) -> Case:
    wanted = question(line.text, memory.names, memory.last_person, memory.people) or Question("search")
    asked, every = await memory.weighed(wanted, line.text)
    hits = eligible(asked, every)
    signs = features(memory.index, asked, hits)
    right = [is_right(line, hit.memory.fact.words) for hit in hits]
    rows = np.array(signs, np.float64).reshape(len(hits), len(WEIGHTS))
    return Case(name, line, rows, np.array(right, bool))


def is_right(line: Line, words: str) -> bool:
    if line.kind == "never" or not re.search(line.right, words, re.IGNORECASE):
        return False
    return not (line.wrong and re.search(line.wrong, words, re.IGNORECASE))


def fit(given: Sequence[Case], never_counts: float = NEVER_COUNTS) -> NDArray[np.float64]:
    """The weights that make the right rows likeliest, by gradient ascent with Adam's steps (Kingma and Ba 2015)."""
    usable = [one for one in given if not one.told or one.right.any()]
    weights, first, second = (np.zeros(usable[0].signs.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = -2 * RIDGE * weights
        for one in usable:
            slope += (1.0 if one.told else never_counts) * slope_of(one, weights)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights = weights + RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights


def slope_of(one: Case, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the logarithm of the likelihood of a right row, or of none."""
    if not len(one.signs):
        return np.zeros(len(weights))
    worth = one.signs @ weights
    top = max(0.0, float(worth.max()))
    likely = np.exp(worth - top)
    every = likely / (likely.sum() + np.exp(-top))
    if not one.told:
        return -every @ one.signs
    right = likely * one.right
    return right / right.sum() @ one.signs - every @ one.signs


def decided(given: Sequence[Case], weights: NDArray[np.float64]) -> dict[str, int]:
    """How many of the told questions a right row leads, or comes second behind one that is not sure; how many of the
    changed; how many of the never told have no row that is sure, or none at all.
    """
    counts = dict.fromkeys(("told", "told right", "changed", "changed right", "never", "never right", "faint"), 0)
    for one in given:
        worth = one.signs @ weights if len(one.signs) else np.zeros(0)
        order = np.argsort(-worth)
        counts[one.line.kind] += 1
        if not one.told:
            counts["never right"] += not len(worth) or bool(worth.max() < SURE)
            counts["faint"] += not len(worth) or bool(worth.max() < LEAST)
        elif len(worth) and worth[order[0]] >= LEAST:
            shown = order[:1] if worth[order[0]] >= SURE else order[:2]
            counts[f"{one.line.kind} right"] += bool(one.right[shown].any())
    return counts


def say(name: str, given: Sequence[Case], weights: NDArray[np.float64]) -> None:
    counts = decided(given, weights)
    said = [f"{kind} {counts[f'{kind} right']:3} of {counts[kind]:3}" for kind in ("told", "changed", "never")]
    print(f"{name:8} {', '.join(said)}")


async def collected(names: Sequence[str]) -> dict[str, list[Case]]:
    embedder = await MiniLM.load(Store().path("minilm-l6-v2"))
    return {name: await cases(name, embedder) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=OPENED)
    parser.add_argument("--apart", action="store_true")
    given = parser.parse_args()
    found = anyio.run(collected, given.sets.split(","))
    every = [one for ones in found.values() for one in ones]
    for name, ones in found.items():
        say(f"{name} now", ones, np.array(WEIGHTS))
    if given.apart:
        for name, ones in found.items():
            say(f"{name} apart", ones, fit([one for one in every if one.of != name]))
    weights = fit(every)
    for name, ones in found.items():
        say(f"{name} new", ones, weights)
    print(f"WEIGHTS = ({', '.join(f'{one:.2f}' for one in weights)})")


if __name__ == "__main__":
    sys.exit(main())
