"""The name in an answer to "what shall I call you?": "Oh, I'm Theodore", "call me Ted", "no, Theodore, T-H-E-O-...".

Only words that can be a name count as one: three at the most, none of them an ordinary word that people answer with.
What was spelled is the name, whatever was heard before it.
"""

from __future__ import annotations

import re

from samantha.core.spelled import by_words, spelled, with_spelling

_WORD = r"[^\W\d_](?:[\w'’.-]*\w)?\.?"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"
_LEAD = r"(?:(?:hi|hello|hey|oh|well|um|uh|yes|yeah|no|nope|sorry|okay|ok|so|and|but|please|actually|wait|samantha)\b[,.! ]*)*"
_TAIL = (
    r"(?:[,.!]? (?:please|thanks|thank you|from now on|for short|instead|now|nice to meet you|pleased to meet you"
    r"|will do|is fine|if you like|samantha|for now))*"
)
_TO_BE_CALLED = re.compile(
    rf"(?:^|\b)(?:call(?:s)? me|(?:my|the) (?:first |real |full )?name(?:'s|’s| is| was)(?: actually| really)?"
    rf"|i(?:'m|’m| am) called|i go by|name's|i(?:'d| would) like to be called|i want to be called) {_NAME}{_TAIL}[.!]*$",
    re.IGNORECASE,
)
_MERELY = re.compile(
    rf"{_LEAD}(?:i(?:'m|’m| am)|it(?:'s|’s| is)|that(?:'s|’s| is)|this is|i said|just|not [\w'-]+[,.]? but)? ?"
    rf"{_NAME}{_TAIL}[.!?]*$",
    re.IGNORECASE,
)
_SPELLED_LAST = re.compile(r"(?<![\w'])[^\W\d_][.!?]*$")
"""A letter ends the text: of a spelling that goes over into words some letters were misheard as those."""

_NOT = re.compile(rf"{_LEAD}(?:not|it's not|it isn't|i'm not|i am not) [\w'-]+[,.]? ", re.IGNORECASE)

NO_NAMES = frozenset(
    """a an and any anything are at back be because by call can can't come could do does don't fine for from go going good
    great happy have hello her here hey hi him how i idea if in is it it's just know later let like listening look maybe me
    mind my nah need never next no nobody none nope not nothing of off oh ok okay on or out over please ready say she skip
    something soon sorry stop sure tell thank thanks that that's the then there they think this tired to today tomorrow
    tonight too uh um up wait want was we well what whatever when where which who whoever why with would wrong wrongly yeah yep
    yes you your else names name nickname voice woman's man's woman man""".split()
)


def name_in(text: str) -> str:
    """The name that the text gives, "" for none."""
    said = _without_capitals(text.strip())
    letters = [by_words(text)] if by_words(text) else spelled(text) if _SPELLED_LAST.search(text) else []
    if letters:
        return " ".join(word.capitalize() for word in letters[:3])
    given = list(_TO_BE_CALLED.finditer(said))
    if given:
        return _name(given[-1]["name"])
    merely = _MERELY.match(_NOT.sub("", said))
    return _name(merely["name"]) if merely else ""


def to_be_called(text: str) -> str:
    """The name, where the text says in so many words that it is the user's; "" otherwise."""
    said = with_spelling(_without_capitals(text.strip()))
    given = _TO_BE_CALLED.match(
        re.sub(rf"^(?:{_LEAD})(?:(?:you can|just|could you) )?", "", said, flags=re.IGNORECASE)
    )
    return _name(given["name"]) if given else ""


def _without_capitals(text: str) -> str:
    """Without letters that were run together behind a name: some of them are lost then ("Theodore, THEDOR")."""
    return re.sub(r"(?<=\w), (?-i:[A-Z]{4,})(?=[.!?]*$)", "", text)


def _name(words: str) -> str:
    parts = words.rstrip(".").split()
    if any(part.lower().strip(".'’") in NO_NAMES for part in parts) or not any(len(part) > 1 for part in parts):
        return ""
    return " ".join(part[0].upper() + part[1:] for part in parts)
