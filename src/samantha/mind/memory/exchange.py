"""Memories as files that other programs and people read: JSON to take back in, Markdown to read."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Sequence
from typing import Any, get_args

from samantha.errors import InputError
from samantha.mind.memory import telling
from samantha.mind.memory.rows import Fact, Kind, Memory, Source


def as_json(memories: Sequence[Memory]) -> str:
    """All that is known of the memories, as an array."""
    return json.dumps([dataclasses.asdict(memory) for memory in memories], indent=2, default=str, ensure_ascii=False)


def as_markdown(memories: Sequence[Memory], today: datetime.date) -> str:
    """A page to read: subject by subject, each memory with its words and their date."""
    lines = ["# What Samantha remembers", ""]
    for subject in dict.fromkeys(memory.fact.subject for memory in memories):
        lines += [f"## {telling.who(subject).capitalize()}", ""]
        for memory in memories:
            if memory.fact.subject == subject:
                over = f" (no longer so, see {memory.superseded_by})" if memory.superseded_by else ""
                lines.append(f"- {memory.number}. {telling.sentence(memory, today)}{over}")
                lines.append(f'  {memory.source.at:%Y-%m-%d %H:%M}: "{memory.fact.words}"')
        lines.append("")
    return "\n".join(lines)


def from_json(text: str, where: str) -> list[Memory]:
    """The memories of an exported file. Raises InputError."""
    try:
        return [_memory(item) for item in json.loads(text)]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"these are no exported memories ({type(error).__name__})",
            where=where,
            mend="Give memories.json of an export.",
        ) from error


def _memory(item: dict[str, Any]) -> Memory:
    fact, source = item["fact"], item["source"]
    if fact["kind"] not in get_args(Kind) or not all(
        isinstance(fact[name], str) for name in ("subject", "attribute", "value", "words")
    ):
        raise ValueError("no fact")
    day = datetime.date.fromisoformat(fact["day"]) if fact["day"] else None
    at = datetime.datetime.fromisoformat(source["at"])
    return Memory(
        int(item["number"]),
        Fact(fact["subject"], fact["attribute"], fact["value"], fact["words"], fact["kind"], day),
        Source(str(source["who"]), at, str(source["conversation"]), int(source["turn"])),
        int(item["superseded_by"]),
    )
