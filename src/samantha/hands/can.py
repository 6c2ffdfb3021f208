"""What she can do, told when asked: only what is switched on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from samantha.hands.saying import listed
from samantha.hands.tool import Asked, Done, Form, Steps, Tool

_WAYS = {
    "calendar": "keep your calendar",
    "reminders": "remind you and wake you",
    "lists": "keep your lists",
    "notes": "take notes",
    "letters": "take letters by dictation",
    "spelling": "check your spelling",
    "sums": "do sums and convert units",
    "clock": "tell the time anywhere",
}
_SHOWN = {
    "calendar": "put dinner with Amy on Saturday at eight",
    "reminders": "remind me to call Amy tomorrow at ten",
    "lists": "add milk to my shopping list",
}


def can(names: Sequence[str]) -> Tool:
    """The tool; ``names``: those of the others, and of what else she does."""
    return Tool(
        "can",
        (
            Form(
                partial(_tell, tuple(names)),
                (
                    "what can you do [for me] [all]",
                    "what (else|all) can you do [for me]",
                    "what are you (able to do|capable of|good for|good at)",
                    "(how|what) can you help [me] [with]",
                    "what (can|could|should) i (ask|say) [you] [to you] [for]",
                    "what (kind|sort) of things can you do [for me]",
                    "what (do|can) i use you for",
                    "(tell|show) me what you can do",
                ),
            ),
        ),
    )


async def _tell(names: Sequence[str], asked: Asked) -> Steps:
    ways = [way for name, way in _WAYS.items() if name in names]
    shown = next((example for name, example in _SHOWN.items() if name in names), "")
    able = f"I talk with you about anything, and I can {listed(ways)}." if ways else "I talk with you about anything."
    yield Done(f"{able} Say, for example: {shown}." if shown else able)
