"""Words that are written for one another: where the language model is asked which of them is meant.

Each group is a closed choice, so whatever the model prefers, it can only ever put one of these words in the place of
another. ``homophones`` has those that sound alike; here are those that only look alike, and forms of a verb or an
article of which one is wrong in its sentence. A word that nobody writes by mistake for a very common one ("four" for
"for") is not tried, since every trial costs time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from samantha.hands.homophones import sound_alikes
from samantha.ports import Edit

_LOOK_ALIKE = """
then than; lose loose; loses looses; losing loosing; affect effect; affects effects; affected effected; quite quiet;
accept except; accepted excepted; advice advise; were where we're wear; breath breathe; cloths clothes;
desert dessert; chose choose; lead led; lay lie; through though thorough; of off; sit set; later latter;
personal personnel; moral morale; costume custom; lightning lightening; beside besides; its it's;
envelop envelope; ensure insure; siting sitting; diner dinner; hoping hopping; planed planned; form from; trail trial;
angel angle; dairy diary; you your; then them; an and; lets let's; wont won't; cant can't; ill I'll; id I'd; wed we'd;
well we'll
"""
_FORMS = """
is are; was were; has have; does do; doesn't don't; wasn't weren't; isn't aren't; hasn't haven't; a an; this these;
those that; goes go went gone; saw seen; did done; came come; took taken; wrote written; gave given; began begun;
ate eaten; ran run; broke broken; spoke spoken; drove driven; forgot forgotten; fell fallen; knows know; likes like;
lives live; works work; wants want; needs need; says say; makes make; takes take; gets get; comes come; thinks think;
loves love; seems seem; feels feel; looks look; plays play; belongs belong; wishes wish; tells tell; gives give;
calls call; keeps keep; helps help; starts start; runs run; writes write; reads read; means mean
"""
_NOT_TRIED = frozenset("four two bee won knot bye knead hymn hour sum weigh stair sow bury ate knows".split())
_ALWAYS_FINE = frozenset("for be not by him our some way need one".split())
"""So common, and so seldom written for one of the others, that asking about each would be a waste."""


def _groups(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in text.split(";"):
        words = tuple(group.split())
        for word in words:
            found[word] = (*found.get(word, ()), *(other for other in words if other != word))
    return found


_LOOKS = _groups(_LOOK_ALIKE)
_VERBS = _groups(_FORMS)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Choice:
    """A word of the text that could be another one: ``edit`` puts it there."""

    edit: Edit
    kind: Literal["homophone", "grammar"]


def choices(sentence: str) -> Iterator[Choice]:
    """All other words that could be meant in this sentence."""
    for match in _WORD.finditer(sentence):
        word = match[0].lower().replace("’", "'")
        if word in _ALWAYS_FINE:
            continue
        alike = alternatives(word)
        for other in alike:
            if other not in _NOT_TRIED:
                yield Choice(_edit(match, other), "homophone")
        for other in _VERBS.get(word, ()):
            if other not in alike:
                yield Choice(_edit(match, other), "grammar")
        if word == "i" and sentence[: match.start()].endswith(" and "):
            yield Choice(Edit(match.start(), match.end(), "me"), "grammar")


def alternatives(word: str) -> tuple[str, ...]:
    """The words that are written for this one, or it for them, without the forms of a verb."""
    word = word.lower()
    return tuple(dict.fromkeys((*sound_alikes(word), *_LOOKS.get(word, ()))))


def _edit(match: re.Match[str], other: str) -> Edit:
    written = match[0]
    if written[0].isupper():
        other = other.upper() if len(written) > 1 and written.isupper() else other[0].upper() + other[1:]
    return Edit(match.start(), match.end(), other)
