"""What is no request, however near it comes to one by its words: what others said or wrote, and opinions.

An order that stands in somebody's mail is not the user's ("Amy says put milk on the list"), and who hates lists wants
none. Talk of that kind goes on to the mind.
"""

from __future__ import annotations

import re

from samantha.hands.said import Said

_NO_REQUEST = re.compile(
    r"please note\b|(?:(?:the|my|his|her|an?|this|your) (?:[\w'-]+ ){1,2}|[\w'-]+ )"
    r"(?:says|said|tells|told|reads|wrote|writes|asked)\b",
    re.IGNORECASE,
)
"""Turns of phrase that sound like a request and are none, and what others said or wrote."""

_REMARK = re.compile(
    r"(?:i|i'm|i've|we|we're|we've|my|there's|it's)\b[^,.!?:\"“]{3,60}[,.!] (?:so )?([^,.!?:\"“]+[.!?]*)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:says?|said|tells?|told|asks?|asked|writes?|wrote|written|reads?|mails?|e-?mails?|messages?"
    r"|letters? from|quotes?|heard|thinks?|thought|wants?|wanted|should|would|if|when|until|used to)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"^(?:i|we|people|he|she|they|the|my|all)\b.*\b(?:hate|love|like|dislike|adore|prefer|enjoy|always|never)s?\b"
    r"|^(?:my|our|the|all|\w+s)\b.* (?:is|are|makes?|drives?) (?:a|an|all|so|such|very|really|too|quite|me|us)\b"
    r"|\byour (?:favou?rite|opinion|view)\b|\bdo you (?:like|love|hate|think|feel|believe)\b"
)
"""Speaks of things and wants nothing done, however near it comes to an order by its words."""


def begins_reported(text: str) -> bool:
    """Whether it begins as what others said or wrote."""
    return bool(_NO_REQUEST.match(text))


def told_by_others(words: Said) -> bool:
    """Whether it tells what others said or wrote: at its beginning, or behind a remark."""
    return begins_reported(words.text) or bool(_REMARK.fullmatch(words.text) and _REPORTS.search(words.text))


def points_back(words: Said) -> bool:
    """Whether it asks about what was spoken of before, so no other question can be meant: "What day is that?" """
    return bool(re.search(r"^(?:what|which|when|how)\b.* (?:is|was|would|will) (?:that|this)(?: be)?$", words.words))


def is_opinion(words: Said) -> bool:
    """Whether it only speaks of things: of what somebody likes, or always does."""
    return bool(_OPINION.search(words.words))
