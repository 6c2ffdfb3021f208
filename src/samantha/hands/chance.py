"""Dice and coins."""

from __future__ import annotations

import random
from collections.abc import Callable

from samantha.hands.numbers import small
from samantha.hands.saying import listed
from samantha.hands.tool import Asked, Done, Form, Steps, Tool

MOST_DICE = 20


def chance(pick: random.Random) -> Tool:
    """The tool; ``pick`` is where luck comes from."""
    return Tool(
        "chance",
        (
            Form(_coin(pick), ("(flip|toss|throw) (a|the) coin", "heads or tails")),
            Form(
                _dice(pick),
                (
                    "(roll|throw) (a|the|one) (die|dice)",
                    "(roll|throw) {count} dice",
                    "(roll|throw) (a|one) {sides} sided (die|dice)",
                    "(roll|throw) a d {sides}",
                    "(roll|throw) the dice",
                ),
            ),
            Form(
                _number(pick),
                (
                    "(pick|choose|give me|think of) a [random] number (between|from) {low} (and|to) {high}",
                    "random number (between|from) {low} (and|to) {high}",
                ),
            ),
        ),
    )


def _coin(pick: random.Random) -> Callable[[Asked], Steps]:
    async def steps(asked: Asked) -> Steps:
        yield Done(f"{pick.choice(('Heads', 'Tails'))}.")

    return steps


def _dice(pick: random.Random) -> Callable[[Asked], Steps]:
    async def steps(asked: Asked) -> Steps:
        count, sides = _whole(asked.text("count"), 1), _whole(asked.text("sides"), 6)
        if not 1 <= count <= MOST_DICE or not 2 <= sides <= 1000:
            yield Done(f"I can roll up to {MOST_DICE} dice, of 2 to 1,000 sides.")
            return
        rolled = [pick.randint(1, sides) for _ in range(count)]
        total = f", {sum(rolled)} together" if count > 1 else ""
        yield Done(f"{listed([str(n) for n in rolled])}{total}.")

    return steps


def _number(pick: random.Random) -> Callable[[Asked], Steps]:
    async def steps(asked: Asked) -> Steps:
        low, high = _whole(asked.text("low"), 1), _whole(asked.text("high"), 10)
        yield Done(f"{pick.randint(min(low, high), max(low, high))}.")

    return steps


def _whole(text: str, otherwise: int) -> int:
    words = text.lower().replace("-", " ").split()
    if words and words[0].isdigit():
        return int(words[0])
    if words[:2] in (["a", "hundred"], ["one", "hundred"]):
        return 100
    read = small(words, 0)
    return read[0] if read else otherwise
