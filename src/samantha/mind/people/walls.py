"""What is not theirs: skills in front of everything else in the seats of guests and strangers.

The walls themselves are the seats: what is not in a seat cannot be told or done from there. These skills only say so,
where else the language model would make something up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from samantha.mind.memory.asking import order, question
from samantha.ports import Act

_LEAST_ABOUT_MEMORY = ("about", "again")


class Refuses:
    """Answers with ``words`` whatever one of ``kinds`` is true of."""

    least_pause_ms = 0

    def __init__(self, kinds: Sequence[Callable[[str], bool]], words: Callable[[], str]) -> None:
        self._kinds = kinds
        self._words = words

    def understands(self, text: str) -> Act | None:
        """The refusal, if there is one."""
        return partial(_say, self._words) if any(kind(text) for kind in self._kinds) else None


def of_memory(text: str) -> bool:
    """Whether it is an order to her memory, or a question about what she was told."""
    if order(text) is not None:
        return True
    asked = question(text, {}, "", ())
    return asked is not None and (asked.form in _LEAST_ABOUT_MEMORY or asked.only_told)


def of_confidence(names: Callable[[], Sequence[str]]) -> Callable[[str], bool]:
    """Whether it is asked what one of these told her."""

    def asks(text: str) -> bool:
        known = "|".join(re.escape(name) for name in names() if name)
        return bool(known) and bool(
            re.search(
                rf"\b(?:did|has|have|does|was|is)\b.{{0,12}}\b(?:{known})\b.{{0,40}}\b(?:tell|telling|told|say|saying|said"
                r"|talk|talked|talking|confide|confided|mention|mentioned|ask|asked)\b"
                rf"|\bwhat\b.{{0,20}}\b(?:{known})(?:'s)?\b.{{0,20}}\b(?:tells?|told|says?|said|secrets?|talks?)\b",
                text,
                re.IGNORECASE,
            )
        )

    return asks


async def _say(words: Callable[[], str]) -> str:
    return words()
