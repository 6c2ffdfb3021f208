"""Takes hesitation and repairs out of a request, so that the words are those that were meant.

"Put apples, no, pears on the list" is "Put pears on the list". After a mark such as "no", "sorry" or "I mean" the
repair takes the place of what came before: back to the last word that it begins with ("three times four, no, three
times five"), else of one word. That is how people repair themselves in nearly all cases (Levelt, Monitoring and
self-repair in speech, Cognition 14, 1983). Times are left alone: the reader of times repairs them part by part.
"""

from __future__ import annotations

import re

_HESITATION = re.compile(r"\s*,?\s*\b(?:um+|uh+|er+m?|hmm+|uhm+)\b[,.]*(?:\s|$)", re.IGNORECASE)
_LIKE = re.compile(
    r",\s*(?:like|you know|I guess)\s*,\s*|\bfor like (?=(?:an?|\d|[a-z]+ (?:minutes|hours)))", re.IGNORECASE
)
_JOINS = frozenset(
    "and or the a an to for in on at is it you me my our of with remind set put add take note can could would will"
    " i what that about".split()
)
_MARK = re.compile(
    r"(?:[,…–-]|\.\.\.)\s+(?:(?:no|sorry|wait|hang on|hold on|oh|actually),? )*"
    r"(?:no|sorry|I mean|I meant|or rather|wait)[,.]?(?<=[,.n])\s+"
    r"(?:(?:I (?:mean|meant)|actually|make it|make that)\s+)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'-]+")
_NOT = re.compile(
    r"not (?:the |any )?([\w' -]{1,40}?)[,.;]+ (?:(?:but|rather|I meant|I mean) )?(?=\w)", re.IGNORECASE
)
_BACK = 5
"""A repair goes back so many words at most."""


def repaired(text: str) -> str:
    """The request as it was meant."""
    text = _LIKE.sub(lambda m: "for " if m[0].lower().startswith("for") else " ", text)
    text = _HESITATION.sub(lambda m: _gap(text, m), text).strip()
    while (mark := _MARK.search(text)) and mark.start() and _WORD.match(text, mark.end()):
        behind = text[mark.end() :]
        if (wrong := _NOT.match(behind)) and wrong[1].lower() in text[: mark.start()].lower():
            behind = behind[wrong.end() :]  # "add bananas, no, not bananas, add oranges"
        whole = replaced(text[: mark.start()], behind)
        if whole is None:
            break
        text = whole
    return text


def _gap(text: str, hesitation: re.Match[str]) -> str:
    """What stays in its place: the comma of a list, or nothing but a space."""
    before = _WORD.findall(text[: hesitation.start()])
    if not before:
        return ""
    listed = hesitation[0].lstrip().startswith(",") and before[-1].lower() not in _JOINS
    return ", " if listed else " "


def replaced(before: str, after: str) -> str | None:
    """The text with the repair in the place of what it repairs; None if that cannot be told."""
    said = list(_WORD.finditer(before))
    first = _WORD.match(after)
    if not said or first is None or re.search(r"(?<!\.)[.!?]\s*$", before):
        return None
    back = [word for word in said[-_BACK:] if word[0].lower() == first[0].lower()]
    new = _WORD.findall(after)
    if not back and 1 < len(new) <= len(said) and new[-1].lower() == said[-1][0].lower():
        back = [said[-len(new)]]  # "loo roll", "kitchen roll"
    start = (back or said)[-1].start()
    return f"{before[:start]}{after}"
