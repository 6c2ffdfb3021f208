"""Fits which questions are of the user's life (``personal.npy`` beside samantha.mind.memory.personal) to opened sets.

    python bench/questions.py [--apart] [--keep]

The user's are all questions of the conversations in bench/memory, asked on their day of the real memory, told or not;
nobody's are those of bench/questions-of-the-world*.txt, asked at the ends of the conversations. Both are asked again
of a memory that holds a hundred sentences of other conversations besides. A ridge logistic regression (Newton's
method) over ``personal.signs``. ``--apart`` leaves out one set after the other and says what becomes of it;
``--keep`` writes the weights.
"""

from __future__ import annotations

import argparse
import datetime
import random
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

from memory import HERE, SETS, Story, stories
from memory_weights import lived
from orders import fit
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import asks
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.personal import MEANING, NEARNESS, WEIGHTS_FILE, signs
from samantha.models.store import Store

OPENED = [name for name in SETS if name != "sealed" and not name.startswith("forgetting")]
WORLD = sorted(HERE.parent.glob("questions-of-the-world*.txt"))
RIDGE = 0.2
OTHERS = 100
"""Sentences of other conversations in a fuller memory."""
OF_THE_WORLD = 4
"""Questions of the world that are asked at the end of every conversation."""


@dataclass(frozen=True, slots=True)
class Case:
    of: str
    text: str
    own: bool
    signs: NDArray[np.float64]


async def collected(names: Sequence[str]) -> list[Case]:
    embedder = await MiniLM.load(Store().path("minilm-l6-v2"))
    chosen = random.Random(1)
    world = [(file.stem, line) for file in WORLD for line in file.read_text().splitlines() if line]
    sets = {name: stories(HERE / f"{name}.txt") for name in names}
    found: list[Case] = []
    with tempfile.TemporaryDirectory() as root:
        await filled(Path(root, "full"), embedder, sets)
        for name, every in sets.items():
            for at, story in enumerate(every):
                for full in (False, True):
                    folder = Path(root, f"{name}-{at}-{full}")
                    if full:
                        shutil.copytree(Path(root, "full"), folder)
                    found += await of_story(name, folder, embedder, story, chosen.sample(world, OF_THE_WORLD))
            print(name, len(found), flush=True)
    return found


async def filled(folder: Path, embedder: MiniLM, sets: dict[str, list[Story]]) -> None:
    """A memory of sentences from everywhere."""
    moment = datetime.datetime(2025, 12, 31, 12)
    lines = [
        line.text
        for every in sets.values()
        for story in every
        for _, day in story.days
        for line in day
        if not line.kind
    ]
    memory = MemoryOfUser(folder, embedder, clock=lambda: moment, conversation="before")
    for turn, text in enumerate(random.Random(2).sample(lines, OTHERS)):
        memory.hears(text, turn)
        await memory.settle()


async def of_story(
    name: str, folder: Path, embedder: MiniLM, story: Story, world: Sequence[tuple[str, str]]
) -> list[Case]:
    found: list[Case] = []
    async for memory, _, line in lived(folder, embedder, story):
        if line.kind in ("told", "never", "changed") and asks(line.text):
            found.append(Case(name, line.text, True, seen(memory, line.text)))
    for of, text in world:
        if asks(text):
            found.append(Case(of, text, False, seen(memory, text)))
    return found


def seen(memory: MemoryOfUser, text: str) -> NDArray[np.float64]:
    return signs(text, memory.meaning(text), memory.context(text))


def say(name: str, given: Sequence[Case], weights: NDArray[np.float64]) -> None:
    worth = np.array([one.signs @ weights for one in given])
    own = np.array([one.own for one in given])
    cells = []
    for bar in (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0):
        kept = f"{(worth[own] >= bar).mean():6.1%}" if own.any() else ""
        false = f"{(worth[~own] >= bar).mean():6.1%}" if (~own).any() else ""
        cells.append(f"{bar:+.0f}: {kept} {false}")
    print(f"{name:28} {'  '.join(cells)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    found = anyio.run(collected, OPENED)
    if given.apart:
        for name in dict.fromkeys(one.of for one in found):
            rest = [one for one in found if one.of != name]
            say(name, [one for one in found if one.of == name], fitted(rest))
    weights = fitted(found)
    say("all", found, weights)
    if given.keep:
        np.save(Path(WEIGHTS_FILE), np.array([weights, fitted(found, blind=True)], np.float32))


def fitted(given: Sequence[Case], blind: bool = False) -> NDArray[np.float64]:
    """blind: to what is known of them without a model of meaning."""
    found = np.array([one.signs for one in given])
    if blind:
        found[:, :MEANING] = found[:, NEARNESS] = 0.0
    own = np.array([one.own for one in given])
    return fit(found[own], found[~own], 1.0, RIDGE)


if __name__ == "__main__":
    main()
