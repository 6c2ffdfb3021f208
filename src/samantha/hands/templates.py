"""Sentence templates: how the things are said that a tool can be asked.

``"(put|add) {what} [in my calendar] {when}"``: words as they are said, ``[...]`` may be left out, ``(a|b)`` is one
of them, and ``{name}`` or ``{name:kind}`` is a slot. Kinds: ``text`` is words that are no time, ``any`` all words,
``when`` a time, ``length`` a duration; the slots called when and length are of their own kind, all others text. The
syntax is that of hassil, Home Assistant's matcher; but there a free text ends where the template's next word
stands, while here the times have been found before, so that "put dinner with Isabella on Saturday at eight" needs
no word between the two.

Each template becomes one regular expression over the words. Where several match, the one with the most words of its
own wins, so "cancel the timer" is not cancelling an event called "the timer".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from samantha.hands.times import Timed
from samantha.hands.tool import Asked

_SYNTAX = re.compile(r"\{(\w+)(?::(\w+))?\}|[\[\]()|]|[^\s\[\](){}|]+|\s+")
_KINDS = {"text": r"[^<>]+?", "any": r".+?", "when": r"<t\d+>", "length": r"<d\d+>"}

_ORDER = re.compile(
    r"[,.;:!?] (?:and |so |please |(?:can|could|would|will) you )*"
    r"(?:(?:remind|wake) (?:me|us)|set an?|(?:put|add|cancel|move|take) (?:it|that))\b",
    re.IGNORECASE,
)
"""An order of its own, which no slot takes for words of its own."""


@dataclass(frozen=True, slots=True)
class Template:
    """pattern: over the words, each followed by a space; kinds: of its slots."""

    pattern: re.Pattern[str]
    kinds: dict[str, str]

    def match(self, timed: Timed, now: datetime) -> tuple[int, Asked] | None:
        """The slots, and how many letters of the request the template itself says; None if it does not fit."""
        words = f"{timed.said.words} "
        found = self.pattern.fullmatch(words)
        if found is None:
            return None
        texts, whens, lengths = {}, {}, {}
        own = len(words)
        for name, kind in self.kinds.items():
            if found[name] is None:
                continue
            if kind == "when":
                whens[name] = timed.whens[int(found[name].strip()[2:-1])]
            elif kind == "length":
                lengths[name] = timed.durations[int(found[name].strip()[2:-1])]
            else:
                first = words.count(" ", 0, found.start(name))
                texts[name] = timed.said.surface(first, first + found[name].count(" "))
                if kind == "text" and _ORDER.search(texts[name]):
                    return None
                own -= found.end(name) - found.start(name)
        return own, Asked(now, texts, whens, lengths)


@cache
def compiled(template: str) -> Template:
    """The template ready to match. Raises ValueError if brackets do not pair."""
    parts, kinds = [], {}
    depth: list[str] = []
    template = re.sub(r"\b(what|who|when|where|how|that|there|it) ?'s\b", r"\1 is", template)
    for m in _SYNTAX.finditer(template):
        piece = m[0]
        if m[1]:
            kind = m[2] or (m[1] if m[1] in ("when", "length") else "text")
            kinds[m[1]] = kind
            parts.append(rf"(?P<{m[1]}>{_KINDS[kind]} )")
        elif piece in "[(":
            depth.append(piece)
            parts.append("(?:")
        elif piece in "])":
            if not depth or depth.pop() + piece not in ("[]", "()"):
                raise ValueError(f"brackets do not pair in {template!r}")
            parts.append(")?" if piece == "]" else ")")
        elif piece == "|":
            parts.append("|")
        elif not piece.isspace():
            parts.append(re.escape(piece.lower().replace("'s", " 's").strip()) + " ")
    if depth:
        raise ValueError(f"brackets do not pair in {template!r}")
    return Template(re.compile("".join(parts)), kinds)


def best(templates: Sequence[Template], timed: Timed, now: datetime) -> tuple[int, Asked] | None:
    """The best match among these."""
    found = [match for template in templates if (match := template.match(timed, now))]
    return max(found, key=lambda match: match[0]) if found else None
