"""What she may ask of the shared past when she is greeted: "How did your interview go yesterday?"

A remark rests on one row and says nothing that the row does not say, in the second person: something that was to be
on a day that has come and gone since they last talked, a feeling of a few days ago, or a birthday that is today.
Which words of a row can be said back is decided by patterns, and what they do not surely understand is passed over:
a wrong guess at somebody's life is worse than none. So are words said in confidence, what was called off, what has
been spoken of since, and what is too grave to be asked about by a program.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.mind.memory.days import DAY, day_in
from samantha.mind.memory.occasions import OCCASION, occasion
from samantha.mind.memory.reading import clauses_of
from samantha.mind.memory.rows import ME, TOLD, Fact, Memory
from samantha.mind.memory.telling import to_user, who
from samantha.mind.memory.words import NAME, NO_NAMES, RELATION, content_words, stem

MOST_DAYS = 6
"""What was longer ago is not asked about; "on Friday" can mean only one day."""

FEELING_DAYS = 3
"""And a feeling is asked about for so long."""

_CONFIDENTIAL = re.compile(
    r"\b(?:secret|private|privately|confidential|in confidence|between (?:us|you and me)|(?:don't|do not) tell"
    r"|keep (?:it|this|that) (?:to yourself|quiet)|(?:nobody|no one) (?:else )?(?:knows|should know|must know))\b",
    re.IGNORECASE,
)
_GRAVE = re.compile(
    r"\b(?:funeral|bur(?:y|ied|ial)|di(?:e|ed|es|ing)|dying|death|dead|suicid\w*|miscarr\w*|abort\w*|cancer|tumou?r|biops\w*"
    r"|chemo\w*|hospice|divorc\w*|court|trial|prison|jail|police|rehab|put (?:him|her|it) (?:down|to sleep))\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\b(?:if|maybe|perhaps|might|(?-i:may)|could|would|should|not|never|unless|until|or|hope|hopefully|supposed|wish|cancel\w*"
    r"|instead)\b|n't\b",
    re.IGNORECASE,
)
_REGULAR = re.compile(r"\b(?:every|each|usually|always|often|weekly|daily|most|normally|as usual)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:cancel\w*|called off|call off|postpon\w*|reschedul\w*|moved|not going|isn't happening|fell through"
    r"|skip\w*)\b|n't\b",
    re.IGNORECASE,
)

_WHEN = re.compile(
    rf"(?:,\s*|^|\b(?P<before>[\w']+)\s+)(?P<day>{DAY})(?:,? (?:the )?\d+(?:st|nd|rd|th))?"
    r"(?: (?:morning|afternoon|evening|night))?\b",
    re.IGNORECASE,
)
_BOUND = frozenset("to until till by since from before after for about of every each like than and".split())
"""Behind one of these the day is part of what is said."""

_CLOCK = re.compile(
    r",? \b(?:at|around|from)(?: about| around)? (?:half past |(?:a )?quarter (?:to|past) )?"
    r"(?:\d{1,2}(?:[:.]\d{2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight)"
    r"(?:[ -](?:thirty|fifteen|forty[ -]five|o'clock))?(?: ?[ap]\.?m\.?)?(?: in the (?:morning|afternoon|evening))?"
    r"(?![\w-])(?! of\b)",
    re.IGNORECASE,
)

_WHO = rf"(?P<who>i|we|my {RELATION}(?:,? {NAME},?)?|{NAME})"
_GOING = re.compile(rf"{_WHO}(?:'m|'re|'s| am| are| is) (?P<doing>(?P<verb>\w+ing) .+)", re.IGNORECASE)
_WILL = re.compile(
    rf"{_WHO}(?:'ll| will|(?:(?:'m|'re|'s| am| are| is) planning| plan| plans) to) (?P<does>\w+ .+)", re.IGNORECASE
)
_HAVE = re.compile(r"(?:i|we)(?: have|'ve)(?: got)? (?P<what>.+)", re.IGNORECASE)
_IS_ON = re.compile(
    rf"(?P<what>(?:(?:my|our|the) |{NAME}'s )[\w' -]+?)(?: is| are| will be| starts| begins)\b", re.IGNORECASE
)
_NO_PLAN = frozenset(
    "looking thinking hoping trying waiting wondering feeling talking saying asking telling being working"
    " staying".split()
)
"""A plan with one of these is one only if it names an occasion."""

_FELT = re.compile(
    r"i(?P<how>'m| am|'ve been| have been| feel| felt)(?: feeling)? (?P<what>(?:(?:so|very|really|quite|pretty|rather"
    r"|a bit|a little|terribly|still|just) )*(?:sad|happy|afraid|scared|nervous|worried|anxious|lonely|angry|excited"
    r"|proud|ashamed|jealous|stressed|upset|heartbroken|overwhelmed|homesick|hurt|relieved|grateful)\b.*)",
    re.IGNORECASE,
)
_MOST_WORDS = 12

KindOf: TypeAlias = Literal["occasion", "plan", "feeling", "birthday"]
_RANK: dict[KindOf, int] = {"birthday": 0, "occasion": 1, "plan": 1, "feeling": 2}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a row lets her speak of. core: its words as said to the user; day: when it was, or was said."""

    kind: KindOf
    core: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a calendar that is over. key: names it without a word of it; title: anybody's words."""

    key: str
    title: str
    day: datetime.date


