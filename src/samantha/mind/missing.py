"""Whom the user has not mentioned in a while: somebody close, of whom she was told by name.

"You haven't mentioned Amy in a while" is a claim, so it rests on a count that reaches back far enough: the days on
which turns mentioned somebody (``mind.company``), and those on which something was told. Where a row hints that
things between the two are not well, or that somebody is dead, nobody is named: patterns decide, and rather too often.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samantha.mind.memory.forgetting import has_word
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.rows import Memory

A_WHILE_DAYS = 14

_CLOSE = re.compile(
    r"(?:(?:older|younger|elder|little|big|twin|best|oldest|youngest) )?(?:sister|brother|mother|father|parents|wife"
    r"|husband|partner|girlfriend|boyfriend|fiancee?|son|daughter|twin|niece|nephew|aunt|uncle|cousin"
    r"|grand(?:mother|father|son|daughter)|friend)"
)
_NOT_WELL = re.compile(
    r"\b(?:di(?:e|ed|es|ing)|dying|death|dead|late|passed away|lost|funeral|bur(?:y|ied)|miss(?:es|ed|ing)?|mourn\w*"
    r"|suicid\w*|cancer|hospice|divorc\w*|separat\w*|split|broke up|break[- ]?up|left|ex|used to|former|fight\w*"
    r"|fought|quarrel\w*|argu\w*|hate\w*|hurt|afraid|scared|abus\w*|hit|violen\w*|angry|cheat\w*|betray\w*|jail"
    r"|prison|secret|anymore|any more"
    r"|(?:don't|do not|never|not|no longer|stopped) (?:\w+ )?(?:talk|speak|see|call|mention|want|like)\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Close:
    """Somebody close. number: of the row with the name; told: when something was told of them last."""

    number: int
    name: str
    subject: str
    told: datetime.date
    rows: int


def close(rows: Iterable[Memory]) -> list[Close]:
    """Those close to the user of whom nothing grave is known. rows: all that hold."""
    told = list(rows)
    found: list[Close] = []
    for row in told:
        fact = row.fact
        if fact.attribute != "name" or not _CLOSE.fullmatch(fact.subject):
            continue
        of_them = [one for one in told if one.fact.subject == fact.subject or has_word(one.fact.words, [fact.value])]
        if not any(_NOT_WELL.search(one.fact.words.replace("’", "'")) for one in of_them):
            last = max(one.source.at.date() for one in of_them)
            found.append(Close(row.number, fact.value, fact.subject, last, len(of_them)))
    return found


def missing(
    people: Iterable[Close], mentioned: Mapping[int, datetime.date], since: datetime.date, today: datetime.date
) -> str:
    """The name of the one of whom most is known and who was not mentioned in a while; "" for nobody.

    mentioned: by number, when a turn mentioned them last. since: mentions are counted from then on.
    """
    late = today - datetime.timedelta(days=A_WHILE_DAYS)
    if since > late:
        return ""
    unheard = [one for one in people if max(one.told, mentioned.get(one.number, one.told)) <= late]
    return max(unheard, key=lambda one: one.rows).name if unheard else ""


class Missing:
    """The two, over a user's memory."""

    def __init__(self, memory: MemoryOfUser) -> None:
        self._memory = memory

    def mentioned(self, text: str) -> list[int]:
        """Numbers of those whom the text mentions, by name or as "my sister"."""
        return [
            row.number
            for row in self._memory.rows.values()
            if row.fact.attribute == "name" and has_word(text, (row.fact.value, row.fact.subject))
        ]

    async def somebody(self, mentioned: Mapping[int, datetime.date], since: datetime.date) -> str:
        """Whom to name now; "" for nobody, or while nothing is remembered. Raises InputError."""
        if self._memory.private or not await self._memory.on():
            return ""
        return missing(close(self._memory.rows.values()), mentioned, since, self._memory.today)
