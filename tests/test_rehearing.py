"""A second look at words that make no sense: what else the ears thought of, chosen by what can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import anyio
import pytest
from tests.test_conversation import LONG, Hearing, Thinking, only, said, words

from samantha.core import notes
from samantha.errors import EngineError
from samantha.hands.lists import lists
from samantha.hands.rehearing import Rehearing
from samantha.hands.reminder_book import Book
from samantha.hands.reminders import reminders
from samantha.hands.skill import Hands
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool
from samantha.ports import Transcript
from samantha.session.conversation import UNSURE, Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import ScriptedDetector, ScriptedDoor, ScriptedVoice

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZoneInfo("America/New_York"))


def _letters() -> Tool:
    async def sent() -> Done:
        return Done("I've sent it.")

    async def steps(asked: Asked) -> Steps:
        yield Change("sends", "send it to Amy", sent)

    return Tool("letters", (Form(steps, ("send it to Amy",)),))


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    return Hands([reminders(Book(tmp_path / "r.json"), None), lists(tmp_path), _letters()], lambda: NOW)


def ask(hands: Hands, *turns: str) -> list[str | None]:
    async def all_of_it() -> list[str | None]:
        acts = ((hands.understands(turn)) for turn in turns)
        return [await act() if act else None for act in acts]

    return anyio.run(all_of_it)


@dataclass
class Unsure(Hearing):
    """Ears that are not sure of what they heard, and can tell what else it may have been, or fail to."""

    others: Sequence[str] = ()
    fail: bool = False
    confidence: float = UNSURE - 0.1
    asked: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        text = self.transcript.text
        self.transcript = Transcript(text, confidence=self.confidence, others=self._look)

    async def _look(self) -> Sequence[str]:
        self.asked += 1
        if self.fail:
            raise EngineError("no ears", where="ears")
        return self.others


def heard(ears: Unsure, hands: Hands) -> str:
    """What becomes the user's turn."""
    seen: list[notes.Note] = []
    talk = Conversation(
        door=ScriptedDoor([said(500, *range(30))], after=LONG),
        detector=ScriptedDetector(),
        transcriber=ears,
        mind=Thinking(words("I see.")),
        voice=ScriptedVoice(),
        skills=[hands],
        second_look=Rehearing(hands, []),
        watch=seen.append,
    )
    virtual_time.run(talk.run)
    return only(seen, notes.Turn)[0].text


def test_what_makes_no_sense_is_heard_as_the_likeliest_request_it_may_have_been(hands: Hands) -> None:
    ears = Unsure(
        Transcript("Wait me up at seven."), others=["Wade me up at seven.", "Wake me up at seven.", "Undo that."]
    )
    assert heard(ears, hands) == "Wake me up at seven."


@pytest.mark.parametrize(
    ("text", "confidence", "fail"),
    [
        ("Wake me up at eight.", UNSURE - 0.1, False),  # makes sense as it is
        ("Wait me up at seven.", UNSURE + 0.1, False),  # the ears were sure
        ("Wait me up at seven.", UNSURE - 0.1, True),  # there is nothing else
        (" ".join(["The sea was calm."] * 5), UNSURE - 0.1, False),  # nobody asks for something at such length
    ],
)
def test_what_was_heard_first_stays_where_it_is_sense_or_sure_or_all_there_is(
    hands: Hands, text: str, confidence: float, fail: bool
) -> None:
    ears = Unsure(Transcript(text), others=["Wake me up at seven."], fail=fail, confidence=confidence)
    assert heard(ears, hands) == text
    assert bool(ears.asked) == fail


def test_talk_stays_as_it_was_heard(hands: Hands) -> None:
    assert heard(Unsure(Transcript("The sea is calm."), others=["The C is calm."]), hands) == "The sea is calm."


def test_an_answer_may_be_found_by_a_second_look_but_never_a_yes(hands: Hands) -> None:
    look = Rehearing(hands, [])
    assert ask(hands, "Send it to Amy.") == ["Shall I send it to Amy?"]
    assert look.understood("Yes.") and look.understood("No, keep it.")
    assert not look.understood("Gnome, Pete.")
    assert look.order("No, keep it.")
    assert not look.order("Yes.")
    assert ask(hands, "No.", "Set a timer.")[1] == "For how long?"
    assert look.order("Five minutes.") and not look.order("Fife and drum.")
