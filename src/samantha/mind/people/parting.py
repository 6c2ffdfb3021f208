"""Forgetting a voice: "forget Amy's voice" by the user, "forget my voice" by whoever it belongs to.

With the voice goes everything that person has told her; the user cannot have the one without the other, or the next
to be introduced might be given it.
"""

from __future__ import annotations

import re
from functools import partial

from samantha.mind.people.circle import Circle
from samantha.ports import Act

_FORGET = re.compile(
    r"(?:(?:please|samantha|and|now|can you|could you|i want you to|you (?:can|may|should))[,]? )*"
    r"(?:forget|delete|erase|remove) (?:(?P<mine>my)|(?P<name>[^\W\d_][\w -]*)'s) voice"
    r"(?: (?:again|please|now|and everything.*))?[.!]*",
    re.IGNORECASE,
)


class Parting:
    """The skill. ``who``: whose seat it is in, "" for the user."""

    least_pause_ms = 0

    def __init__(self, circle: Circle, who: str) -> None:
        self._circle = circle
        self._who = who

    def understands(self, text: str) -> Act | None:
        """How a voice is forgotten, if that is asked."""
        match = _FORGET.fullmatch(text.strip().replace("’", "'"))
        if match is None:
            return None
        name = self._who if match["mine"] else match["name"]
        return partial(self._forget, name)

    async def _forget(self, name: str) -> str:
        known = {person.name.lower(): person.name for person in self._circle.guests}
        if not name:
            return "Yours I need as long as I know others: say whose voice I should forget."
        if name.lower() not in known:
            return f"I don't know {name}'s voice."
        if self._who and self._who.lower() != name.lower():
            return "I only forget another's voice for the one whose computer this is."
        self._circle.forget(known[name.lower()])
        return f"It's gone: {known[name.lower()]}'s voice, and everything {known[name.lower()]} has told me."
