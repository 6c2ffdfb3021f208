"""What can be changed about her by word of mouth, and who carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from samantha.mind.persona import Persona, Talkative

Gender: TypeAlias = Literal["woman", "man"]


@dataclass(frozen=True, slots=True)
class CallsYou:
    """She calls the user by this name."""

    name: str


@dataclass(frozen=True, slots=True)
class CallsHerself:
    """This is her name."""

    name: str


@dataclass(frozen=True, slots=True)
class Speaks:
    """She has a voice of this kind, or this very one by its name; "other": one of the other kind than now."""

    voice: Gender | str


@dataclass(frozen=True, slots=True)
class Talks:
    """She says so much of her own accord."""

    how: Talkative


Change: TypeAlias = CallsYou | CallsHerself | Speaks | Talks


class Herself(Protocol):
    """Who she is to the user at the moment."""

    @property
    def persona(self) -> Persona:
        """As the next sentence has it."""

    async def change(self, change: Change) -> None:
        """It is so from the next sentence on, and stands in the user's settings. Raises SamanthaError."""
