"""How much of a series is meant: this time of it, all of them, or all from this one on; said, or asked for."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from samantha.hands.calendar import words
from samantha.hands.calendar.event import Event
from samantha.hands.said import Said
from samantha.hands.times import find

Scope = Literal["one", "all", "following"]

BEHIND: dict[Scope, str] = {
    "one": "([for] [just|only] (this|that) (time|one|once) [only]|(just|only) (once|the once|the one)|once [only])",
    "all": "(every time|each time|every single time|all of them|all the time|for good|always|altogether|permanently)",
    "following": "(from (now|then|here|there|this one|that one) on|in [the] future|onwards)",
}
"""What is said behind a request, as templates."""

_BEFORE: tuple[tuple[Scope, str], ...] = (
    ("one", r"(?:(?:just|only) (?:(?:the|my|our) )?(?:(?:next|coming|this|that) )?|(?:(?:the|my|our) )?next )(?=\S)"),
    ("all", r"(?:all|each|every one)(?: of)?(?: (?:the|my|our|these|those))? (?=\S)|every (?:single )?(?=\S)"),
    ("all", r"(?:the |my |our )?(?:whole|entire) (?:series of )?(?=\S)|(?:the |my |our )series of (?=\S)"),
)
_ANSWERS: tuple[tuple[Scope, str], ...] = (
    ("following", r"\b(?:from \w+(?: one)? on(?:wards)?|following|future|onwards)\b"),
    ("one", r"\b(?:only|just|not all)\b"),
    ("all", r"\b(?:all|every|everything|series|whole|each|always|both)\b"),
    ("one", r"\b(?:this|that|once|one|next|first|single)\b|<t\d+>"),
)
_PLAIN = frozenset(
    "only just this that these those one ones once time times the a an all of them every single each whole series"
    " everything always both no not yes i i'd mean meant want like for from now then here there on onwards following"
    " future next first coming in it my please cancel delete move change do".split()
)
"""Words of an answer beside a time and the event's own."""


def said_of(what: str) -> tuple[Scope | None, str]:
    """How much of a series the words name ("all my yoga", "just the next yoga"), and the words without that."""
    for scope, pattern in _BEFORE:
        if match := re.match(pattern, what, re.IGNORECASE):
            return scope, re.sub(r" series$", "", what[match.end() :], flags=re.IGNORECASE)
    rest = re.sub(r"(?<=\S) series$", "", what, flags=re.IGNORECASE)
    return ("all" if rest != what else None), rest


class HowMany:
    """Asks for it; answer: what was said."""

    def __init__(self, event: Event, now: datetime) -> None:
        self.question = f"Only {words.told(event, now)}, or all of them?"
        self.answer: Scope = "one"
        self._own = frozenset(re.findall(r"[^\W_]+", event.title.lower()))

    def take(self, answer: Said, now: datetime) -> bool:
        """Only words that are about nothing else."""
        timed = find(answer, now).said
        if any(not token.tag and token.word not in _PLAIN | self._own for token in timed.tokens):
            return False
        for scope, pattern in _ANSWERS:
            if re.search(pattern, timed.words):
                self.answer = scope
                return True
        return False
