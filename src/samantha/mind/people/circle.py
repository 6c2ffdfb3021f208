"""Those whose voices she knows, and whose voice a turn has.

As long as nobody but the user has been introduced every voice is the user's: whoever lives alone is never refused.
From the first introduction on a voice has to be known. Who spoke a moment ago is believed more readily, and a word
too short to tell belongs to him; what is like nobody's is a stranger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from samantha.ports import Voiceprint

USER = ""
"""Key and seat of the user whose computer it is."""

STRANGER = "Someone"
"""Name of the seat of those whose voices are unknown."""

SURE = 0.65
"""From this likeness on a voice is that of somebody known; bench/people.py says how often that is wrong."""

STILL = 0.55
"""So much is enough of one who spoke a moment ago."""

SHORT_S = 0.8
"""Less speech than this says too little of a voice."""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """key: names their folder, for good; USER for the user. name: what to call them, "" if unknown."""

    key: str
    name: str
    voice: Voiceprint


class Circle(Protocol):
    """The people she knows by voice; the user among them from the first introduction on."""

    @property
    def people(self) -> Sequence[Person]:
        """All of them as of now; () before the first introduction."""

    @property
    def guests(self) -> Sequence[Person]:
        """All but the user."""

    def forget(self, name: str) -> None:
        """Afterwards nothing is left of the guest of that name. Raises InputError."""

    def welcome(self, *people: Person) -> None:
        """From now on these are known too, on disk as well. Raises InputError."""

    def new_key(self) -> str:
        """A key that nobody has."""


def likeness(one: Voiceprint, other: Voiceprint) -> float:
    """In [-1, 1]; the greater, the likelier it is the same voice."""
    return float(one.direction @ other.direction)


def whose(voice: Voiceprint | None, people: Sequence[Person], before: str | None) -> Person | None:
    """Whose voice it is, None for nobody's she knows.

    before: key of who spoke a moment ago, None if nobody known did.
    """
    last = next((person for person in people if person.key == before), None)
    if voice is None or voice.seconds < SHORT_S:
        return last
    nearest = max(people, key=lambda person: likeness(voice, person.voice))
    least = STILL if nearest is last else SURE
    return nearest if likeness(voice, nearest.voice) >= least else None
