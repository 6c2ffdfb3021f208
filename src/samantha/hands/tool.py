"""What a tool is: what it can be asked, and the steps it takes.

A tool carries nothing out itself. Its steps are an async generator that yields what it needs: an ``Ask`` when
something is missing or could be several things, a ``Change`` when something is to be done, and it ends with that or
with a ``Done`` that only tells. The skill asks the questions, lets ``consent`` judge the changes, carries them out,
and says what came of it: so "For when?", "undo", "no, I meant Friday" and consent work alike for all tools.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from samantha.hands.said import Said
from samantha.hands.when import When

Effect = Literal["undoable", "final", "sends"]
"""What a change is: it can be undone, it cannot, or others see it. Reading and saying are no change."""


@dataclass(frozen=True, slots=True)
class Done:
    """says: the result, in her words. undo: takes it back and says so; None where nothing was changed.

    found: whether there was what it is about; if not, another tool may have it.
    """

    says: str
    undo: Callable[[], Awaitable[str]] | None = None
    found: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """exactly: what is to be done, as in "Shall I ...?", with the exact content if it is sent. do: does it.

    plain: whether the user said just this; False if some of it was guessed or comes from elsewhere.
    """

    effect: Effect
    exactly: str
    do: Callable[[], Awaitable[Done]]
    plain: bool = True


class Ask(Protocol):
    """A question to the user. ``take`` reads the answer and keeps it; False if it is none."""

    @property
    def question(self) -> str:
        """As it is said."""

    def take(self, answer: Said, now: datetime) -> bool:
        """Whether these words answer it; the answer is then known."""


Steps: TypeAlias = AsyncGenerator[Ask | Change | Done, None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its slots by name, and the moment it was said. guessed: not plainly said, but likely meant."""

    now: datetime
    texts: Mapping[str, str] = field(default_factory=dict)
    whens: Mapping[str, When] = field(default_factory=dict)
    lengths: Mapping[str, timedelta] = field(default_factory=dict)
    guessed: bool = False

    def text(self, name: str) -> str:
        """The user's words in that slot, "" if there are none."""
        return self.texts.get(name, "")

    @property
    def when(self) -> When:
        """The time that the request is about; empty if none was said."""
        return self.whens.get("when", When())

    def with_when(self, name: str, when: When) -> Asked:
        """The same with another time."""
        return replace(self, whens={**self.whens, name: when})


@dataclass(frozen=True, slots=True)
class Form:
    """One thing a tool can be asked.

    templates: see ``templates``. reads: finds the slots where templates cannot (sums); they are tried after the
    templates of all tools. follows: what a turn soon after it asks that only makes sense with it ("And in London?").
    reckons: it only reckons, so it may be asked about what others said: "The recipe says 350 Fahrenheit ..."
    """

    steps: Callable[[Asked], Steps]
    templates: Sequence[str] = ()
    reads: Callable[[Said, datetime], Asked | None] | None = None
    follows: Callable[[Asked, Said, datetime], Asked | None] | None = None
    reckons: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """name: as the settings call it."""

    name: str
    forms: Sequence[Form]


def or_else(form: Form, others: Sequence[tuple[Form, Asked]]) -> Form:
    """The request; where it finds nothing it is about, the next that was understood: "Move the call to eleven"."""

    async def steps(asked: Asked) -> Steps:
        missed: list[Done] = []
        for one, own in ((form, asked), *((other, _with_slots_of(asked, own)) for other, own in others)):
            async with aclosing(one.steps(own)) as rest:
                async for step in rest:
                    if not (isinstance(step, Done) and not step.found):
                        yield step
                        continue
                    missed.append(step)
                    break
                else:
                    return
        yield missed[0]

    return replace(form, steps=steps) if others else form


def _with_slots_of(asked: Asked, own: Asked) -> Asked:
    """The same request as another tool reads it, with what has been corrected since."""
    whens = {name: asked.whens.get(name, when) for name, when in own.whens.items()}
    return replace(own, now=asked.now, whens=whens, guessed=asked.guessed)
