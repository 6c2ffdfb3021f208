"""Fits what an order to forget means (``WEIGHTS`` of samantha.mind.memory.meant) to opened conversations.

    python bench/meant.py [--apart]

Every order of bench/memory/*.txt is given to the real memory on its day, alone and among a hundred sentences of
other conversations, and what speaks for each sentence that was told is taken down, with whether it has the words that
are to be gone. Then it is given once more as if the right sentence had never been told. A conditional logistic
regression as in bench/memory_weights.py. ``--apart`` leaves out one set after the other, and says what becomes of it.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

from memory import HERE, SETS, Line, Story, stories
from memory_weights import Case, fit, lived
from questions import filled
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import Order, order
from samantha.mind.memory.meant import JUST, PERHAPS, SURELY, Candidate
from samantha.mind.memory.skill import wish_of
from samantha.models.store import Store

OPENED = [name for name in SETS if name != "sealed"]


async def of_story(name: str, folder: Path, embedder: MiniLM, story: Story) -> list[Case]:
    found: list[Case] = []
    async for memory, turn, line in lived(folder, embedder, story):
        if line.kind == "forgotten":
            topic, points = wish_of(order(line.text) or Order("forget_meant"), line.text)
            may = await memory.may_mean(line.text, topic, points=points, turn=turn, before=turn - 1)
            found += cases(name, line, may, topic)
    return found


def cases(name: str, line: Line, may: Sequence[Candidate], topic: str) -> list[Case]:
    right = np.array([any(w in row.fact.words.lower() for w in line.gone for row in one.rows) for one in may], bool)
    signs = np.array([one.signs for one in may], np.float64)
    if not right.any():
        return []
    found = [Case(name, line, signs, right)]
    just_told = right & (signs[:, JUST] > 0)
    if topic and not just_told.any() and (~right).any():
        found.append(Case(name, Line(line.text, "never"), signs[~right], right[~right]))
    return found


async def collected() -> list[Case]:
    embedder = await MiniLM.load(Store().path("minilm-l6-v2"))
    sets = {name: stories(HERE / f"{name}.txt") for name in OPENED}
    found: list[Case] = []
    with tempfile.TemporaryDirectory() as root:
        await filled(Path(root, "full"), embedder, sets)
        for name, every in sets.items():
            for at, story in enumerate(every):
                if not any(line.kind == "forgotten" for _, day in story.days for line in day):
                    continue
                for full in (False, True):
                    folder = Path(root, f"{name}-{at}-{full}")
                    if full:
                        shutil.copytree(Path(root, "full"), folder)
                    found += await of_story(name, folder, embedder, story)
            print(name, len(found), flush=True)
    return found


def say(name: str, given: Sequence[Case], weights: NDArray[np.float64]) -> None:
    counts = dict.fromkeys(("gone", "asked", "nothing", "other gone", "other asked"), 0)
    never = dict.fromkeys(("gone", "asked", "nothing"), 0)
    for one in given:
        worth = np.exp(one.signs @ weights)
        best = int(worth.argmax())
        likely = worth[best] / (1 + worth.sum())
        what = "gone" if likely >= SURELY else "asked" if likely >= PERHAPS else "nothing"
        if not one.told:
            never[what] += 1
        else:
            counts[what if one.right[best] or what == "nothing" else f"other {what}"] += 1
    print(f"{name:16} told: {counts}   not told: {never}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", action="store_true")
    given = parser.parse_args()
    found = anyio.run(collected)
    if given.apart:
        for name in dict.fromkeys(one.of for one in found):
            say(
                f"{name} apart",
                [one for one in found if one.of == name],
                fit([o for o in found if o.of != name], 1.0),
            )
    weights = fit(found, 1.0)
    say("all", found, weights)
    print(f"WEIGHTS = ({', '.join(f'{one:.2f}' for one in weights)})")


if __name__ == "__main__":
    main()
