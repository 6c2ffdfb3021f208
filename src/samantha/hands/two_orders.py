"""Two orders in one turn: "Put milk on my list and set a timer for ten minutes."

"And" joins things, people and deeds as often as it joins orders, so it is two only where a template knows each half
by itself; which halves may be tried, what the second takes from the first, and how both are undone is here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from samantha.hands.deeds import Undo
from samantha.hands.rewording_rules import BARE_REMIND, KIND
from samantha.hands.said import Said
from samantha.hands.tool import Asked

_ANOTHER = re.compile(r"(?:another|one|the other|a second)(?: one)? (?=for|at|of|to)", re.IGNORECASE)
_ANOTHER_OF = re.compile(rf"(?:.*?\b)?(?:set|start|make|create|add|give me"
                        rf"|i need) (?:me )?(?:an? )?(?:<d\d+> )?{KIND}",
                        re.IGNORECASE)  # fmt: skip
_AND = re.compile(r"[,.;]? (?:and then|and also|and|then) (?=\w)|[.;] (?=\w)", re.IGNORECASE)
_SUCH_A = re.compile(rf"(?:an?|another|one) (?:[\w'-]+ ){{0,3}}{KIND}\b", re.IGNORECASE)
_SETS = re.compile(rf"(?:set|start|make|create|add|give me|i need)\b.*\b{KIND}\b", re.IGNORECASE)
_ANOTHER_ORDER = re.compile(
    r"(?:[,.;]|\band\b)(?: and| then| also| please| can you| could you)* "
    r"(?:add|put|set|start|remind|wake|take|note|write|cancel|delete|move|tell|what|how|when|is|are|do|does)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(r".{,40}?\b(?:remind|note|jot|write|remember|tell)\b", re.IGNORECASE)
_SAME_ORDER = re.compile(r"\band (?:then |also |please )*(?:remind|wake) me\b|\bat .+ and to \w", re.IGNORECASE)
_THAT_DAY = re.compile(
    r"\b(?:(?:on )?that (?:same )?(day|morning|afternoon|evening|night)\b|then(?= (?:at|from|between|until) )"
    r"|then(?=[?]))",
    re.IGNORECASE,
)


def halves(text: str) -> Iterator[tuple[str, str]]:
    """What may be two orders; the second may say "another for the fish for ten" of a timer for so many minutes."""
    for split in _AND.finditer(text):
        one, other = text[: split.start()], text[split.end() :].rstrip(" .!?")
        if BARE_REMIND.fullmatch(one):
            continue
        if re.match(r"to \w", other) and (remind := re.match(r"remind (?:me|us) ", one, re.IGNORECASE)):
            other = f"{remind[0]}{other}"
            yield one, other
            continue
        if another := _ANOTHER.match(other):
            named = _ANOTHER_OF.match(one)
            if named is None:
                continue
            other = f"{named[0]} {other[another.end() :]}"
        elif _SETS.match(one) and _SUCH_A.match(other):
            other = f"set {other}"  # "... and a sauce timer for twenty"
        if (unit := re.search(r"\b(minute|hour|second)s?\b", one)) and not re.search(
            r"\b(?:minute|hour|second)", other
        ):
            yield one, f"{other} {unit[1]}s"
        yield one, other


def has_order_in_it(words: Said, asked: Asked) -> bool:
    """Whether a slot holds what may be an order of its own: dinner "and remind me to buy flowers".

    What is to be done or noted may have any verb in it ("remind me to call Amy and put the bins out").
    """
    another = _ANOTHER_ORDER if not _CONTENT.match(words.text) else _SAME_ORDER
    return any(another.search(text) for text in asked.texts.values())


def of_that_day(text: str, first: Asked) -> str:
    """An order, with the day of the one before it for "that morning"; "then at nine" is on that day too."""
    day = first.when.day
    if day is None or first.when.last:
        return text
    return _THAT_DAY.sub(
        lambda m: f"on {day:%B} {day.day}{f' in the {m[1]}' if m[1] not in (None, 'day') else ''}", text
    )


def together(last: Undo, first: Undo) -> Undo:
    """Takes back the second, then the first."""

    async def undo() -> str:
        return f"{await last()} {await first()}"

    return undo
