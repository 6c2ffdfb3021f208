"""The day at a glance, when the user asks: what is in the calendar, what she is to remind of, what is to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from samantha.hands import files, saying
from samantha.hands.reminder_book import Book
from samantha.hands.tool import Asked, Done, Form, Steps, Tool
from samantha.hands.when import When

Part: TypeAlias = Callable[[When, datetime], str]
"""What there is then, in sentences; "" for nothing worth a word."""

_MOST = 6
_DAY = "(my day|the day|today|my morning|my afternoon|{when})"
_OUTLINE = "(outline|overview|summary|rundown|briefing|run down)"


def outline(parts: Sequence[Part]) -> Tool:
    """The tool that says these parts, in their order."""

    async def steps(asked: Asked) -> Steps:
        when = asked.when if asked.when.day else When(day=asked.now.date(), part=asked.when.part)
        told = [said for part in parts if (said := part(when, asked.now))]
        yield Done(" ".join(told) or "There is nothing that I know of.")

    return Tool(
        "outline",
        (
            Form(
                steps,
                (
                    f"(what|how) (does|do|is|will) {_DAY} (look|looking) [like] [{{when2:when}}]",
                    "how does my day {when} look [like]",
                    "what does my day look like {when}",
                    "what is my day [like]",
                    f"(give|tell|read) me [a|an|the|my] [quick|morning|daily|short] {_OUTLINE} [of|for] [{_DAY}]",
                    f"(what is|give me) my [morning|daily] {_OUTLINE} [for] [{{when}}]",
                    f"[my] [morning|daily] {_OUTLINE} [of|for] {_DAY}",
                    "brief me [on my day] [on|for] [{when}]",
                    f"(run|walk|take|talk) me through {_DAY}",
                    "what do i have to do {when}",
                    "what is ahead [of me] [{when}]",
                    "what is [my|the] plan for {when}",
                ),
            ),
        ),
    )


def reminded(book: Book) -> Part:
    """The alarms and reminders of the time asked about."""

    def said(when: When, now: datetime) -> str:
        first, last = when.day or now.date(), when.last or when.day or now.date()
        here = [
            (one, then) for one in book.all() if one.kind != "timer"
            and first <= (then := one.moment.astimezone(now.tzinfo)).date() <= last and then > now
        ]  # fmt: skip
        lines = [
            (f"to remind you {one.what}" if one.kind == "reminder" else "to wake you") + f" at {saying.clock(then)}"
            for one, then in here[:_MOST]
        ]
        return f"I'm {saying.listed(lines)}." if lines else ""

    return said


def to_do(folder: Path) -> Part:
    """What stands on the to-do list, if it is today that is asked about."""

    def said(when: When, now: datetime) -> str:
        here = [saying.plain(line) for line in files.read(folder / "to-do.txt").splitlines() if line.strip()]
        if not here or when.day != now.date():
            return ""
        more = f", and {len(here) - _MOST} more" if len(here) > _MOST else ""
        return f"On your to-do list {'is' if len(here) == 1 else 'are'} {saying.listed(here[:_MOST])}{more}."

    return said
