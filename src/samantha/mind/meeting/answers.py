"""What people answer when they are asked, read by code: yes and no, a kind of voice, whom they named, and "skip"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.mind.memory.words import NAME, NO_NAMES, RELATION
from samantha.mind.persona import Talkative

Aside: TypeAlias = Literal["skip", "back", "again", "leave", "why", "rename", "and_you"]
"""What is said about the questions instead of an answer."""

_LEAD = r"(?:(?:oh|no|um|uh|well|okay|ok|please|can we|can you|could we|could you|let's|let us|i'd like to|i want to|just|sorry|wait|actually|samantha)[,.]? )*"
_TAIL = r"(?:[,.]? (?:please|thanks|thank you|samantha|now))*"


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{pattern}){_TAIL}", re.IGNORECASE)


_ASIDES: tuple[tuple[Aside, re.Pattern[str]], ...] = (
    ("leave", _p(r"(?:stop|end|leave|cancel|skip|finish) (?:the |this |with the |all )?(?:the )?(?:meeting|interview|questions|everything|rest|all of it|them all)(?: for now)?"
                 r"|not now|(?:do (?:it|this) )?(?:later|another time|some other time)|no more questions|(?:that's )?enough questions|leave me alone|i (?:have|need) to go"
                 r"|i don't (?:want|like) (?:to answer )?(?:any |these )?questions")),
    ("skip", _p(r"skip(?: (?:it|that|this|that one|this one|the question|this question|that question))?|next(?: question| one)?|pass|(?:i'd|i would) rather not(?: say| answer| tell you)?"
                r"|i don't (?:want|like) to (?:say|answer|tell)(?: (?:you|that|this))?|no comment|that's private|(?:that's )?none of your business|go on|move on")),
    ("back", _p(r"go back(?: one| a step| please| to the (?:last|previous) (?:one|question))?|back|(?:the )?(?:previous|last) (?:question|one)|one back|ask (?:me )?(?:that|the last one) again")),
    ("again", _p(r"what was (?:the|your) question|what did you (?:ask|want to know)(?: me)?|i (?:didn't|don't) understand(?: the question| that)?|what do you mean|ask (?:me )?again|say (?:that|it) again|sorry|pardon|what|huh")),
    ("why", _p(r"why(?: do you (?:ask|want to know|need)(?: (?:that|this|to know that))?)?|what(?:'s| is) (?:that|this|it) for|what do you need (?:that|it|this) for|what for")),
    ("rename", _p(r"call me (?:something|anything) else|(?:that's|that is|it's) not my name|(?:you (?:got|have|said) )?my name(?: is)? wrong|you got (?:it|my name) wrong|change my name")),
    ("and_you", _p(r"(?:and )?(?:what|how) about you(?:rself)?|and you|and yours|what do you like|what do you do|who (?:is|are) yours")),
)  # fmt: skip

_YES = re.compile(
    r"\W*(?:(?:oh|well|um)[, ]+)*(?:yes|yeah|yep|yup|sure|of course|ok(?:ay)?|please|please do|go ahead|absolutely|definitely|certainly|you may|you can|gladly|fine|that's (?:fine|okay|all right)"
    r"|all right|i (?:don't|do not) mind|why not|i (?:guess|think) so|i do|do that|feel free|remember (?:it|everything|me|away))\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\W*(?:(?:oh|well|um|please)[, ]+)*(?:no|nope|nah|not|don't|do not|never|rather not|better not|i(?:'d| would) rather (?:you didn't|not)|i don't (?:want|think)|forget (?:it|everything|that)|keep nothing)\b(?! problem)",
    re.IGNORECASE,
)
_HERSELF = re.compile(
    r"\b(?:you (?:choose|decide|pick|can (?:choose|pick|decide))|choose (?:one|for)?|pick (?:one|a name)?|your(?:self| own)|surprise me|up to you|as you like|whatever|any(?:thing)?|i don't (?:care|mind|know)|what do you (?:like|want))\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?:brief|short|shorter|quick|concise|to the point|less|few words|not (?:too )?much)\b", re.IGNORECASE
)
_LONG = re.compile(r"\b(?:chat|chatty|talk|talkative|more|long|longer|stories)\b", re.IGNORECASE)
_MUCH_LESS = re.compile(
    r"\b(?:very (?:brief|short)|as (?:little|short|brief) as|really (?:brief|short)|sparing)\b", re.IGNORECASE
)
_NOBODY = re.compile(
    r"\W*(?:(?:oh|well|um|there(?:'s| is)|i have|i've got|honestly)[, ]+)*(?:nobody|no one|no-one|none|not (?:really )?any(?:one|body)|only me|just me|i'm alone|i am alone)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?i:my|our) (?P<relation>(?i:{RELATION}))(?:,? (?:(?i:is )?(?i:called |named ))?(?P<name>{NAME}))?"
)
_NAME_FIRST = re.compile(
    rf"(?P<name>{NAME}),? (?:who is |who's |(?:he|she)(?:'s| is) )?(?i:my) (?P<relation>(?i:{RELATION}))"
)

_DAYS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        ("seeking", r"unemployed|out of work|between jobs|lost my job|looking for (?:a |some )?(?:work|job)|no work|nothing(?: much| really)?|not much|can't work|sick|ill"),
        ("retired", r"retired|retirement|pension(?:er)?"),
        ("study", r"study|studying|student|school|university|college|exams?|learn(?:ing)?|thesis|homework"),
        ("home", r"kids|children|baby|look(?:ing)? after|care for|caring for|at home|stay home|household|mother of|father of"),
        ("work", r"work(?:s|ing)?|job|office|write|writing|writer|letters|teach|teaching|teacher|nurse|doctor|engineer|build|drive|driver|cook|manager|manage|company|clients|customers|shop|business|sell"
                 r"|program(?:mer|ming)?|developer|design(?:er)?|paint(?:er)?|farm(?:er)?|lawyer|meetings|boss|colleagues|travel a lot|run a"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was named: how they relate to the user, and their name; "" where it was not said."""

    relation: str = ""
    name: str = ""


