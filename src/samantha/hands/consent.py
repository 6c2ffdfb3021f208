"""What needs a yes first.

Reading and saying are free. A change that can be undone is made when the user plainly said it, and asked about
otherwise. One that cannot be undone, and anything that others will see, is always asked about, with exactly what will
happen. This is the only place that decides it, and the skill carries out nothing that has not been here.

Whose words count: only those of a committed turn of the user's are ever read as a request. Text from outside (the
title and notes of an event, a list, another program's answer) and the model's own words are said or written down,
never read as one.
"""

from __future__ import annotations

from typing import assert_never

from samantha.hands.tool import Change


def needs_yes(change: Change) -> bool:
    """Whether the user must say yes to it."""
    match change.effect:
        case "undoable":
            return not change.plain
        case "final" | "sends":
            return True
        case _:
            assert_never(change.effect)


def question(change: Change) -> str:
    """What she asks."""
    return f"Shall I {change.exactly}?"
