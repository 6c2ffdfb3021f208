"""What a memory sounds like: sentences made of stored rows alone."""

from __future__ import annotations

import datetime
import re

from samantha.mind.memory.days import on_day, said
from samantha.mind.memory.rows import ME, TOLD, Memory
from samantha.mind.memory.wants import Wants
from samantha.mind.memory.words import is_relation

_OLD_DAYS = 180
"""An age that was told longer ago is told with its date."""

_TURNED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you're", "i've": "you've",
    "i'll": "you'll", "i'd": "you'd", "am": "are", "our": "your", "us": "you", "we": "you", "you": "me", "your": "my",
}  # fmt: skip


_REFERS = re.compile(r"(?:.*\b)?(?:he|she|his|her|him|they|them|their)\b", re.IGNORECASE)


def to_user(words: str) -> str:
    """The user's own words as said to them: "my house" is "your house"."""
    return re.sub(r"[\w']+", lambda m: _TURNED.get(m[0].lower(), m[0]), words)


def who(subject: str) -> str:
    """A subject as it is said in the middle of a sentence."""
    if subject == ME:
        return "you"
    owner, of, rest = subject.partition("'s ")
    spoken = f"your {owner}" if is_relation(owner) else owner.title()
    return f"{spoken}'s {rest}" if of else spoken


def sentence(memory: Memory, today: datetime.date) -> str:
    """What the memory says, as a sentence to the user."""
    fact = memory.fact
    me = fact.subject == ME
    name = who(fact.subject)
    its = "your" if me else f"{name}'s"
    value = to_user(fact.value).rstrip(".")
    be = "are" if me else "is"

    many = bool(
        re.search(r"(?:parents|children|kids|twins|\w{3,}(?:sons|daughters|sisters|brothers))$", fact.subject)
    )
    be = "are" if many else be

    def does(verb: str) -> str:
        return verb if me or many else f"{verb}s"

    match fact.attribute:
        case _ if fact.attribute == TOLD:
            return quoted(memory, today)
        case "work":
            said_so = f"{name} {be} {value}" if re.match(r"an?\b|the\b", value) else f"{name} {does('work')} {value}"
        case "home":
            moved = re.match(r"(?:to|into)\b", value)
            said_so = f"{name} moved {value}" if moved else f"{name} {does('live')} {value}"
        case "age":
            told = memory.source.at.date()
            old = (today - told).days > _OLD_DAYS
            said_so = (
                f"{name} {'were' if me else 'was'} {value} {on_day(told, today)}" if old else f"{name} {be} {value}"
            )
        case "born":
            said_so = f"{name} {'were' if me else 'was'} born {value}"
        case "from" | "allergic to" | "married to":
            said_so = f"{name} {be} {fact.attribute} {value}"
        case "likes":
            said_so = f"{name} {does('like')} {value}"
        case "dislikes":
            said_so = f"{name} {'do' if me else 'does'} not like {value}"
        case "promised":
            said_so = f"you promised {value}"
        case "when":
            said_so = _when(memory, today)
        case attribute:
            are = "are" if attribute.endswith("s") and not attribute.endswith("ss") else "is"
            said_so = f"{its} {attribute} {are} {value}"
    return said_so[0].upper() + said_so[1:] + "."


def answer(memory: Memory, wanted: Wants, today: datetime.date, *, asked: bool) -> str:
    """The memory as an answer: what was understood of it if that is just what was asked or has what is wanted, else
    its words.
    """
    understood = sentence(memory, today)
    fits = memory.fact.attribute != TOLD and wanted.met(understood) and (asked or wanted.kind != "any")
    fits = fits and wanted.says_more(memory.fact.value)
    return understood if fits else quoted(memory, today)


def quoted(memory: Memory, today: datetime.date) -> str:
    """The words themselves, when they were said, and of whom if they do not say it."""
    fact = memory.fact
    person = who(fact.subject)
    named = fact.subject == ME or any(
        part.lower() in fact.words.lower() for part in person.removeprefix("your ").split("'s ")
    )
    of = "" if named or not _REFERS.match(fact.words) else f", of {person}"
    return f"You told me {on_day(memory.source.at.date(), today)}{of}: {fact.words.rstrip('.!')}."


def line(memory: Memory, today: datetime.date) -> str:
    """The memory as the prompt tells the model."""
    when = said(memory.source.at.date(), today)
    return f'{when}, they said: "{memory.fact.words}"'


def _when(memory: Memory, today: datetime.date) -> str:
    fact = memory.fact
    if fact.day is None:
        return f"your {fact.subject} is {re.sub(r'^(?:to|for) ', '', to_user(fact.value))}"
    be = "was" if fact.day < today else "is"
    time = re.search(
        r"\b(?:at (?:about |around )?[\w: ]+|in the (?:morning|afternoon|evening)|at noon)\b.*$", fact.value
    )
    return f"your {fact.subject} {be} {on_day(fact.day, today)}" + (f", {time[0]}" if time else "")