def aside(text: str) -> Aside | None:
    """What is said about the question, if the text is nothing else."""
    said = _bare(text)
    return next((kind for kind, pattern in _ASIDES if pattern.fullmatch(said)), None)


def yes_or_no(text: str) -> bool | None:
    """True for yes, False for no, None for neither."""
    said = _bare(text)
    if re.match(r"i (?:don't|do not) mind|no problem", said, re.IGNORECASE):
        return True
    if _NO.match(said):
        return False
    return True if _YES.match(said) else None


def leaves_it_to_her(text: str) -> bool:
    """Whether she may choose."""
    return bool(_HERSELF.search(_bare(text)))


def how_much(text: str) -> Talkative | None:
    """How much she is to talk."""
    if _MUCH_LESS.search(text):
        return "sparing"
    if _SHORT.search(text):
        return "brief"
    return "chatty" if _LONG.search(text) else None


def nobody(text: str) -> bool:
    """Whether there is nobody."""
    return bool(_NOBODY.match(_bare(text)))


def person(text: str) -> Person | None:
    """The first person who is named; None for nobody."""
    said = text.replace("’", "'")
    if found := _NAME_FIRST.search(said) or _NAMED.search(said):
        name = found["name"] or ""
        return Person(found["relation"].lower(), "" if name in NO_NAMES else name)
    names = [name for name in re.findall(r"\b[A-Z][a-z][\w-]*", said) if name not in NO_NAMES]
    return Person(name=names[0]) if names else None


def relation(text: str) -> str:
    """How somebody relates to the user: "she's my sister", "a friend"; "" if that is not said."""
    found = re.search(rf"\b(?:my|an?|our) ({RELATION})\b|^\W*({RELATION})\b", text, re.IGNORECASE)
    return (found[1] or found[2]).lower() if found else ""


def days(text: str) -> str:
    """What fills somebody's days, as one of a few kinds; "" for others."""
    return next((kind for kind, pattern in _DAYS if pattern.search(text)), "")


def _bare(text: str) -> str:
    return text.strip().replace("’", "'").strip(" .!?,")