Basis: TypeAlias = Memory | Entry


@dataclass(frozen=True, slots=True)
class Remark:
    """key: names what it rests on, without a word of it."""

    key: str
    words: str
    about: Topic
    basis: Basis

    @property
    def thing(self) -> str:
        """What an answer will be of: "dinner"; "" if that cannot be told."""
        return occasion(self.about.core)


def topic(fact: Fact, told: datetime.date) -> Topic | None:
    """What can be said back of a fact that was told on that day, None for nothing."""
    if fact.attribute == "birthday" and fact.day is not None:
        whose = "your" if fact.subject == ME else f"{who(fact.subject)}'s"
        return Topic("birthday", f"{whose} birthday", fact.day)
    if fact.attribute == TOLD and fact.kind == "feeling":
        return _feeling(fact, told)
    if fact.day is None or fact.day < told or _REGULAR.search(fact.words):
        return None
    if fact.attribute == TOLD:
        return _plan(fact, told, fact.day)
    if fact.kind == "event" and (fact.attribute == "when" or fact.subject == ME):
        thing = fact.subject if fact.attribute == "when" else fact.attribute
        return _occasion(_as_said(thing, fact.words), fact.words, fact.day)
    return None


def remarks(
    rows: Iterable[Memory],
    entries: Iterable[Entry],
    *,
    today: datetime.date,
    since: datetime.date | None,
    made: Container[str],
) -> list[Remark]:
    """What she may remark upon today, the best first.

    rows: all that hold, oldest first. since: the day on which they last talked, None if nobody knows. made: keys of
    what has been remarked upon.
    """
    told = list(rows)
    found: list[Remark] = []
    for row in told:
        about = topic(row.fact, row.source.at.date()) if _in_time(row, today, since) else None
        if about is not None and not _in_confidence(row, told) and not _spoken_of(about, row, told):
            key = f"memory {row.number}" + (f" {today.year}" if about.kind == "birthday" else "")
            found.append(Remark(key, _words(about, today), about, row))
    for entry in entries:
        named = _of_title(entry)
        if named is not None and _passed(entry.day, today, since) and not _spoken_of(named, None, told):
            found.append(Remark(entry.key, _words(named, today), named, entry))
    fresh = [remark for remark in found if remark.key not in made]
    return sorted(fresh, key=lambda remark: (_RANK[remark.about.kind], -remark.about.day.toordinal()))


def same_event(remark: Remark, among: Sequence[Remark]) -> list[str]:
    """Keys of all that may be the same event, told or written down twice; the remark's own among them."""
    return [
        other.key
        for other in among
        if other.key == remark.key or (other.about.day, other.thing) == (remark.about.day, remark.thing or None)
    ]


# ---------------------------------------------------------------------------------------------------- which rows


def _in_time(row: Memory, today: datetime.date, since: datetime.date | None) -> bool:
    """Whether its day is one to speak of, whatever it says; quick, since every row is asked."""
    fact, told = row.fact, row.source.at.date()
    if fact.attribute == "birthday":
        return fact.day is not None and (fact.day.month, fact.day.day) == (today.month, today.day)
    if fact.kind == "feeling":
        return _passed(told, today, since) and (today - told).days <= FEELING_DAYS
    return fact.day is not None and _passed(fact.day, today, since)


def _passed(day: datetime.date, today: datetime.date, since: datetime.date | None) -> bool:
    return 1 <= (today - day).days <= MOST_DAYS and (since is None or since <= day)


def _in_confidence(row: Memory, rows: Sequence[Memory]) -> bool:
    """Whether anything of the turn it was told in asks for that."""
    turn = (row.source.conversation, row.source.turn)
    return any(
        _CONFIDENTIAL.search(other.fact.words)
        for other in rows
        if (other.source.conversation, other.source.turn) == turn
    )


def _spoken_of(about: Topic, row: Memory | None, rows: Sequence[Memory]) -> bool:
    """Whether something told later is of the same: how it was, that it was called off, another day for it."""
    if about.kind == "birthday":
        return False
    kind = occasion(about.core)
    stems = {stem(kind)} if kind else {stem(word) for word in content_words(about.core)}
    for other in rows:
        fact, later = other.fact, other.source.at.date() > about.day
        if row is not None and (other.number <= row.number or fact.words == row.fact.words):
            continue
        if stems.isdisjoint(stem(word) for word in content_words(f"{fact.words} {fact.subject}")):
            continue
        other_day = fact.day not in (None, about.day) and about.kind != "feeling"
        called_off = row is not None and (other_day or _CHANGED.search(fact.words))
        same_day = other.source.at.date() == about.day and fact.day in (None, about.day)
        if later or called_off or (same_day and _WAS.search(fact.words)):
            return True
    return False


