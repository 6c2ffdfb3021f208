"""The text of an iCalendar file, changed line by line, so that everything in it that we do not know stays as it is.

A file is a list of content lines, each with its folds and its ending as they were written (RFC 5545, 3.1). An event
is a range of them. Only the lines of the properties that really change are written anew; the icalendar library reads
these files, but what it writes is its own: other order, other folds, broken properties gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_LINE = re.compile(r"(?:[^\r\n]|\r?\n[ \t]|\r(?!\n))*(?:\r?\n|\Z)")
_NAME = re.compile(r"[A-Za-z0-9-]+")
END = "\r\n"


@dataclass(frozen=True, slots=True)
class Block:
    """The lines first to last, BEGIN and END included, that are one component."""

    first: int
    last: int


def lines(text: str) -> list[str]:
    """Content lines; joined again they are the text."""
    return [line for line in _LINE.findall(text) if line]


def plain(line: str) -> str:
    """A content line without folds and ending."""
    return re.sub(r"\r?\n[ \t]", "", line).rstrip("\r\n")


def name(line: str) -> str:
    """The property's name, in capitals."""
    match = _NAME.match(plain(line))
    return match[0].upper() if match else ""


def blocks(of: Sequence[str], kind: str) -> list[Block]:
    """The components of this kind that are in no other of the kind, in their order."""
    found: list[Block] = []
    first = -1
    for n, line in enumerate(of):
        bare = plain(line).upper().strip()
        if bare == f"BEGIN:{kind}" and first < 0:
            first = n
        elif bare == f"END:{kind}" and first >= 0:
            found.append(Block(first, n))
            first = -1
    return found


def property_lines(of: Sequence[str], block: Block) -> Iterable[int]:
    """Where the component's own properties stand, not those of an alarm in it."""
    depth = 0
    for n in range(block.first + 1, block.last):
        kind = name(of[n])
        if kind == "BEGIN":
            depth += 1
        elif kind == "END":
            depth -= 1
        elif depth == 0:
            yield n


def first_property(of: Sequence[str], block: Block, wanted: str) -> str:
    """Its content line, "" if there is none."""
    return next((plain(of[n]) for n in property_lines(of, block) if name(of[n]) == wanted), "")


def changed(of: Sequence[str], block: Block, new: Mapping[str, Sequence[str]]) -> list[str]:
    """All lines, with these properties of the component as given, where the first of each stood; none: gone."""
    left = dict(new)
    body: list[str] = []
    own = set(property_lines(of, block))
    for n in range(block.first, block.last):
        kind = name(of[n]) if n in own else ""
        if kind not in new:
            body.append(of[n])
        elif kind in left:
            body += [folded(line) for line in left.pop(kind)]
    missing = [folded(line) for values in left.values() for line in values]
    return [*of[: block.first], body[0], *missing, *body[1:], *of[block.last :]]


def without(of: Sequence[str], gone: Sequence[Block]) -> list[str]:
    """The lines without these components."""
    return [line for n, line in enumerate(of) if not any(block.first <= n <= block.last for block in gone)]


def folded(line: str) -> str:
    """A content line as it is written: folded at 75 octets, with its ending."""
    parts, room = [""], 75
    for char in line:
        size = len(char.encode())
        if size > room:
            parts.append("")
            room = 74
        parts[-1] += char
        room -= size
    return f"{END} ".join(parts) + END


def escaped(value: str) -> str:
    """A text value."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r?\n", r"\\n", value)
