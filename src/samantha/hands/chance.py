"""Dice and coins."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from samantha.hands.numbers import small
from samantha.hands.said import Said
from samantha.hands.saying import listed, sentence
from samantha.hands.tool import Asked, Done, Form, Steps, Tool

MOST_DICE = 20


def chance(pick: random.Random) -> Tool:
    """The tool; ``pick`` is where luck comes from."""
    return Tool(
        "chance",
        (
            Form(
                _coin(pick),
                (
                    "(flip|toss|throw) (a|the) coin [to decide|for me|for us]",
                    "[give me] heads or tails",
                    "[a] coin (flip|toss)",
                    "flip (one|it)",
                ),
                follows=_again,
            ),
            Form(
                _dice(pick),
                (
                    "(roll|throw|cast) (a|the|one|some) (die|dice)",
                    "(roll|throw|cast) [me|us] {count} [of the] dice",
                    "(roll|throw|cast) [me] (a|an|one) {sides} sided (die|dice)",
                    "(roll|throw|cast) [me|us] {count} {sides} sided dice",
                    "(roll|throw|cast) [a|one] d {sides}",
                    "(roll|throw|cast) {count} d {sides}",
                ),
                follows=_again,
            ),
            Form(_number(pick), reads=_range, follows=_again),
            Form(
                _one_of(pick),
                (
                    "(pick|choose|decide) [one] [randomly|at random] (between|from|out of|among) {options:any}",
                    "(pick|choose|decide) one [of] {options:any}",
                    "(pick|choose) {options:any} at random",
                    "(pick|choose) (one|something) from {options:any}",
                    "{options:any} you (pick|choose|decide)",
                    "you (pick|choose|decide) {options:any}",
                ),
                follows=_again,
            ),
        ),
    )


_RANGE = re.compile(
    r"(?:(?:i need|pick|choose|give me|tell me|think of|say|draw) )?(?:a |any )?(?:random )?number"
    r"(?: (?:between|from) (?P<low>.+?) (?:and|to) (?P<high>.+))?"
)


def _range(words: Said, now: datetime) -> Asked | None:
    """Its bounds; no template, for "between 1 and 10" could be a time."""
    match = _RANGE.fullmatch(words.words)
    return Asked(now, {name: text for name, text in match.groupdict().items() if text}) if match else None


def _again(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "Again." """
    again = re.fullmatch(
        r"(?:(?:do|flip|roll|throw|toss|pick) )?(?:it |that |them |one |another )?"
        r"(?:again|once more|one more time|another one|another|one more)",
        more.words,
    )
    return replace(past, now=now) if again else None


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


def _one_of(pick: random.Random) -> Callable[[Asked], Steps]:
    async def steps(asked: Asked) -> Steps:
        options = _options(asked.text("options"))
        yield Done(sentence(pick.choice(options)) if len(options) > 1 else "Between what?")

    return steps


def _whole(text: str, otherwise: int) -> int:
    words = text.lower().replace("-", " ").split()
    if words and words[0].isdigit():
        return int(words[0])
    if words[:2] in (["a", "hundred"], ["one", "hundred"]):
        return 100
    read = small(words, 0)
    return read[0] if read else otherwise


_BEFORE = re.compile(
    r"(?:(?:at random|randomly|just|please|either|between|for (?:me|us))[,:]? "
    r"|(?:should|shall|do|would|could|can) (?:i|we|you) (?:(?:have|want|take|get|eat|drink|wear|watch|do|buy|make"
    r"|play|try|choose|pick|decide|go (?:to|for))\b ?)?"
    r"|(?:i|we) (?:can't|cannot|can not|couldn't|don't know how to) (?:choose|decide|pick|agree)\b ?)+",
    re.IGNORECASE,
)
"""What stands before the first of what there is to choose from."""
_ASKS = re.compile(r"(?:who|whom|whose|what|which|where|when|how|on|at random|i|we)\b", re.IGNORECASE)
"""Begins what is asked, and is nothing to choose."""


def _options(text: str) -> list[str]:
    """ "I can't choose between the beach and the mountains" as the two of them."""
    parts = re.split(r"\s*[,?:]\s*(?:(?:and|or)\s+)?|\s+(?:and|or)\s+", text)
    bare = [_BEFORE.sub("", part, count=1) if _BEFORE.match(part) else part for part in parts]
    bare = [part.strip() for part in bare if part.strip()]
    options = [part for part in bare if not _ASKS.match(part)]
    return options if len(options) > 1 else bare