_WAS = re.compile(r"\b(?:was|were|went|had|came|did|got)\b", re.IGNORECASE)


# ---------------------------------------------------------------------------------------------------- their words


def _feeling(fact: Fact, told: datetime.date) -> Topic | None:
    if _GRAVE.search(fact.words):
        return None
    for clause in clauses_of(fact.words):
        said = _FELT.fullmatch(clause)
        what = _without_time(said["what"]) if said else None
        if said and what and len(what.split()) <= _MOST_WORDS:
            felt = "felt" if said["how"].strip().lower() in ("feel", "felt") else "were"
            return Topic("feeling", f"you {felt} {to_user(what)}", told)
    return None


def _plan(fact: Fact, told: datetime.date, day: datetime.date) -> Topic | None:
    for clause in clauses_of(fact.words):
        if day_in(clause, told) != day:
            continue
        if _UNSURE.search(clause):
            return None
        if (on := _IS_ON.match(clause)) and occasion(on["what"]):
            return _occasion(re.sub("^The ", "the ", to_user(on["what"])), fact.words, day)
        rest = _without_time(clause)
        core = _were_to(rest) if rest and not _GRAVE.search(fact.words) else None
        if core and len(core.split()) <= _MOST_WORDS and (told < day or occasion(core)):
            return Topic("plan", core, day)
    return None


def _were_to(clause: str) -> str | None:
    """The plan as it looks afterwards: "You were going to see Amy"."""
    if have := _HAVE.fullmatch(clause):
        return f"You had {to_user(have['what'])}" if occasion(have["what"]) else None
    if going := _GOING.fullmatch(clause):
        if going["verb"].lower() in _NO_PLAN and not occasion(going["doing"]):
            return None
        return _said_of(going["who"], going["doing"])
    will = _WILL.fullmatch(clause)
    return _said_of(will["who"], f"going to {will['does']}") if will else None


def _said_of(person: str, doing: str) -> str | None:
    low = person.lower()
    if low in ("i", "we"):
        return f"You were {to_user(doing)}"
    if not low.startswith("my ") and person in NO_NAMES:
        return None
    named = f"Your {person[3:]}" if low.startswith("my ") else person
    return f"{named} was {to_user(doing)}"


def _occasion(said: str, words: str, day: datetime.date) -> Topic | None:
    """said: "your interview", "the party", "Amy's wedding"; words: the sentence it is in."""
    noun = OCCASION.search(said)
    if noun is None or (_GRAVE.search(words) and not noun["mourned"]):
        return None
    return Topic("occasion", said, day)


def _as_said(thing: str, words: str) -> str:
    """A thing of the user's as they said it, to them: "interview at OSM" is "your interview at OSM"."""
    found = re.search(rf"\b(?P<whose>my|our|the|an?) (?P<thing>{re.escape(thing)})", words, re.IGNORECASE)
    if found is None:
        return f"your {to_user(thing)}"
    whose = "the" if found["whose"].lower() == "the" else "your"
    return f"{whose} {to_user(found['thing'])}"


def _of_title(entry: Entry) -> Topic | None:
    """The title of a calendar's entry, if it is plainly the name of an occasion."""
    title = re.sub(r"^(?:my|our|the) ", "", entry.title.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"[^\W\d_][\w' ,&-]{2,50}", title) or _GRAVE.search(title) or not OCCASION.search(title):
        return None
    if re.match(r"[\w-]+'s ", title):
        return Topic("occasion", title, entry.day)
    small = title[0].lower() + title[1:] if OCCASION.match(title) else title
    return Topic("occasion", f"your {small}", entry.day)


def _without_time(clause: str) -> str | None:
    """The clause without its day and hour; None if they are part of what it says."""
    rest = clause
    if when := _WHEN.search(rest):
        before = (when["before"] or "").lower()
        if before in _BOUND:
            return None
        kept = when["before"] if before not in ("on", "") else ""
        rest = f"{rest[: when.start()]}{kept} {rest[when.end() :].lstrip(' ,')}"
    rest = _CLOCK.sub("", " ".join(rest.split()))
    return None if _WHEN.search(rest) else rest.strip(" ,.!")


def _words(about: Topic, today: datetime.date) -> str:
    """The remark itself."""
    days = (today - about.day).days
    when = "yesterday" if days == 1 else f"on {about.day:%A}"
    core = about.core
    match about.kind:
        case "birthday":
            return "Happy birthday!" if core == "your birthday" else f"It's {core} today."
        case "feeling":
            it = " about it" if re.search(r"\b(?:about|of|with|by)\b", core) else ""
            return f"{when[0].upper()}{when[1:]} {core}. How do you feel{it} today?"
        case "plan":
            noun = OCCASION.search(core)
            return f"{core} {when}. " + ("How was it?" if noun and noun["enjoyed"] else "How did it go?")
        case "occasion":
            noun = OCCASION.search(core)
            if noun and noun["mourned"]:
                return f"How are you, after {core} {when}?"
            enjoyed = noun and noun["enjoyed"]
            return f"How was {core} {when}?" if enjoyed else f"How did {core} go {when}?"
