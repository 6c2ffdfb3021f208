"""Requests about the speaking itself, told from everything that only sounds like one."""

from __future__ import annotations

import pytest

from samantha.core.controls import Control, control

SILENCE = """Stop. | Samantha, stop. | Okay, stop it please. | Be quiet | Shut up! | Hold on a second.
| Wait, wait, wait. | Wait a minute | Hang on | Pause. | Can you stop talking? | Quiet please | One moment please.
| I said stop | that's enough | No, stop | Stop stop | Luna, be quiet."""
GO_ON = """Go on. | Please continue. | Keep going! | What were you saying? | You were saying? | Yes, go on.
| Can you continue please?"""
REPEAT = """What did you say? | Say that again. | Could you repeat that? | Sorry? | What? | Pardon?
| I didn’t catch that. | Sorry, what did you say? | Sorry, could you say that again?"""
SLOWER = """Say that again slower. | Say that again, slower please | Can you say that again more slowly? | Slower.
| A bit slower please | Repeat that a little slower"""
NONE = """Stop me if you know this one. | What | Continue the story about cats | What did you say about Boston?
| pause the music | Speak up | hold on to it | Stop the car | Sorry. | Wait for me at the station | | 17
| Enough about cats"""


def cases() -> list[tuple[str, Control | None]]:
    lists: list[tuple[str, Control | None]] = [
        (SILENCE, "silence"),
        (GO_ON, "go_on"),
        (REPEAT, "repeat"),
        (SLOWER, "repeat_slower"),
        (NONE, None),
    ]
    return [(text.strip(), meant) for texts, meant in lists for text in texts.split("|")]


@pytest.mark.parametrize(("text", "meant"), cases())
def test_a_request_is_recognised_and_nothing_else_is(text: str, meant: Control | None) -> None:
    assert control(text) == meant
