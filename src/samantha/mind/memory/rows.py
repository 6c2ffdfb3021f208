"""What a memory is: somebody's words, and what was understood of them.

A memory is a sentence somebody said, kept to the letter, and beside it what it says of whom: *sister* - *work* - *a
doctor*. The second part is only ever a piece of the first, so that nothing can be remembered that was not said.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["person", "event", "like", "plan", "feeling", "promise", "fact"]

ME = "me"
"""The subject that stands for the user."""

TOLD = "told"
"""The attribute of a sentence that was kept as it is, because nothing more was understood of it."""

MANY = frozenset((TOLD, "likes", "dislikes", "allergic to", "promised"))
"""Attributes of which one may have several values; a new value of any other one supersedes the old."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a sentence says.

    subject: ``ME``, a relation ("sister", "sister's dog"), a name in small letters, or a thing of the user's.
    attribute: what of it; value: a stretch of ``words``, which are those of the speaker. day: the date it speaks of.
    """

    subject: str
    attribute: str
    value: str
    words: str
    kind: Kind = "fact"
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where words came from: who said them, when, in which conversation and in which of its turns."""

    who: str
    at: datetime.datetime
    conversation: str
    turn: int


@dataclass(frozen=True, slots=True)
class Memory:
    """A fact and its source; superseded_by: the number of the memory that holds instead, 0 for none."""

    number: int
    fact: Fact
    source: Source
    superseded_by: int = 0
