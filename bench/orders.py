"""Fits which texts order her to forget (``ordering.npy`` beside samantha.mind.memory.ordering) to opened sets.

    python bench/orders.py [--apart NAME] [--keep]

Orders are those of the conversations in bench/memory (``!``), all else that is said there and every request of
bench/requests*.tsv is none. A ridge logistic regression (Newton's method) over what ``ordering.signs`` tells of a
text, its meaning among it; an order counts as much as eight other texts, since there are so few. ``--apart`` leaves a
set out and says what becomes of it; ``--keep`` writes the weights.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import anyio
import numpy as np
from numpy.typing import NDArray

from memory import HERE, SETS, stories
from samantha.engines.embed import MiniLM
from samantha.mind.memory.asking import order
from samantha.mind.memory.ordering import PERHAPS, SURELY, WEIGHTS_FILE, may_order, signs
from samantha.models.store import Store

OPENED = [name for name in SETS if name != "sealed"]
COUNTS = 8.0
RIDGE = 1.0
STEPS = 12
BATCH = 32


def said(name: str) -> tuple[list[str], list[str]]:
    """The orders of a set, and all else that is said in it."""
    lines = [line for story in stories(HERE / f"{name}.txt") for _, day in story.days for line in day]
    orders = [line.text for line in lines if line.kind == "forgotten"]
    return orders, [line.text for line in lines if line.kind != "forgotten"]


def requests() -> list[str]:
    cells = (
        cell for file in sorted(HERE.parent.glob("requests*.tsv")) for cell in re.split(r"[\t\n]", file.read_text())
    )
    return sorted({turn for cell in cells for turn in cell.split(" / ") if len(turn.split()) > 2})


async def described(texts: Sequence[str]) -> NDArray[np.float64]:
    embedder = await MiniLM.load(Store().path("minilm-l6-v2"))
    meanings = [await embedder.embed(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
    rows = zip(texts, np.concatenate(meanings), strict=True)
    return np.array([signs(text, meaning) for text, meaning in rows], np.float64)


def fit(
    orders: NDArray[np.float64], others: NDArray[np.float64], counts_as: float = COUNTS, ridge: float = RIDGE
) -> NDArray[np.float64]:
    given = np.concatenate([orders, others])
    right = np.r_[np.ones(len(orders)), np.zeros(len(others))]
    counts = np.where(right > 0, counts_as, 1.0)
    weights = np.zeros(given.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (counts * (right - likely)) - ridge * weights
        bend = (given.T * (counts * likely * (1 - likely))) @ given + ridge * np.eye(len(weights))
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def say(name: str, orders: Sequence[str], worth: NDArray[np.float64], of_others: NDArray[np.float64]) -> None:
    parsed = [order(text) is not None for text in orders]
    sure = [one or score >= SURELY for one, score in zip(parsed, worth, strict=True)]
    perhaps = [one or score >= PERHAPS for one, score in zip(parsed, worth, strict=True)]
    print(
        f"{name}: of {len(orders)} orders {sum(parsed)} understood by their grammar, {sum(sure)} with their weight,"
        f" {sum(perhaps)} with those she asks about; of {len(of_others)} other texts {sum(of_others >= SURELY)} taken"
        f" for one, {sum(of_others >= PERHAPS)} with those she asks about"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", default="", metavar="NAME", help="a set that is left out")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    of = {name: said(name) for name in {*OPENED, *filter(None, [given.apart])}}
    used = [lines for name, lines in of.items() if name != given.apart]
    orders = [text for lines, _ in used for text in lines if may_order(text)]
    others = [text for text in [*(text for _, lines in used for text in lines), *requests()] if may_order(text)]
    print(f"{len(orders)} orders, {len(others)} other texts that have a word of one")
    texts = sorted({*orders, *others, *(text for pair in of.values() for lines in pair for text in lines)})
    known = dict(zip(texts, anyio.run(described, texts), strict=True))
    weights = fit(np.array([known[text] for text in orders]), np.array([known[text] for text in others]))
    for name, (right, wrong) in of.items():
        if not given.apart or name == given.apart:
            worth = [
                np.array([known[t] @ weights if may_order(t) else -np.inf for t in some]) for some in (right, wrong)
            ]
            say(name, right, *worth)
    if given.keep:
        np.save(Path(WEIGHTS_FILE), weights.astype(np.float32))


if __name__ == "__main__":
    main()
