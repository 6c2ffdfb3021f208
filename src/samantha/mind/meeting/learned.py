"""What the answers of the first meeting tell, as facts for the memory: in the user's own words, as all of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from samantha.mind.meeting import answers as said
from samantha.mind.meeting.questions import Step
from samantha.mind.memory.reading import read
from samantha.mind.memory.rows import ME, TOLD, Fact
from samantha.mind.memory.words import subject_of
from samantha.mind.names import name_in

_LIKES = re.compile(
    r"^(?:(?:oh|well|um|mostly|maybe|perhaps|i think|i guess|i)[, ]+)*(?:really )?(?:like|love|enjoy)(?: to)? ",
    re.IGNORECASE,
)


def facts(name: str, answers: Sequence[tuple[Step, str]], today: datetime.date) -> list[Fact]:
    """What is worth remembering of the user's name and of his answers."""
    told = [Fact(ME, "name", name, name, "person")] if name else []
    people = dict(answers).get("people", "")
    for step, words in answers:
        told += _of_somebody(people, words) if step == "about" else _of_me(step, words, today)
    return told


def _of_me(step: Step, words: str, today: datetime.date) -> list[Fact]:
    found = list(read(words, today, {}).facts)
    if found:
        return found
    if step == "free":
        liked = _LIKES.sub("", words).strip(" .!")
        return [Fact(ME, "likes", liked, words, "like")] if liked else []
    someone = said.person(words) if step == "people" else None
    if someone is not None and someone.name and someone.relation:
        return [Fact(subject_of(someone.relation, {}), "name", someone.name, words, "person")]
    return [Fact(ME, TOLD, words, words, "person" if step == "people" else "fact")]


def _of_somebody(people: str, words: str) -> list[Fact]:
    """What the answer to her question about somebody says; their name and how they relate stand in both answers."""
    someone = said.person(people)
    if someone is None:
        return []
    both = f"{people} {words}"
    if not someone.name:
        name = name_in(re.sub(r"^\W*(?:her|his|their|my [\w-]+'s)\b", "my", words, flags=re.IGNORECASE))
        return [Fact(subject_of(someone.relation, {}), "name", name, both, "person")] if name and name in both else []
    if not someone.relation:
        how = said.relation(words)
        return [Fact(subject_of(how, {}), "name", someone.name, both, "person")] if how else []
    return [Fact(subject_of(someone.relation, {}), TOLD, words, both, "person")]
